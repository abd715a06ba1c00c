from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.urls import urljoin

BATCH = 200
LINK_CHANNELS = ("sms", "web")


class HcsFollowupTask(models.Model):
    """Steps that the patient completes alone: by link or on the tablet; silence falls back to a call (FUP-04)."""

    _inherit = "hcs.followup.task"

    link_sent_at = fields.Datetime(readonly=True, copy=False, help="When the link to the questionnaire was sent.")
    may_send_link = fields.Boolean(
        compute="_compute_may_send_link", help="Nobody was reached by phone: the link is what is left to try."
    )
    call_instead = fields.Boolean(
        readonly=True, copy=False, help="The patient was asked another way and has not answered: now it is a call."
    )

    @api.depends("state", "last_outcome", "link_sent_at")
    def _compute_may_send_link(self):
        """The last resort after calls in vain (FUP-06): questions, a number that is not wrong, and no link so far."""
        for task in self:
            task.may_send_link = (
                task.state == "unsuccessful"
                and not task.link_sent_at
                and not task.last_outcome_id.reached
                and bool(task.sudo()._get_phones())  # sudo: whether there is a number, never which
                and bool(task._get_questionnaire())
            )

    def _step_channel(self):
        """How this task reaches the person now: as its step says, until silence makes it a call."""
        self.ensure_one()
        return "call" if self.call_instead else self.step_id.channel

    def _contact_channel(self):
        return "call" if self.call_instead else self.step_id._contact_channel()

    def _slot_channel(self):
        return "call" if self.call_instead else self.step_id._slot_channel()

    # ---------------------------------------------------------------- buttons

    def action_send_link(self):
        """Send the patient the questionnaire: as the step asks, or as the last resort after calls in vain."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("open", "in_progress", "unsuccessful"):
            raise UserError(self.env._("This follow-up is closed. Ask the team leader to open it again."))
        if not self._get_questionnaire():
            raise UserError(self.env._("This follow-up has no questionnaire. Choose one on its plan."))
        reason = self._send_link(fields.Datetime.now())
        if reason:
            raise UserError(self.env["hcs.message"]._reason_text(reason))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("The link is on its way to the patient.")},
        }

    def action_open_tablet(self):
        """The questionnaire in a page of its own, for the patient to answer here."""
        return {"type": "ir.actions.act_url", "url": self._get_open_answers().get_start_url(), "target": "new"}

    def action_show_qr(self):
        """The questionnaire as a code on the screen, for the patient's own phone."""
        code = self.env["hcs.followup.qr"].create({"task_id": self._get_open_answers().hcs_task_id.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Let the patient scan this"),
            "res_model": code._name,
            "res_id": code.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _get_open_answers(self):
        """The questions for a patient who is here and answers them alone."""
        self.ensure_one()
        self.check_access("write")
        if not self._get_questionnaire():
            raise UserError(self.env._("This follow-up has no questionnaire. Choose one on its plan."))
        answers = self._get_answers(by="desk")
        if answers.state == "done":
            raise UserError(self.env._("The questionnaire was answered already."))
        return answers

    def _offer_link(self):
        """Tell whoever made the last call in vain that the questions can still be sent; the form has the button."""
        self.ensure_one()
        if not self.may_send_link:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("Nobody was reached"),
                "message": self.env._("The follow-up ends here. As a last resort, send the patient the questions."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ---------------------------------------------------------------- how

    def _send_link(self, now):
        """:return: the reason why it may not be sent, else False"""
        answers = self._get_answers(by="link")
        # an unguessable number, and nothing about the patient, stands in the address
        link = urljoin(self.get_base_url(), answers.get_start_url())
        verdicts = self.env["hcs.message.template"]._send(
            "survey_link",
            self.patient_id,
            params_by_patient={self.patient_id.id: {"link": link}},
            purpose="survey",
            res=self,
            at=now,
            # another try later is another message; two clicks at once are one
            key=now.strftime("%Y%m%d%H%M"),
        )
        reason = verdicts.get(self.patient_id.id)
        if not reason:
            self._write_flow({"link_sent_at": now})
        return reason

    @api.model
    def _cron_send_links(self):
        """Send what is due, then wait; where nothing may be sent or nobody answers, the task becomes a call."""
        now = fields.Datetime.now()
        self._call_the_silent(now)
        domain = [
            ("state", "=", "open"),
            ("step_id.channel", "in", LINK_CHANNELS),
            ("call_instead", "=", False),
            ("next_try_at", "<=", now),
        ]
        ir_cron = self.env["ir.cron"]
        tasks = self.search(domain, limit=BATCH, order="due_at, id")
        remaining_time = ir_cron._commit_progress(remaining=self.search_count(domain))
        for task in tasks:
            if not remaining_time:
                break
            task._ask_by_link(now)
            remaining_time = ir_cron._commit_progress(1)
        return len(tasks)

    @api.model
    def _call_the_silent(self, now):
        """Questions that wait in the hospital and were not answered in time become a call."""
        tasks = self.search(
            [
                ("state", "=", "open"),
                ("step_id.channel", "=", "questionnaire"),
                ("call_instead", "=", False),
                ("next_try_at", "<=", now),
            ],
            limit=BATCH,
            order="due_at, id",
        )
        for task in tasks:
            again = task.next_try_at + timedelta(hours=task.company_id.hcs_link_wait_hours)
            task._call_instead(max(again, now))
        return len(tasks)

    def _ask_by_link(self, now):
        """Ask once; from then on the task is a call, which waits for the answer first."""
        wait = timedelta(hours=self.company_id.hcs_link_wait_hours)
        reason = "no_questionnaire" if not self._get_questionnaire() else self._send_link(now)
        self._call_instead(now if reason else now + wait)

    def _call_instead(self, again):
        """From now on this is a call, in the first window that is open then or opens later."""
        self.call_instead = True
        window = self._next_window(again)
        if window:
            self._write_flow(
                {
                    "next_try_at": max(again, window.start),
                    "late_at": max(self.due_at, window.end),
                }
            )
