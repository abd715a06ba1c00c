from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
# what the sessions take over: a change brings them in line
FOLLOWED = ("active", "weekday", "hour_from", "hour_to", "valid_from", "valid_to", "capacity", "kind",
            "practitioner_id", "department_id", "location", "fee", "travel_buffer", "specialty_id")  # fmt: skip
SHOWN = 10
# hours are floats: half a second
EPSILON = 1 / 7200


class HcsClinicTemplate(models.Model):
    """The weekly pattern of a clinic: who receives patients, where, on which weekday, and how many (APT-01)."""

    _name = "hcs.clinic.template"
    _description = "Clinic Pattern"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin"]
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
    trait_ids = fields.Many2many(
        "hcs.exam.trait",
        string="Demands",
        help="Fasting, contrast medium and the like: who has two examinations that disturb each other is warned of.",
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

    affected_session_ids = fields.Many2many(
        "hcs.clinic.session", string="Booked sessions that differ", compute="_compute_affected_session_ids"
    )

    # COMPUTES
    def _compute_affected_session_ids(self):
        deviating = self.env["hcs.clinic.session"]
        for company in self.company_id:
            deviating |= deviating._get_deviating(company)
        for template in self:
            template.affected_session_ids = deviating.filtered(
                lambda session, template=template: session.template_id == template._origin
            )

    @api.onchange("department_id", "practitioner_id")
    def _onchange_name(self):
        if self.practitioner_id and not self.department_id:
            self.department_id = self.practitioner_id.department_id
        if self.practitioner_id and not self.fee:
            self.fee = self.practitioner_id.fee
        if not self._origin:
            self.name = ", ".join(filter(None, (self.department_id.name, self.practitioner_id.name)))

    @api.onchange(*FOLLOWED)
    def _onchange_pattern(self):
        """Say whom a change would reach before it is saved."""
        booked = self._origin.session_ids.filtered(lambda session: session._is_booked_ahead())
        if not booked or all(self[name] == self._origin[name] for name in FOLLOWED):
            return None
        shown = "\n".join(booked.sorted("start_at")[:SHOWN].mapped("display_name"))
        return {
            "warning": {
                "title": self.env._("Patients are booked"),
                "message": self.env._(
                    "%(number)s sessions of this pattern have bookings. They stay as they are until you move or stop "
                    "them:\n%(sessions)s",
                    number=len(booked),
                    sessions=shown,
                ),
            }
        }

    # CONSTRAINTS
    @api.constrains("kind", "practitioner_id")
    def _check_practitioner(self):
        for template in self:
            if template.kind == "expert" and not template.practitioner_id:
                raise ValidationError(self.env._("Choose the expert who receives patients in this clinic."))

    @api.constrains("practitioner_id", "weekday", "hour_from", "hour_to", "valid_from", "valid_to", "active", "kind",
                    "travel_buffer")  # fmt: skip
    def _check_overlap(self):
        """An expert is in one place at a time, and needs time for the way to a home (AP1, AP7)."""
        for template in self.filtered(lambda template: template.active and template.practitioner_id):
            others = self.search(
                [
                    ("id", "!=", template.id),
                    ("practitioner_id", "=", template.practitioner_id.id),
                    ("weekday", "=", template.weekday),
                ]
            )
            for other in others:
                way = max(template._way_hours(), other._way_hours())
                together = (template.valid_from or date.min) <= (other.valid_to or date.max) and (
                    other.valid_from or date.min
                ) <= (template.valid_to or date.max)
                if (
                    together
                    and template.hour_from < other.hour_to + way - EPSILON
                    and other.hour_from < template.hour_to + way - EPSILON
                ):
                    raise ValidationError(
                        self.env._(
                            "%(expert)s has another clinic at that time, or too little time for the way: %(clinic)s.",
                            expert=template.practitioner_id.name,
                            clinic=other.name,
                        )
                    )

    @api.constrains("kind", "travel_buffer", "capacity", "hour_from", "hour_to")
    def _check_travel(self):
        """Home care: every visit needs its way, so that only so many fit (AP7)."""
        for template in self.filtered(lambda template: template.kind == "home_care"):
            needed = (template.capacity - 1) * template.travel_buffer / 60
            if needed >= template.hour_to - template.hour_from:
                raise ValidationError(
                    self.env._(
                        "So many visits do not fit: the ways between them fill the whole time. Fewer seats fit."
                    )
                )

    def _way_hours(self):
        return self.travel_buffer / 60 if self.kind == "home_care" else 0.0

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._update_sessions()
        return templates

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(FOLLOWED):
            self._update_sessions()
        return result

    def _update_sessions(self):
        self.company_id._hcs_update_clinics()

    def unlink(self):
        # first the sessions nobody has booked, which point to it
        self.filtered("active").action_archive()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["hcs.clinic.session"].sudo().search_count([("template_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Clinics were held by this pattern. Archive it instead."))

    # ACTIONS
    def action_open_sessions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_clinic_session_action")
        return {**action, "domain": [("template_id", "=", self.id)], "context": {"default_template_id": self.id}}
