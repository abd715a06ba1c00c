from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# A department reads what happened at its place, not to whom.
CENTRE = "hospital_customer_service.group_hcs_agent"
KINDS = [
    ("medical_accident", "Medical accident"),
    ("sudden_illness", "Sudden illness"),
    ("public_health", "Epidemic or group disease"),
    ("fire", "Fire"),
    ("dispute", "Dispute"),
    ("equipment", "Equipment failure"),
    ("security", "Security"),
    ("acute_patient", "Acute patient"),
    ("other", "Other"),
]
SEVERITIES = [
    ("1", "I - extremely serious"),
    ("2", "II - serious"),
    ("3", "III - moderate"),
    ("4", "IV - minor"),
]
STATES = [("reported", "Reported"), ("handling", "Being handled"), ("closed", "Closed"), ("reviewed", "Reviewed")]
# clocks of desks differ a little
SKEW = timedelta(minutes=2)
# set by the flow; what a program sends for them is not heard
FLOW_FIELDS = {
    "reference",
    "state",
    "reporter_id",
    "reported_at",
    "reported_up_at",
    "closed_at",
    "closed_by_id",
    "reviewed_at",
    "reviewed_by_id",
    "reopened_count",
    "doctor_called_at",
    "doctor_arrived_at",
    "handed_over_at",
    "repair_called_at",
    "repaired_at",
    "back_to_normal_at",
}


class HcsIncident(models.Model):
    """Something that must not wait: what happened, who was told when, what was done, how it ended (FRD-02)."""

    _name = "hcs.incident"
    _description = "Incident"
    _inherit = ["hcs.clock.mixin", "hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "occurred_at desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _clock_inverse = "incident_id"

    # What happened
    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(KINDS, required=True, default="other", tracking=True, index=True)
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        default="4",
        tracking=True,
        help="I and II must be reported upwards within hours: the clocks of the incident show by when.",
    )
    near_miss = fields.Boolean(tracking=True, help="It was noticed in time and harmed nobody.")
    anonymous = fields.Boolean(
        copy=False, help="Nobody can find out who reported it, not even an administrator. Answers cannot reach you."
    )
    description = fields.Text("What happened", required=True)
    occurred_at = fields.Datetime(required=True, default=fields.Datetime.now)
    noticed_at = fields.Datetime(
        required=True, default=fields.Datetime.now, help="Duties to report upwards run from this moment."
    )
    place = fields.Char(help="Building, floor, room.")
    department_id = fields.Many2one(
        "hcs.department", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    patient_id = fields.Many2one(
        "hcs.patient", index="btree_not_null", ondelete="restrict", check_company=True, groups=CENTRE
    )
    reporter_id = fields.Many2one(
        "res.users", "Reported by", index="btree_not_null", ondelete="restrict", readonly=True, copy=False
    )
    reported_at = fields.Datetime(readonly=True, copy=False)
    # Who handles it
    state = fields.Selection(
        STATES,
        string="Status",
        required=True,
        readonly=True,
        default="reported",
        copy=False,
        index=True,
        group_expand=True,
        tracking=True,
    )
    team_id = fields.Many2one("hcs.team", index="btree_not_null", ondelete="restrict", check_company=True)
    user_id = fields.Many2one(
        "res.users",
        "Handled by",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        copy=False,
        tracking=True,
    )
    immediate_actions = fields.Text("Done at once", help="What was done first to protect people.")
    report_ids = fields.One2many("hcs.incident.report", "incident_id", string="Report chain", copy=False)
    reported_up_at = fields.Datetime(
        "Reported upwards", readonly=True, copy=False, help="When the authority or the head of the house was told."
    )
    clock_ids = fields.One2many("hcs.clock", "incident_id", string="Deadlines", readonly=True)
    # How it ended
    resolution = fields.Text(copy=False, help="How it ended. Needed to close.")
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False, ondelete="restrict")
    cause = fields.Text(copy=False, help="Why it happened.")
    prevention = fields.Text(copy=False, help="What is changed so that it does not happen again.")
    reviewed_at = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", "Reviewed by", readonly=True, copy=False, ondelete="restrict")
    reopened_count = fields.Integer("Times reopened", readonly=True, copy=False, aggregator=None)
    # Acute patient (FRD-05)
    arrived_at = fields.Datetime("Help came at", copy=False)
    doctor_id = fields.Many2one(
        "hcs.practitioner", "Doctor called", index="btree_not_null", ondelete="restrict", check_company=True
    )
    doctor_called_at = fields.Datetime("Doctor called at", readonly=True, copy=False)
    doctor_arrived_at = fields.Datetime("Doctor arrived", readonly=True, copy=False)
    handed_over_at = fields.Datetime("Taken over", readonly=True, copy=False)
    handed_over_to = fields.Char("Handed over to", copy=False, help="Name and post of who took the patient over.")
    observation_ids = fields.One2many("hcs.incident.observation", "incident_id", string="Observations", copy=False)
    # Equipment (FRD-03)
    equipment = fields.Char(help="Name of the equipment.")
    equipment_code = fields.Char("Asset number")
    stopped_at = fields.Datetime("Out of use since", copy=False)
    fallback_id = fields.Many2one(
        "hcs.incident.fallback", index="btree_not_null", ondelete="restrict", check_company=True
    )
    step_ids = fields.One2many("hcs.incident.step", "incident_id", string="Fallback steps", copy=False)
    repair_called_at = fields.Datetime("Repair called", readonly=True, copy=False)
    repair_by = fields.Char(help="Who repairs it: name and phone.")
    repair_reference = fields.Char(help="Number of the repair order.")
    repaired_at = fields.Datetime("Repaired", readonly=True, copy=False)
    back_to_normal_at = fields.Datetime("Back to normal", readonly=True, copy=False)

    _occurred_idx = models.Index("(occurred_at DESC, id DESC)")
    _open_idx = models.Index("(company_id, state) WHERE state IN ('reported', 'handling')")
    _anonymous_has_no_author = models.Constraint(
        "CHECK (anonymous IS NOT TRUE OR (reporter_id IS NULL AND create_uid = 1))",
        "An incident that was reported by name stays so. Report it anew to stay unknown.",
    )

    @api.constrains("occurred_at", "noticed_at")
    def _check_moments(self):
        now = fields.Datetime.now() + SKEW
        for incident in self:
            if incident.noticed_at > now or incident.occurred_at > now:
                raise ValidationError(self.env._("An incident lies in the past. Check the times."))
            if incident.noticed_at + SKEW < incident.occurred_at:
                raise ValidationError(self.env._("An incident is noticed after it happened. Check the times."))
