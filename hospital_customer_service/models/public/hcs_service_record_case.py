from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments
from ..desk.hcs_service_record import OPEN_STATES
from .hcs_complaint_ticket_case import NEWS
from .hcs_public_case_mixin import REPLY_ACTIVITY

# outcome of a contact that the person reads on the page for a case
PAGE_ANSWER = "page_answer"
# an application that became a request looks like one that did not
TOLD_NO_DUE = ("vip",)
STATES = {"new": "received", "in_progress": "working", "waiting": "working", "done": "finished", "cancelled": "ended"}


class HcsServiceRecord(models.Model):
    """A request that came with a receipt: followed, written to and answered on the page."""

    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.public.case.mixin"]

    page_code = fields.Char(
        "Public page", readonly=True, copy=False, help="By which page it came.", export_string_translation=False
    )

    def _case_title(self):
        # sudo: the page it came by decides how it is called, as the person who sent it knows it
        page = self.env["hcs.public.page"].sudo()._find(self.page_code, self.company_id) if self.page_code else None
        return page.name if page else self.env._("Request")

    def _case_current(self):
        """The record the work went on with: one that was merged into it stands still."""
        return self.merged_into_id or self

    def _case_state(self):
        record = self._case_current()
        if record.state == "waiting" and record.waiting_for == "customer":
            return "waiting"
        return STATES[record.state]

    def _case_dates(self):
        record = self._case_current()
        if self.page_code in TOLD_NO_DUE:
            return {"received": self.opened_at, "due": False, "answered": False}
        clocks = record._clocks().filtered(lambda clock: clock.policy_id.stop_event == "answered" and clock.due_at)
        due = min(clocks.mapped("due_at"), default=False) if record.state in ("new", "in_progress") else False
        return {"received": self.opened_at, "due": due, "answered": record.answered_at}

    def _case_answers(self):
        told = (self | self._case_current()).contact_ids.filtered(
            lambda contact: contact.outcome == PAGE_ANSWER and contact.res_id in (self.id, self._case_current().id)
        )
        return [(contact.started_at, contact.note) for contact in told.sorted("started_at")]

    def _case_take_words(self, text):
        """As every contact: what waits for the person goes on."""
        text = self._case_words(text)
        record = self._case_current()
        record.action_add_contact(channel="web", direction="in", note=text)
        users = record.user_id or record.team_id._leaders().get(record.team_id, self.env["res.users"])
        for user in users.filtered(lambda user: user.active and not user.share)[:1]:
            record.activity_schedule(
                REPLY_ACTIVITY,
                user_id=user.id,
                note=self.with_context(lang=user.lang).env._("The person wrote on the page. Read it."),
            )

    # ---------------------------------------------------------------- answered here

    @arguments(text=a_text)
    def action_answer_on_page(self, text):
        """Put the answer on the page for this request, and tell the person that there is one.

        :param text: what the person reads there; nothing else of the record is shown
        """
        self.ensure_one()
        self._check_flow(OPEN_STATES)
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Write the answer."))
        if not self._case_has_follower():
            raise UserError(
                self.env._(
                    "Nobody has a code for this request, so the web page reaches nobody. Call or write instead."
                )
            )
        contact = self.action_add_contact(
            channel="web", direction="out", note=text, outcome=PAGE_ANSWER, answered=True
        )
        # sudo: the number is used by the queue of messages, never shown
        record = self.sudo()
        record._case_send(
            NEWS, record._number_to_write(), patient=record.patient_id, res=record, key=f"answer:{contact}"
        )
        return True


class HcsContact(models.Model):
    _inherit = "hcs.contact"

    @api.depends("outcome")
    @api.depends_context("lang")
    def _compute_outcome_name(self):
        result = super()._compute_outcome_name()
        for contact in self.filtered(lambda contact: contact.outcome == PAGE_ANSWER):
            contact.outcome_name = self.env._("Answered on the web page")
        return result
