from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_vip_remind_days = fields.Integer(
        "First reminder of a renewal",
        default=60,
        help="So many days before a membership ends, its representative and the member are told. 0: never.",
    )
    hcs_vip_remind_again_days = fields.Integer(
        "Second reminder of a renewal", default=14, help="The same once more. 0: never."
    )
    hcs_vip_assess_days = fields.Integer(
        "Assessment before the end",
        default=45,
        help="So many days before a membership ends, a tier for the next term is proposed; a person decides.",
    )

    # Key accounts
    hcs_key_quiet_days = fields.Integer(
        "No visit for", default=180, help="Proposed for new key accounts: so long a silence is a risk of loss."
    )
    hcs_key_low_score = fields.Integer(
        "Low satisfaction below", default=60, help="In percent; an account below it is at risk of loss."
    )
    hcs_key_score_days = fields.Integer(
        "Answers of the last", default=365, help="So many days of answers make the satisfaction of a key account."
    )
    hcs_key_lead_days = fields.Integer(
        "Tasks before the day", default=7, help="Planned contacts and birthdays become tasks so many days before."
    )
    hcs_key_contract_days = fields.Integer(
        "Contracts of key accounts",
        default=60,
        help="So many days before a contract ends the account manager is told.",
    )

    _hcs_key_in_range = models.Constraint(
        "CHECK (hcs_key_quiet_days >= 0 AND hcs_key_low_score BETWEEN 0 AND 100"
        " AND hcs_key_score_days BETWEEN 1 AND 3650"
        " AND hcs_key_lead_days BETWEEN 0 AND 365 AND hcs_key_contract_days BETWEEN 0 AND 3650)",
        "Days cannot be negative, and satisfaction lies between 0 and 100.",
    )
    _hcs_vip_days_not_negative = models.Constraint(
        "CHECK (hcs_vip_remind_days >= 0 AND hcs_vip_remind_again_days >= 0 AND hcs_vip_assess_days >= 0)",
        "Days cannot be negative.",
    )
