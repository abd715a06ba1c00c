from odoo import fields, models


class HcsClinicException(models.Model):
    """Days on which clinics do not follow their weekly pattern."""

    _name = "hcs.clinic.exception"
    _description = "Clinic Exception"
    _inherit = ["hcs.thread.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _hcs_name_is_private = False

    name = fields.Char("Reason", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [
            ("stop", "No clinic"),
            ("extra", "Additional clinic"),
            ("changed", "Other hours or seats"),
            ("open", "Takes place on a holiday"),
        ],
        required=True,
        default="stop",
        tracking=True,
        help="No clinic: the sessions of these days are not held. Additional clinic: a session beside the weekly "
        "pattern. Other hours or seats: the sessions of these days are changed. Takes place on a holiday: the weekly "
        "pattern holds although the hospital rests.",
    )
    date_from = fields.Date("First Day", required=True, tracking=True)
    date_to = fields.Date("Last Day", required=True, tracking=True)
    template_id = fields.Many2one(
        "hcs.clinic.template", string="Pattern", index="btree_not_null", ondelete="restrict", check_company=True
    )
    practitioner_id = fields.Many2one(
        "hcs.practitioner", index="btree_not_null", ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    hour_from = fields.Float("From", aggregator=None)
    hour_to = fields.Float("To", aggregator=None)
    capacity = fields.Integer("Seats", aggregator=None)

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The last day of an exception cannot lie before its first."
    )
    _hours_in_day = models.Constraint(
        "CHECK (COALESCE(hour_to, 0) = 0 OR (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24))",
        "A clinic starts and ends on the same day, and ends after it starts.",
    )
    _capacity_range = models.Constraint(
        "CHECK (capacity >= 0 AND capacity <= 1000)", "A session has at most 1000 seats."
    )
