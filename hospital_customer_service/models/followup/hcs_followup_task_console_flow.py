from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..common.arguments import a_mapping, a_number, a_text, arguments
from ..common.hcs_masked_mixin import PII_GROUP

# what an agent writes down beside the questionnaire, saved while it is typed
MEMO_FIELDS = ("note", "promise", "promise_on", "revisit_on", "solved_on_call", "doctor_feedback")


class HcsFollowupTask(models.Model):
    """What the keys of the call console do: each is one request, which answers with the next screen (FUP-15)."""

    _inherit = "hcs.followup.task"

    @api.model
    def action_console_next(self):
        """Take the next follow-up; without one the console says when the next window opens."""
        self.browse().check_access("write")
        seen = []
        task = self._claim_next(seen=seen)
        return self._console_screen(task, seen)

    def action_console_dial(self):
        """Start the call: the guard is asked again and the number in full comes back, for those who may see it.

        :return: the console, with ``number`` to dial or ``stopped`` with the reason why nobody may be called
        """
        self.ensure_one()
        result = self.action_dial()
        stopped = result["params"]["message"] if isinstance(result, dict) else False
        console = self.get_console(self.id)
        may_see = not stopped and self.env.user.has_group(PII_GROUP)
        # action_dial wrote down that the number was shown
        return {**console, "stopped": stopped, "number": may_see and self.dial_number}

    def action_console_incoming(self):
        """The patient called: ask what was to be asked, without dialling.

        :return: the console, with ``stopped`` where the patient must not be asked
        """
        self.ensure_one()
        result = self.action_take_incoming()
        stopped = result["params"]["message"] if isinstance(result, dict) else False
        return {**self.get_console(self.id), "stopped": stopped}

    @arguments(code=a_text, attempt_lines=a_number)
    def action_console_outcome(self, code, attempt_lines=None, **values):
        """Record how the call ended, and say what follows.

        :param attempt_lines: lines of the ledger that the client knows; with more of them the call was kept already,
            and only the answer was lost on the way
        :param values: ``note``, ``callback_at``, ``phone_id``, ``confirmed_holiday`` as for an attempt
        :return: the console without a card, with ``result`` in words
        """
        self.ensure_one()
        self.check_access("write")
        unknown = values.keys() - {"note", "callback_at", "phone_id", "confirmed_holiday"}
        if unknown:
            raise UserError(self.env._("The call cannot be recorded like this. Reload the page."))
        lines = self._console_attempts()
        if attempt_lines is None or lines <= attempt_lines:
            self._check_outcome_words(code, values)
            self.action_record_attempt(code, **values)
        return {**self.get_console(), "result": self._console_result(), "result_id": self.id}

    def _check_outcome_words(self, code, values):
        if code == "callback" and not values.get("callback_at"):
            raise UserError(self.env._("Enter the time the patient asked for."))

    def _console_result(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        name = self.last_outcome_id.name or ""
        if self.state not in ("open", "in_progress"):
            return self.env._(
                "%(outcome)s. The follow-up is closed: %(state)s.", outcome=name, state=states[self.state]
            )
        if not self.next_try_at:
            return self.env._("%(outcome)s.", outcome=name)
        at = format_datetime(self.env, self.next_try_at, dt_format="yyyy-MM-dd HH:mm")
        if self.callback_agreed:
            return self.env._("%(outcome)s. Call-back at %(at)s.", outcome=name, at=at)
        return self.env._("%(outcome)s. Next try from %(at)s.", outcome=name, at=at)

    @arguments(values=a_mapping)
    def action_console_save(self, values):
        """Keep what is being typed; called while the agent types, so it answers with nothing."""
        self.ensure_one()
        self.check_access("write")
        self._check_mine()
        if values.keys() - set(MEMO_FIELDS):
            raise UserError(self.env._("Only notes, promises and the revisit are saved here. Reload the page."))
        self.write({name: value or False for name, value in values.items()})
        return True

    @arguments(kind=a_text, text=a_text)
    def action_console_note_opinion(self, kind, text):
        """An opinion, a suggestion or a need in the patient's words, with the visit it is about."""
        self.ensure_one()
        self.check_access("write")
        if kind not in dict(self.env["hcs.opinion"]._fields["kind"].selection) or not (text or "").strip():
            raise UserError(self.env._("Enter what the patient said."))
        text = text.strip()
        if self.opinion_ids.filtered(lambda opinion: opinion.kind == kind and opinion.text == text):
            # only the answer was lost on the way, and the key was pressed again
            return self._console_said()
        self.env["hcs.opinion"].create(
            {
                "kind": kind,
                "text": text,
                "patient_id": self.patient_id.id,
                "visit_id": self.visit_id.id,
                "department_id": self.department_id.id,
                "company_id": self.company_id.id,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return self._console_said()

    def get_console_said(self):
        """What was noted on this call and what the doctor answered meanwhile."""
        self.ensure_one()
        self.check_access("read")
        return self._console_said()

    def get_console_satisfaction(self):
        """How satisfied the patient is by now, for the reasons that are still to be asked (FUP-08)."""
        self.ensure_one()
        self.check_access("read")
        return self._console_satisfaction(self | self._get_bundle())
