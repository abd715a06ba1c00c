from odoo import fields, models

CENTRE = "hospital_customer_service.group_hcs_agent"


class HcsServiceRecord(models.Model):
    _inherit = "hcs.service.record"

    tag_ids = fields.Many2many(
        "hcs.service.tag",
        "hcs_service_record_tag_rel",
        "record_id",
        "tag_id",
        string="Tags",
        check_company=True,
        copy=False,
        groups=CENTRE,
    )
