from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_record, a_text, arguments
from .hcs_incident import SKEW


class HcsIncident(models.Model):
    """The acute patient at the desk: one key, and the times run (FRD-05)."""

    _inherit = "hcs.incident"

    waiting_minutes = fields.Integer(
        compute="_compute_waiting_minutes", help="From the arrival to the hand-over, or until now."
    )

    @api.depends("arrived_at", "handed_over_at")
    def _compute_waiting_minutes(self):
        now = fields.Datetime.now()
        for incident in self:
            end = incident.handed_over_at or now
            waited = (end - incident.arrived_at).total_seconds() if incident.arrived_at else 0
            incident.waiting_minutes = max(int(waited // 60), 0)

    @api.constrains("arrived_at")
    def _check_arrived_at(self):
        now = fields.Datetime.now()
        if any(incident.arrived_at and incident.arrived_at > now + SKEW for incident in self):
            raise UserError(self.env._("A patient has arrived in the past. Check the time."))

    @api.model
    @arguments(patient_id=a_record("hcs.patient"), text=a_text)
    def action_acute_patient(self, patient_id=False, text=False):
        """Register that an acute patient is here now, and open the record.

        :param patient_id: where the patient is known
        :param text: what was said, where something was said
        """
        incident = self.create(
            {
                "kind": "acute_patient",
                "severity": "3",
                "patient_id": patient_id,
                "description": text or self.env._("Acute patient"),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Acute Patient"),
            "res_model": self._name,
            "res_id": incident.id,
            "views": [(False, "form")],
        }

    @api.model
    def _prepare_report(self, vals, now):
        report = super()._prepare_report(vals, now)
        if vals.get("kind") == "acute_patient" and not vals.get("arrived_at"):
            report["arrived_at"] = vals.get("occurred_at") or now
        return report

    def _start_clocks(self):  # pylint: disable=missing-return
        super()._start_clocks()
        for incident in self:
            if incident.kind == "acute_patient" and incident.arrived_at and not incident.handed_over_at:
                incident._clock_start("arrived", incident.arrived_at)

    # ACTIONS
    @arguments(doctor_id=a_record("hcs.practitioner"))
    def action_call_doctor(self, doctor_id=False):
        """The doctor was called now; a further call keeps the first time.

        :param doctor_id: the practitioner called, where it is not on the record already
        """
        self._check_acute()
        now = fields.Datetime.now()
        for incident in self:
            doctor = self.env["hcs.practitioner"].browse(doctor_id) or incident.doctor_id
            # sudo: the flow is written by its buttons only
            incident.sudo().write(
                {"doctor_id": doctor.id, "doctor_called_at": incident.doctor_called_at or now, **incident._taken()}
            )
            if doctor.user_id and doctor.user_id not in incident.sudo().report_ids.user_id:
                incident.sudo()._tell_user(doctor.user_id)
        self._clock_stop("doctor_called", now)
        self._clock_stop("handled", now)

    def action_doctor_arrived(self):
        self._check_acute()
        for incident in self:
            if not incident.doctor_called_at:
                raise UserError(self.env._("Call the doctor first."))
            if not incident.doctor_arrived_at:
                incident.sudo().doctor_arrived_at = fields.Datetime.now()  # sudo: written by buttons only

    @arguments(to=a_text)
    def action_hand_over(self, to=None):
        """The patient was taken over now.

        :param to: name and post of whoever took over, where it is not on the record already
        """
        self._check_acute()
        now = fields.Datetime.now()
        for incident in self:
            receiver = (to or incident.handed_over_to or incident.doctor_id.name or "").strip()
            if not receiver:
                raise UserError(self.env._("Write who took the patient over: name and post."))
            if not incident.handed_over_at:
                # sudo: the flow is written by its buttons only
                incident.sudo().write({"handed_over_to": receiver, "handed_over_at": now, **incident._taken()})
        self._clock_stop("handed_over", now)
        self._clock_stop("handled", now)

    def action_by_mistake(self):
        """The key was pressed by mistake: nothing had happened yet."""
        self._check_acute()
        for incident in self:
            if incident.doctor_called_at or incident.handed_over_at or incident.observation_ids:
                raise UserError(self.env._("Something was done already. Hand the patient over and close the record."))
            incident.resolution = self.env._("Opened by mistake")
        self._clock_cancel()
        self._settle()

    def _taken(self):
        """Whoever acts first is in charge."""
        return {"state": "handling", "user_id": self.user_id.id or self.env.uid} if self.state == "reported" else {}

    def _check_acute(self):
        self._check_flow({"reported", "handling"})
        if any(incident.kind != "acute_patient" for incident in self):
            raise UserError(self.env._("This is not about an acute patient."))
