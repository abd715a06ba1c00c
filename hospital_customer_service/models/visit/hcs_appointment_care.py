from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..common.hcs_masked_mixin import PII_GROUP
from ..patient.hcs_patient_personal import MASKED_HELP
from .hcs_appointment import ACTIVE


class HcsAppointment(models.Model):
    """What has to be known before an examination, and the safety of those who go to a patient's home."""

    _inherit = "hcs.appointment"

    # Preparation
    preparation = fields.Text(
        related="session_id.template_id.preparation", string="Preparation", help="What the patient has to do before."
    )
    preparation_told_at = fields.Datetime("Preparation explained at", readonly=True, copy=False)
    preparation_told_by = fields.Many2one(
        "res.users", "Preparation explained by", index="btree_not_null", ondelete="restrict", readonly=True, copy=False
    )
    exam_warning = fields.Text("Examinations that disturb each other", compute="_compute_exam_warning")
    # Home care
    address = fields.Char("Full address", groups=PII_GROUP, copy=False)
    address_masked = fields.Char(
        "Address",
        compute="_compute_address_masked",
        inverse="_inverse_address_masked",
        search="_search_address_masked",
        compute_sudo=True,
        help=MASKED_HELP,
    )
    safety_due_at = fields.Datetime(
        "Safe by",
        readonly=True,
        copy=False,
        help="By then whoever goes to the patient's home reports to be safe; otherwise the leader is told.",
    )
    checked_in_at = fields.Datetime("Reported safe at", readonly=True, copy=False)
    safety_alerted_at = fields.Datetime("Leader told at", readonly=True, copy=False)

    _safety_idx = models.Index(
        "(safety_due_at) WHERE safety_due_at IS NOT NULL AND checked_in_at IS NULL AND safety_alerted_at IS NULL"
    )

    # PREPARATION
    def action_tell_preparation(self):
        """The agent explained to the patient what has to be done before."""
        self.check_access("write")
        self._write_flow({"preparation_told_at": fields.Datetime.now(), "preparation_told_by": self.env.uid})

    @api.depends("session_id", "patient_id", "state")
    @api.depends_context("lang")
    def _compute_exam_warning(self):
        for appointment in self:
            appointment.exam_warning = self._explain_conflicts(appointment.session_id, appointment.patient_id) or False

    @api.model
    def _explain_conflicts(self, session, patient):
        """Warn of other bookings of the patient that disturb an examination, such as a meal before fasting."""
        traits = session.template_id.trait_ids
        # sudo: rules and bookings warn whoever books
        rules = self.env["hcs.exam.conflict"].sudo()
        rules = rules.search(["|", ("trait_id", "in", traits.ids), ("other_trait_id", "in", traits.ids)])
        if not rules or not session.start_at or not patient:
            return ""
        reach = timedelta(hours=max(rules.mapped("hours")))
        others = self.sudo().search(
            [
                ("patient_id", "=", patient._origin.id),
                ("session_id", "!=", session._origin.id),
                ("state", "in", ACTIVE),
                ("start_at", "<", session.end_at + reach),
                ("end_at", ">", session.start_at - reach),
            ],
            order="start_at",
        )
        lines = []
        for other in others:
            for rule in rules._that_hold(session, other.session_id):
                day = format_date(self.env, session.company_id._hcs_local_date(other.start_at))
                lines.append(
                    self.env._(
                        "%(booking)s on %(day)s: %(message)s", booking=other.reference, day=day, message=rule.name
                    )
                )
        return "\n".join(lines)

    # HOME CARE
    @api.depends("address")
    def _compute_address_masked(self):
        self._mask_into("address", "address_masked")

    def _inverse_address_masked(self):
        self._unmask_into("address_masked", "address")

    def _search_address_masked(self, operator, value):
        return self._search_masked("address", operator, value)

    def _prepare_address(self):
        """Home care goes to the address of the patient where no other was given."""
        record = self.sudo()  # sudo: the address is copied, not shown
        if self.kind != "home_care" or record.address:
            return {}
        return {"address": record.patient_id.address}

    def _get_safety_due(self):
        if self.kind != "home_care":
            return False
        return self.end_at + timedelta(minutes=self.company_id.hcs_safety_minutes)

    def action_report_safe(self):
        """Whoever went to the patient's home is safe."""
        self.check_access("write")
        self._write_flow({"checked_in_at": fields.Datetime.now()})

    @api.model
    def _alert_unsafe(self, now, limit=200):
        """Tell the leader, once, of everybody who should have reported from a home by now."""
        late = self.search(
            [
                ("safety_due_at", "<=", now),
                ("checked_in_at", "=", False),
                ("safety_alerted_at", "=", False),
                ("state", "in", (*ACTIVE, "done", "no_show")),
            ],
            limit=limit,
        )
        for appointment in late:
            self._attempt(appointment._alert_one_unsafe, now)
        return late

    def _alert_one_unsafe(self, now):
        self._write_flow({"safety_alerted_at": now})
        self.department_id._alert_leaders(
            self.env._("Home care without a sign of safety: %s", self.reference),
            self.env._(
                "%(who)s should have reported from booking %(reference)s. Call now.",
                who=self.practitioner_id.name or self.session_id.display_name,
                reference=self.reference,
            ),
        )
