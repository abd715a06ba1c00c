from odoo import api, fields, models
from odoo.exceptions import ValidationError

CLINIC_KINDS = [("expert", "Expert clinic"), ("exam", "Examination"), ("home_care", "Home care")]
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
MAX_CAPACITY = 1000


class HcsClinicTemplate(models.Model):
    """The weekly pattern of a clinic: who receives patients, where, on which weekday, and how many (APT-01)."""

    _name = "hcs.clinic.template"
    _description = "Clinic Pattern"
    _inherit = ["hcs.thread.mixin"]
    _order = "department_id, practitioner_id, weekday, hour_from, id"
    _check_company_auto = True
    _hcs_name_is_private = False

    # Identity
    name = fields.Char(required=True, tracking=True, help="What patients are told, such as “Orthopaedics, Dr Li”.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    color = fields.Integer(aggregator=None)
    kind = fields.Selection(CLINIC_KINDS, required=True, default="expert", tracking=True)
    practitioner_id = fields.Many2one(
        "hcs.practitioner", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    department_id = fields.Many2one(
        "hcs.department", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    specialty_id = fields.Many2one("hcs.specialty", index="btree_not_null", ondelete="restrict")
    location = fields.Char(help="Room and floor, as you would tell it to a patient. Empty: that of the department.")
    # When
    weekday = fields.Selection(WEEKDAYS, required=True, default="0", tracking=True)
    hour_from = fields.Float("From", required=True, default=8.0, tracking=True, aggregator=None)
    hour_to = fields.Float("To", required=True, default=12.0, tracking=True, aggregator=None)
    valid_from = fields.Date(tracking=True, help="First day of this pattern. Empty: since ever.")
    valid_to = fields.Date(tracking=True, help="Last day of this pattern. Empty: until further notice.")
    # What for
    capacity = fields.Integer("Seats", required=True, default=10, tracking=True, aggregator=None)
    currency_id = fields.Many2one(related="company_id.currency_id")
    fee = fields.Monetary(tracking=True, help="What a patient pays for the booking.")
    preparation = fields.Text(
        translate=True, help="What the patient has to do before: fasting, papers, medicines to stop. It is sent along."
    )
    travel_buffer = fields.Integer(
        "Travel Time (minutes)", aggregator=None, help="Home care: the way between two visits, which nobody may book."
    )
    session_ids = fields.One2many("hcs.clinic.session", "template_id", string="Sessions")

    _hours_in_day = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "A clinic starts and ends on the same day, and ends after it starts.",
    )
    _valid_in_order = models.Constraint(
        "CHECK (valid_from <= valid_to)", "The last day of a pattern cannot lie before its first."
    )
    _capacity_range = models.Constraint(
        "CHECK (capacity > 0 AND capacity <= 1000)", "A clinic has between 1 and 1000 seats."
    )
    _fee_not_negative = models.Constraint("CHECK (fee >= 0)", "A fee cannot be negative.")
    _travel_not_negative = models.Constraint("CHECK (travel_buffer >= 0)", "The travel time cannot be negative.")

    @api.constrains("kind", "practitioner_id")
    def _check_practitioner(self):
        for template in self:
            if template.kind == "expert" and not template.practitioner_id:
                raise ValidationError(self.env._("Choose the expert who receives patients in this clinic."))
