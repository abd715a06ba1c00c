from odoo import fields, models


class HcsVisit(models.Model):
    """Who sent the patient to this visit (CRM-05)."""

    _name = "hcs.visit"
    _inherit = ["hcs.visit", "hcs.referral.mixin"]
    _referral_column = "visit_id"

    referral_ids = fields.One2many(
        "hcs.referral", "visit_id", "Who referred", groups="hospital_customer_service.group_hcs_agent"
    )
