from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...tools.console_keys import assign_keys
from .hcs_followup_satisfaction import BAD_LEVELS
from .hcs_followup_task import TODO_STATES
from .hcs_followup_task_card import LAST_CONTACTS
from .hcs_followup_task_flow import CALLBACK_EARLY

QUEUE_ROWS = 12
LATER_ROWS = 5


def _stamp(moment):
    """A moment as the client reads it."""
    return fields.Datetime.to_string(moment) if moment else False


class HcsFollowupTask(models.Model):
    """The call console: one screen in one request, with numbers masked (FUP-15)."""

    _inherit = "hcs.followup.task"

    @api.model
    def get_console(self, task_id=None):
        """Everything on the console, in a number of queries that does not grow with the work.

        :param task_id: the follow-up to show; the one in hand by default, which makes a reload go on where it was
        :return: dict of ``now``, ``outcomes``, ``queue``, ``nothing`` (why the queue is empty) and ``task``
        """
        self.browse().check_access("write")
        now = fields.Datetime.now()
        in_hand = self._console_in_hand()
        task = self._console_find(task_id) if task_id else in_hand[:1]
        rows = self._console_queue(in_hand, now)
        return {
            "now": _stamp(now),
            "user_id": self.env.uid,
            "outcomes": self._console_outcomes(),
            "queue": rows,
            "nothing": False if rows else self._console_nothing(now),
            "task": task._console_task(now) if task else False,
        }

    @api.model
    def _console_find(self, task_id):
        task = self.search([("id", "=", task_id)]) if isinstance(task_id, int) else self.browse()
        if not task:
            raise UserError(self.env._("This follow-up is not among yours any more. Take the next one."))
        return task

    @api.model
    def _console_in_hand(self):
        """The follow-ups of the call in hand, the one that leads it first."""
        mine = self.search([("state", "=", "in_progress"), ("user_id", "=", self.env.uid)], limit=20)
        return mine.sorted(lambda task: (task.bundle not in (0, task.id), task.due_at, task.id))

    # ---------------------------------------------------------------- left: what comes

    @api.model
    def _console_queue(self, in_hand, now):
        """In hand, then what “next” would give, then the call-backs agreed for later."""
        self.flush_model()
        ids = in_hand.filtered(lambda task: task.bundle in (0, task.id)).ids
        for stage in self._queue_stages(now):
            ids += self._get_candidates(*stage)
        tasks = self.browse(dict.fromkeys(ids))[:QUEUE_ROWS]
        later = Domain("state", "=", "open") & Domain("callback_agreed", "=", True)
        later &= Domain("next_try_at", ">", now + CALLBACK_EARLY) & Domain("user_id", "=", self.env.uid)
        later &= Domain("next_try_at", "<", now + timedelta(days=1))
        tasks |= self.search(later, order="next_try_at, id", limit=LATER_ROWS)
        return [task._console_row(now) for task in tasks]

    def _console_row(self, now):
        return {
            "id": self.id,
            "name": self.patient_id.name,
            "step": self.step_id.name,
            "department": self.department_id.name or "",
            "due_at": _stamp(self.due_at),
            "next_try_at": _stamp(self.next_try_at),
            "callback": self.callback_agreed,
            "later": bool(self.state == "open" and self.next_try_at and self.next_try_at > now + CALLBACK_EARLY),
            "overdue": self.is_overdue,
            "urgent": self.priority != "0",
            "in_hand": self.state == "in_progress",
            "failures": self.failed_count,
        }

    @api.model
    def _console_nothing(self, now):
        slot = self.env["hcs.calling.slot"]._next_slot(self.env.company, now)
        return {
            "text": self._nothing_text(),
            "opens_at": _stamp(slot.from_utc) if slot and slot.from_utc > now else False,
        }

    # ---------------------------------------------------------------- bottom: how it ended

    @api.model
    def _console_outcomes(self):
        outcomes = self.env["hcs.call.outcome"].search([])  # pylint: disable=no-search-all
        buttons = self.env["hcs.call.outcome"].get_buttons()
        keys = assign_keys(button["code"] for button in buttons)
        return [
            {
                **button,
                "key": keys[button["code"]],
                "asks": outcome._needs_words(),
                "callback": outcome.asks_callback,
                "callback_required": outcome.code == "callback",
                "to_relative": outcome.to_relative,
                "wrong_number": outcome.wrong_number,
                "done": outcome.closes_as == "done",
            }
            for button, outcome in zip(buttons, outcomes, strict=True)
        ]

    # ---------------------------------------------------------------- middle: the person

    def _console_task(self, now):
        """The card of one call; opening it is a look at a patient, which is logged (SEC-01)."""
        self.ensure_one()
        self._log_read("card")
        parts = self | self._get_bundle()
        todo = self.state in TODO_STATES
        return {
            **self._console_row(now),
            "state": self.state,
            "state_label": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "todo": todo,
            "dialled": bool(todo and self.dialled_at and self.user_id == self.env.user),
            "dialled_at": _stamp(self.dialled_at),
            "alert": self.alert or "",
            "held_by": self.user_id.name if self.user_id and self.user_id != self.env.user else "",
            "attempt_lines": self._console_attempts(),
            "attempts": self.attempt_count,
            "may_tell_relatives": self._may_tell_relatives(),
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
        }

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
            "name": patient.name,
            "sex": labels["sex"][patient.sex] if patient.sex != "unknown" else "",
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
            "at": _stamp(self.anchor_at),
            "department": self.department_id.name or visit.department_id.name or "",
            "doctor": visit.practitioner_id.name or "",
            "diagnosis": visit.diagnosis or "",
            "surgery": visit.surgery_name or "",
            "surgery_at": _stamp(visit.surgery_at),
            "discharged_at": _stamp(visit.discharged_at),
        }

    def _console_contacts(self):
        contacts = self.env["hcs.contact"].search([("patient_id", "=", self.patient_id.id)], limit=LAST_CONTACTS)
        channels = dict(contacts._fields["channel"]._description_selection(self.env))
        outcomes = {
            outcome.code: outcome.name
            for outcome in self.env["hcs.call.outcome"].with_context(active_test=False).search([])
        }
        return [
            {
                "id": contact.id,
                "at": format_datetime(self.env, contact.started_at, dt_format="MM-dd HH:mm"),
                "channel": channels[contact.channel],
                "outcome": outcomes.get(contact.outcome, contact.outcome or ""),
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
