from odoo import fields, models


class HcsAppointment(models.Model):
    """Which request a booking came from: what turns a consultation into a visit is counted (APT-05)."""

    _inherit = "hcs.appointment"

    service_record_id = fields.Many2one(
        "hcs.service.record",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.context.get("hcs_service_record_id"),
        groups="hospital_customer_service.group_hcs_agent",
        help="The request that led to this booking.",
    )
