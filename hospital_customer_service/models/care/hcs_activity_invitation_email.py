from odoo import fields, models

from ...tools.message_text import fill
from ..common.hcs_access_link import Purpose
from .hcs_activity_invitation_send import CODE, PURPOSE

REFUSE = "activity_refuse"


class HcsAccessLink(models.Model):
    _inherit = "hcs.access.link"

    def _purposes(self):
        label = self.env._("Refuses invitations")
        return super()._purposes() | {REFUSE: Purpose(label, "hcs.activity.invitation", hours=24 * 90, once=True)}


class HcsActivityInvitation(models.Model):
    """By e-mail: the words and the link of the short message, under a subject that names only the hospital."""

    _inherit = "hcs.activity.invitation"

    _letter_refuse_link = REFUSE
    _letter_column = "hcs_invitation_id"

    def _send_emails(self, event, params):
        """:return: ``{patient_id: reason or False}``, as of short messages"""
        now = fields.Datetime.now()
        company = event.company_id
        lang = company._hcs_message_language()
        template = self.env["hcs.message.template"]._find(CODE, company)
        if not template:
            return dict.fromkeys(self.patient_id.ids, "no_template")
        verdicts = self.env["hcs.contact.guard"]._check(self.patient_id, PURPOSE, "email", now, company=company)
        template = template.with_context(lang=lang)
        subject = template.env._("An invitation of %(hospital)s", hospital=company.name)
        letters = []
        for invitation in self:
            patient = invitation.patient_id
            if not verdicts[patient.id]:
                given = {**params, "link": invitation._make_link()}
                filled, verdicts[patient.id] = template._fill_params(company, patient, given)
                if not verdicts[patient.id]:
                    text = fill(template.body, filled)
                    letters.append(invitation._prepare_letter(subject, text, lang, False))
        self._post_letters(letters, now)
        return verdicts

    def _letter_purpose(self):
        return PURPOSE

    def _letter_refused(self):
        """What was called off or has begun meanwhile needs no invitation."""
        if self.event_id.kanban_state == "cancel":
            return "superseded"
        return "outside_window" if self.event_id.date_begin <= fields.Datetime.now() else False

    def _letter_settle(self, state, reason=False):
        if state != "sent" and self.state == "invited":
            self.write({"state": "suppressed", "reason": reason})

    def _letter_waits(self):
        return self

    def _letter_note(self):
        """Without the link, which opens the invitation for whoever reads it."""
        return self.env._("Invitation by e-mail")
