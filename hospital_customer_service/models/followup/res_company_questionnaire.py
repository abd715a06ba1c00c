from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_red_flag_minutes = fields.Integer(
        "Minutes for a red flag", default=30, required=True, help="By then the doctor answers a dangerous answer."
    )
    hcs_doctor_minutes = fields.Integer(
        "Minutes for a question to the doctor",
        default=240,
        required=True,
        help="By then the doctor answers what came up in a follow-up.",
    )
    hcs_link_wait_hours = fields.Integer(
        "Hours to wait for an answer",
        default=24,
        required=True,
        help="A follow-up by link that is not answered by then becomes a call.",
    )

    _hcs_questionnaire_times = models.Constraint(
        "CHECK (hcs_red_flag_minutes > 0 AND hcs_doctor_minutes > 0 AND hcs_link_wait_hours > 0)",
        "The time to answer must be more than nothing.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_red_flag_minutes = fields.Integer(related="company_id.hcs_red_flag_minutes", readonly=False)
    hcs_doctor_minutes = fields.Integer(related="company_id.hcs_doctor_minutes", readonly=False)
    hcs_link_wait_hours = fields.Integer(related="company_id.hcs_link_wait_hours", readonly=False)
