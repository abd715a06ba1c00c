from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_incident import FLOW_FIELDS

REVIEWERS = (
    "hospital_customer_service.group_hcs_leader",
    "hospital_customer_service.group_hcs_executive",
)
# true from the moment of the report; a later truth is written below it
FROZEN = {"noticed_at", "arrived_at"}
TOLD = "hospital_customer_service.mail_activity_type_incident"
WEIGHT = {"kind", "severity", "near_miss", "department_id", "company_id"}


class HcsIncident(models.Model):
    """From the report to the review (FRD-02)."""

    _inherit = "hcs.incident"

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        sequence = self.env["ir.sequence"].sudo()  # sudo: a department may not draw numbers itself
        incidents = super().create(
            [
                {
                    **{name: value for name, value in vals.items() if name not in FLOW_FIELDS},
                    **self._prepare_report(vals, now),
                    "reporter_id": not vals.get("anonymous") and self.env.uid,
                    "reported_at": now,
                    "reference": sequence.next_by_code("hcs.incident"),
                }
                for vals in vals_list
            ]
        )
        incidents._start_clocks()
        incidents._tell_list()
        return incidents

    @api.model
    def _prepare_report(self, vals, now):
        """Hook: values a new report has beside those that were typed."""
        return {}

    def _start_clocks(self):
        """Hook: the deadlines that run from the report."""
        for incident in self:
            incident._clock_start("reported", incident.noticed_at)

    def write(self, vals):
        if not self.env.su and (forbidden := FLOW_FIELDS & set(vals)):
            labels = [self._fields[name]._description_string(self.env) for name in sorted(forbidden)]
            raise UserError(self.env._("The buttons of the incident set this: %(fields)s.", fields=", ".join(labels)))
        for name in FROZEN & set(vals):
            value = fields.Datetime.to_datetime(vals[name])
            if any(incident[name] and incident[name] != value for incident in self):
                raise UserError(
                    self.env._("This time stands as it was reported. Write the right one into the discussion.")
                )
        result = super().write(vals)
        if WEIGHT & set(vals):
            self._weigh_again()
        return result

    def _weigh_again(self):
        """A graver incident owes more: other deadlines, more people told."""
        open_ones = self.filtered(lambda incident: incident.state in ("reported", "handling"))
        open_ones._clock_reapply()
        open_ones._start_clocks()
        open_ones._tell_list()

    # ACTIONS
    def action_submit(self):
        """Button of the small form; the record was made when the form was saved."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Reported. The people on the list are told now."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_handle(self):
        """Take charge."""
        self._check_flow({"reported"})
        for incident in self:
            incident.sudo().write(  # sudo: the flow is written by its buttons only
                {"state": "handling", "user_id": incident.user_id.id or self.env.uid}
            )
        self._clock_stop("handled")

    def action_close(self):
        """Say that it is over; only with an outcome, and when nothing that belongs to it is open."""
        self._check_flow({"reported", "handling"})
        for incident in self:
            if problem := incident._closing_problem():
                raise UserError(problem)
        self._settle()

    def _closing_problem(self):
        """What is still missing, in words; None where nothing is."""
        if not (self.resolution or "").strip():
            return self.env._("Write how it ended before you close the incident.")
        if self.kind == "equipment" and self.stopped_at and not self.back_to_normal_at:
            return self.env._("The equipment is still out of use. Press “Back to Normal” first.")
        if self.kind == "acute_patient" and not self.handed_over_at:
            return self.env._("The patient has not been handed over. Press “Handed Over” first.")
        # sudo: clocks are the system's
        if any(clock.policy_id.stop_event == "reported_up" for clock in self._clocks()):
            return self.env._("The report upwards is still due. Note to whom it was made, in the report chain.")
        return None

    def _settle(self):
        # sudo: the flow is written by its buttons only
        self.sudo().write({"state": "closed", "closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid})
        for event in ("handled", "closed"):
            self._clock_stop(event)
        self._clock_cancel()
        self.sudo().activity_unlink([TOLD])

    def action_review(self):
        """Look back: why it happened and what is changed. Leaders and reviewers do."""
        self._check_flow({"closed"})
        if not any(self.env.user.has_group(group) for group in REVIEWERS):
            raise AccessError(self.env._("A team leader or a reviewer looks back on an incident. Ask one."))
        for incident in self:
            if not (incident.cause or "").strip() or not (incident.prevention or "").strip():
                raise UserError(self.env._("Write why it happened and what is changed before you finish the review."))
        # sudo: the flow is written by its buttons only
        self.sudo().write({"state": "reviewed", "reviewed_at": fields.Datetime.now(), "reviewed_by_id": self.env.uid})
        self._clock_stop("reviewed")

    def action_reopen(self):
        """It was not over."""
        self._check_flow({"closed", "reviewed"})
        for incident in self:
            incident.sudo().write(  # sudo: the flow is written by its buttons only
                {"state": "handling", "reopened_count": incident.reopened_count + 1, "closed_at": False}
            )
        self._clock_new_round("reopened")

    def _check_flow(self, states):
        self.check_access("write")
        if any(incident.state not in states for incident in self):
            raise UserError(self.env._("This incident is in another status by now. Reload the page."))

    # Clocks
    @api.model
    def _clock_events(self):
        return [
            ("reported", self.env._("Noticed")),
            ("handled", self.env._("Somebody takes charge")),
            ("reported_up", self.env._("Reported upwards")),
            ("closed", self.env._("Closed")),
            ("reviewed", self.env._("Reviewed")),
            ("reopened", self.env._("Reopened")),
            ("arrived", self.env._("Acute patient arrived")),
            ("doctor_called", self.env._("Doctor called")),
            ("handed_over", self.env._("Patient handed over")),
            ("stopped", self.env._("Equipment out of use")),
            ("normal", self.env._("Back to normal")),
        ]
