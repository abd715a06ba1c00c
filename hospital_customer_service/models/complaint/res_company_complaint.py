from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_complaint_callback_days = fields.Integer(
        "Called back after closing (days)",
        default=7,
        help="Complaints of level 3 and above are called back so many days after they were closed.",
    )
    hcs_action_review_days = fields.Integer(
        "Review of measures (days)",
        default=30,
        help="So many days after a corrective or preventive measure was done somebody looks whether it helped.",
    )
    hcs_alarm_count = fields.Integer(
        "Alarm at (times)", default=3, help="The same cause in the same department so often raises an alarm. 0: never."
    )
    hcs_alarm_days = fields.Integer("Alarm within (days)", default=30, help="Within so many days.")

    _hcs_complaint_days_sane = models.Constraint(
        "CHECK (hcs_complaint_callback_days >= 0 AND hcs_action_review_days >= 0 AND hcs_alarm_count >= 0 "
        "AND hcs_alarm_days >= 0)",
        "Numbers of days and times cannot be negative.",
    )
