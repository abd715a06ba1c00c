from odoo import models

from .hcs_public_case_mixin import REPLY_ACTIVITY

STATES = {
    "draft": "received",
    "submitted": "received",
    "reviewed": "working",
    "approved": "decided",
    "rejected": "decided",
    "cancelled": "ended",
}


class HcsVipMembership(models.Model):
    """How far an application is. Yes or no is told personally: a page cannot see who reads it."""

    _name = "hcs.vip.membership"
    _inherit = ["hcs.vip.membership", "hcs.public.receipt.mixin", "hcs.public.case.mixin"]
    _case_purpose = "case_vip"

    def _case_title(self):
        page = self.env["hcs.public.page"].sudo()._find("vip", self.company_id)
        return page.name if page else self.env._("Application for membership")

    def _case_state(self):
        return "finished" if self.activated_at else STATES[self.state]

    def _case_dates(self):
        return {
            "received": self.submitted_at or self.create_date,
            "due": False,
            "answered": False,
        }

    def _case_take_words(self, text):
        text = self._case_words(text)
        self._case_note_contact(patient_id=self.patient_id.id, note=text)
        user = (self.representative_id or self.reviewed_by_id).filtered(lambda user: user.active and not user.share)
        for person in user or self._page_desk():
            self.activity_schedule(
                REPLY_ACTIVITY,
                user_id=person.id,
                note=self.with_context(lang=person.lang).env._("The person wrote on the page. Read it."),
            )
