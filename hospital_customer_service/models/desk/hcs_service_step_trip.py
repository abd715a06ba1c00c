from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from .hcs_service_step import OPEN_STEPS
from .hcs_service_type_step_trip import STEP_KINDS
from .res_users import CENTRE

WAYPOINTS = [
    ("planned", "Planned"),
    ("accepted", "Accepted"),
    ("departed", "On the way"),
    ("arrived", "At the place"),
    ("handed_over", "Patient handed over"),
    ("no_show", "No-show"),
]
# the moment each way-point is kept in, in the order in which they come
WAYPOINT_AT = {
    "accepted": "accepted_at",
    "departed": "departed_at",
    "arrived": "arrived_at",
    "handed_over": "handed_over_at",
}
UNDER_WAY = ("departed", "arrived")
NO_SHOW_REASONS = [
    ("not_there", "Patient was not there"),
    ("gone_ahead", "Patient had gone ahead"),
    ("declined", "Patient wanted no escort"),
    ("unwell", "Patient was too unwell to go"),
    ("called_off", "Examination was called off"),
    ("other", "Other"),
]
# told by the buttons, never typed
TRIP_FLOW = {"waypoint", "no_show_reason", *WAYPOINT_AT.values()}


class HcsServiceStep(models.Model):
    """A way one person goes with a patient (SVC-05): planned, real, and never two at once."""

    _inherit = "hcs.service.step"

    kind = fields.Selection(STEP_KINDS, required=True, default="task")
    is_trip = fields.Boolean("With way-points", help="Somebody walks with the patient; each way-point has its time.")
    patient_id = fields.Many2one(related="record_id.patient_id", groups=CENTRE)
    planned_minutes = fields.Integer("Takes (minutes)", default=30, aggregator=None)
    planned_end_at = fields.Datetime("Planned end", compute="_compute_planned_end_at", store=True)
    from_place = fields.Char("Fetched from", help="Where the patient is fetched.")
    to_place = fields.Char("Brought to", help="Where the patient is brought.")
    waypoint = fields.Selection(WAYPOINTS, "Way-point", required=True, default="planned", readonly=True, copy=False)
    accepted_at = fields.Datetime("Accepted at", readonly=True, copy=False)
    departed_at = fields.Datetime("Departed at", readonly=True, copy=False)
    arrived_at = fields.Datetime("At the place since", readonly=True, copy=False)
    handed_over_at = fields.Datetime("Handed over at", readonly=True, copy=False)
    handed_to = fields.Char("Handed over to", copy=False, help="Who took the patient over, where it is known.")
    no_show_reason = fields.Selection(NO_SHOW_REASONS, "Why nobody came", readonly=True, copy=False)
    minutes_late = fields.Integer(
        "Left late by (minutes)", compute="_compute_minutes_late", help="Real departure after the planned time."
    )

    # Ranges exclude each other in the database, because two requests at the same time do not see each other.
    _one_place = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH &&, tsrange(planned_at, planned_end_at) WITH &&)"
        " WHERE (is_trip AND user_id IS NOT NULL AND planned_at IS NOT NULL AND planned_end_at IS NOT NULL"
        " AND state IN ('todo', 'doing'))",
        "This person is with another patient at that time. Choose another time or another person.",
    )
    _one_way = models.UniqueIndex(
        "(user_id) WHERE is_trip AND waypoint IN ('departed', 'arrived')",
        "This person is still on the way with another patient. Hand over first.",
    )
    _takes_positive = models.Constraint(
        "CHECK (planned_minutes BETWEEN 1 AND 1440)", "A step takes between one minute and one day."
    )
    _trip_idx = models.Index("(planned_at, id) WHERE is_trip AND state IN ('todo', 'doing')")

    @api.depends("planned_at", "planned_minutes")
    def _compute_planned_end_at(self):
        for step in self:
            step.planned_end_at = step.planned_at and step.planned_at + timedelta(minutes=step.planned_minutes)

    @api.depends("planned_at", "departed_at")
    def _compute_minutes_late(self):
        for step in self:
            late = step.departed_at - step.planned_at if step.departed_at and step.planned_at else timedelta()
            step.minutes_late = max(int(late.total_seconds() // 60), 0)

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_trip_by_hand(vals)
            minutes = vals.get("planned_minutes") or 30
            if vals.get("is_trip"):
                self._check_person_free(vals.get("user_id"), vals.get("planned_at"), minutes)
        return super().create(vals_list)

    def write(self, vals):
        self._check_trip_by_hand(vals)
        if not {"user_id", "planned_at", "planned_minutes", "is_trip"}.isdisjoint(vals):
            for step in self.filtered(lambda step: step.state in OPEN_STEPS):
                if vals.get("is_trip", step.is_trip):
                    step._check_person_free(
                        vals.get("user_id", step.user_id.id),
                        vals.get("planned_at", step.planned_at),
                        vals.get("planned_minutes") or step.planned_minutes,
                    )
        return super().write(vals)

    def _check_trip_by_hand(self, vals):
        claimed = {name for name in TRIP_FLOW & vals.keys() if vals[name] and vals[name] != "planned"}
        if not self.env.su and (claimed or (self and not TRIP_FLOW.isdisjoint(vals))):
            raise AccessError(self.env._("The way-points are told by their buttons, each at its time."))

    def _check_person_free(self, user_id, planned_at, minutes):
        """Say who is where; the constraint of the table holds where two people plan at once."""
        if not user_id or not planned_at or not isinstance(minutes, int):
            return
        start = fields.Datetime.to_datetime(planned_at)
        # sudo: busy is busy, in whichever hospital
        other = self.sudo().search(
            [
                ("id", "not in", self.ids),
                ("is_trip", "=", True),
                ("state", "in", OPEN_STEPS),
                ("user_id", "=", user_id),
                ("planned_at", "<", start + timedelta(minutes=minutes)),
                ("planned_end_at", ">", start),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(person)s is on another way from %(start)s to %(end)s (%(record)s). "
                    "Choose another time or another person.",
                    person=other.user_id.name,
                    start=format_datetime(self.env, other.planned_at, dt_format="short"),
                    end=format_datetime(self.env, other.planned_end_at, dt_format="short"),
                    record=other.record_id.reference,
                )
            )
