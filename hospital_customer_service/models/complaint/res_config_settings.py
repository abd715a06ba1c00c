from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_complaint_approver = fields.Selection(related="company_id.hcs_complaint_approver", readonly=False)
    hcs_complaint_two_checks_from = fields.Selection(
        related="company_id.hcs_complaint_two_checks_from", readonly=False
    )
