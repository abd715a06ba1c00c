from odoo import fields, models


class ResCompany(models.Model):
    """How often one person may be contacted (FUP-13)."""

    _inherit = "res.company"

    hcs_cap_day = fields.Integer(
        "Contacts of one person a day",
        default=2,
        required=True,
        help="Follow-ups, surveys, reminders, greetings and advertising together; what the person asked for never "
        "counts. 0: no limit.",
    )
    hcs_cap_week = fields.Integer(
        "Contacts of one person in seven days", default=5, required=True, help="As for a day. 0: no limit."
    )

    _hcs_caps_not_negative = models.Constraint(
        "CHECK (hcs_cap_day >= 0 AND hcs_cap_week >= 0)", "A limit of contacts cannot be negative. 0 means no limit."
    )
