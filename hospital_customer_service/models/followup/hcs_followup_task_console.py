from datetime import timedelta
from itertools import chain

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.console_keys import assign_keys
from ..common.arguments import a_record, arguments
from .hcs_followup_task_flow import CALLBACK_EARLY
from .hcs_followup_task_queue import CANDIDATES, STAGES

QUEUE_ROWS = 12
LATER_ROWS = 5


class HcsFollowupTask(models.Model):
    """The call console: one screen in one request, with numbers masked (FUP-15)."""

    _inherit = "hcs.followup.task"

    @api.model
    @arguments(task_id=a_record())
    def get_console(self, task_id=None):
        """Everything on the console, in a number of queries that does not grow with the work.

        :param task_id: the follow-up to show; the one in hand by default, which makes a reload go on where it was
        :return: dict of ``now``, ``outcomes``, ``queue``, ``nothing`` (why the queue is empty) and ``task``
        """
        self.browse().check_access("write")
        return self._console_screen(self._console_find(task_id) if task_id else None)

    @api.model
    def _console_screen(self, task=None, seen=()):
        """See :meth:`get_console`.

        :param task: the one to show; the one in hand by default
        :param seen: candidates that were read a moment ago, see :meth:`_claim_next`
        """
        now = fields.Datetime.now()
        in_hand = self._console_in_hand()
        task = task or in_hand[:1]
        rows = self._console_queue(in_hand, now, seen)
        return {
            "now": self._console_stamp(now),
            "user_id": self.env.uid,
            "outcomes": self._console_outcomes(),
            "queue": rows,
            "nothing": False if rows else self._console_nothing(now),
            "task": task._console_task(now) if task else False,
        }

    @api.model
    def _console_stamp(self, moment):
        """A moment as the client reads it."""
        return fields.Datetime.to_string(moment) if moment else False

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
    def _console_queue(self, in_hand, now, seen=()):
        """In hand, then what “next” would give, then the call-backs agreed for later."""
        self.flush_model()
        leading = in_hand.filtered(lambda task: task.bundle in (0, task.id))
        waiting = self.browse(dict.fromkeys(chain.from_iterable(seen))).filtered(lambda task: task.state == "open")
        cut = any(len(ids) == CANDIDATES for ids in seen)
        if len(seen) < STAGES or (cut and len(leading | waiting) < QUEUE_ROWS):
            waiting = self.browse(
                chain.from_iterable(self._get_candidates(*stage) for stage in self._queue_stages(now))
            )
        tasks = (leading | waiting)[:QUEUE_ROWS]
        later = Domain("state", "=", "open") & Domain("callback_agreed", "=", True)
        later &= Domain("next_try_at", ">", now + CALLBACK_EARLY) & Domain("user_id", "=", self.env.uid)
        later &= Domain("next_try_at", "<", now + timedelta(days=1))
        tasks |= self.search(later, order="next_try_at, id", limit=LATER_ROWS)
        return [task._console_row(now) for task in tasks]

    def _console_row(self, now):
        return {
            "id": self.id,
            "name": self._person_name(),
            "step": self.step_id.name,
            "department": self.department_id.name or "",
            "due_at": self._console_stamp(self.due_at),
            "next_try_at": self._console_stamp(self.next_try_at),
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
            "opens_at": self._console_stamp(slot.from_utc) if slot and slot.from_utc > now else False,
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
