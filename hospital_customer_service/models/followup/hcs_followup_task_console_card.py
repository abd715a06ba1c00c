from odoo import api, fields, models
from odoo.tools import format_datetime

from .hcs_followup_satisfaction import BAD_LEVELS
from .hcs_followup_task import TODO_STATES


class HcsFollowupTask(models.Model):
    """One call on the console: the person, the words, the questions and what was noted (FUP-05)."""

    _inherit = "hcs.followup.task"

    # ---------------------------------------------------------------- middle: the person

    def _console_task(self, now):
        """The card of one call; opening it is a look at a patient, which is logged (SEC-01)."""
        self.ensure_one()
        self._log_read("card")
        parts = self | self._get_bundle()
        todo = self.state in TODO_STATES
        return {
            **self._console_row(now),
            "record_id": self.service_record_id.id,
            "state": self.state,
            "state_label": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "todo": todo,
            "dialled": bool(todo and self.dialled_at and self.user_id == self.env.user),
            "incoming": self.incoming,
            "dialled_at": self._console_stamp(self.dialled_at),
            "alert": self.alert or "",
            "held_by": self.user_id.name if self.user_id and self.user_id != self.env.user else "",
            "attempt_lines": self._console_attempts(),
            "attempts": self.attempt_count,
            "may_tell_relatives": self._may_tell_relatives(),
            "may_promote": self.may_promote,
            "note": self.note or "",
            "promise": self.promise or "",
            "promise_on": fields.Date.to_string(self.promise_on) if self.promise_on else "",
            "revisit_on": fields.Date.to_string(self.revisit_on) if self.revisit_on else "",
            "solved_on_call": self.solved_on_call,
            "doctor_feedback": self.doctor_feedback or "",
            "patient": self._console_patient(),
            "visit": self._console_visit(),
            "contacts": self._console_contacts(),
            "said": self._console_said(),
            "parts": parts._console_parts(),
            "satisfaction": self._console_satisfaction(parts),
            "reasons": self._console_reasons(),
            "actions": self._console_actions(),
        }

    def _console_actions(self):
        """What the console offers beside what it knows itself, in one step from the call (FUP-09).

        A room adds entries of ``key``, ``label``, ``icon``, ``sequence``, ``fields`` (asked for in a line: ``"text"``,
        ``"date"``), ``hint`` and ``method``: a public method of the task that takes the fields by name and returns
        words to show, or an action to open. What is not available for this task is left out.
        """
        return []

    def _console_attempts(self):
        """Lines in the ledger: by their number a client that lost its answer sees whether the call was kept."""
        return self.env["hcs.followup.attempt"].search_count([("task_id", "=", self.id)])

    def _console_patient(self):
        patient = self.patient_id
        labels = {
            name: dict(self.env[model]._fields[field]._description_selection(self.env))
            for name, model, field in (
                ("sex", "hcs.patient", "sex"),
                ("channel", "hcs.patient", "preferred_channel"),
                ("phone", "hcs.patient.phone", "relation"),
                ("relation", "hcs.patient.relation", "relation"),
            )
        }
        return {
            "id": patient.id,
            "caller": False,
            "name": patient.name,
            "sex": labels["sex"][patient.sex] if patient.sex in labels["sex"] and patient.sex != "unknown" else "",
            "age": patient.age_text or "",
            "mrn": patient.mrn or "",
            "special_care": patient.special_care or "",
            "deceased": patient.deceased,
            "kept_secret": patient.kept_secret,
            "secret_to": patient.secret_to or "",
            "allergies": patient.allergies or "",
            "history": patient.history or "",
            "notes": patient.notes or "",
            "language": patient.language or "",
            "preferred_time": patient.preferred_time or "",
            "preferred_channel": labels["channel"].get(patient.preferred_channel, ""),
            "dial_id": self._get_phone().id,
            "phones": [
                {
                    "id": phone.id,
                    "number": phone.number_masked,
                    "whose": phone.relation_name or labels["phone"][phone.relation],
                    "own": phone.relation == "self",
                    "wrong": phone.wrong,
                    "invalid": phone.invalid,
                    "note": phone.note or "",
                }
                for phone in patient.phone_ids
            ],
            "relations": [
                {
                    "id": relation.id,
                    "name": relation.name,
                    "relation": labels["relation"][relation.relation],
                    "may_be_told": relation.may_be_told,
                }
                for relation in patient.relation_ids
            ],
        }

    def _console_visit(self):
        visit = self.visit_id
        kinds = dict(self.env["hcs.visit"]._fields["kind"]._description_selection(self.env))
        return {
            "kind": kinds.get(visit.kind, ""),
            "at": self._console_stamp(self.anchor_at),
            "department": self.department_id.name or visit.department_id.name or "",
            "doctor": visit.practitioner_id.name or "",
            "diagnosis": visit.diagnosis or "",
            "surgery": visit.surgery_name or "",
            "surgery_at": self._console_stamp(visit.surgery_at),
            "discharged_at": self._console_stamp(visit.discharged_at),
        }

    def _console_contacts(self):
        contacts = self._contact_records()
        channels = dict(contacts._fields["channel"]._description_selection(self.env))
        return [
            {
                "id": contact.id,
                "at": format_datetime(self.env, contact.started_at, dt_format="MM-dd HH:mm"),
                "channel": channels[contact.channel],
                "outcome": contact.outcome_name or "",
                "by": contact.user_id.sudo().name or "",
                "note": contact.note or "",
            }
            for contact in contacts
        ]

    def _console_said(self):
        """What was noted on this call already: opinions, and what the doctor was asked and answered."""
        kinds = dict(self.env["hcs.opinion"]._fields["kind"]._description_selection(self.env))
        states = dict(self.env["hcs.collaboration"]._fields["state"]._description_selection(self.env))
        said = [
            {"key": f"opinion-{opinion.id}", "label": kinds[opinion.kind], "text": opinion.text, "answer": ""}
            for opinion in self.opinion_ids
        ]
        # sudo: what came back on this follow-up is for whoever makes its call
        return said + [
            {
                "key": f"doctor-{request.id}",
                "label": self.env._("Doctor: %(state)s", state=states[request.state]),
                "text": request.request or "",
                "answer": request.answer or "",
                "red": request.red_flag,
                "waiting": request.state in ("requested", "accepted"),
            }
            for request in self.doctor_request_ids.sudo()
            if not request.withdrawn
        ]

    # ---------------------------------------------------------------- right: words and questions

    def _console_parts(self):
        """The follow-ups of one call, each with its own words and questions."""
        labels = self._script_labels()
        self.sudo().answers_ids.survey_id.question_ids.suggested_answer_ids.mapped("value")  # read together
        parts = []
        for task in self:
            script = task.step_id._get_script()
            words = script._render(task.patient_id, visit=task.visit_id) if script else {}
            parts.append(
                {
                    "id": task.id,
                    "name": task.step_id.display_name,
                    "department": task.department_id.name or "",
                    "left_out": task.left_out,
                    "script": [
                        {"key": key, "label": labels.get(key, key), "text": text}
                        for key, text in words.items()
                        if text
                    ],
                    "questionnaire": task.get_questionnaire(),
                    "aspect_ids": task._get_questionnaire()
                    .question_ids.filtered(lambda question: (question.sudo().hcs_target or "").startswith("aspect_"))
                    .ids,
                }
            )
        return parts

    def _console_satisfaction(self, parts):
        aspects = dict(parts.satisfaction_ids._fields["aspect"]._description_selection(self.env))
        levels = dict(parts.satisfaction_ids._fields["level"]._description_selection(self.env))
        return [
            {
                "id": line.id,
                "aspect": aspects[line.aspect],
                "level": levels[line.level],
                "bad": line.level in BAD_LEVELS,
                "reason_ids": line.reason_ids.ids,
                "reason": line.reason or "",
            }
            for line in parts.satisfaction_ids
            if line.level and line.level != "na"
        ]

    @api.model
    def _console_reasons(self):
        reasons = self.env["hcs.followup.reason"].search([])  # pylint: disable=no-search-all
        return [{"id": reason.id, "name": reason.name, "bad": reason.kind == "bad"} for reason in reasons]
