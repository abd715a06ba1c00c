from odoo import models

from ...tools.message_text import fill
from ..common.hcs_access_link import Purpose

REFUSE = "care_refuse"


class HcsAccessLink(models.Model):
    """By a link at the end of an e-mail somebody says that no more of them are wanted."""

    _inherit = "hcs.access.link"

    def _purposes(self):
        label = self.env._("Refuses care messages")
        return super()._purposes() | {REFUSE: Purpose(label, "hcs.care.message", hours=24 * 90, once=True)}


class HcsCareMessage(models.Model):
    """By e-mail: the same words, a subject that says nothing, and a way to refuse."""

    _name = "hcs.care.message"
    _inherit = ["hcs.care.message", "hcs.care.letter.mixin"]

    _letter_refuse_link = REFUSE
    _letter_column = "hcs_care_message_id"

    def _send_emails(self, rule, company, day, at):
        lang = company._hcs_message_language()
        template = rule.template_id.with_context(lang=lang)
        subject = rule.with_context(lang=lang).subject
        letters = []
        for line in self:
            params, problem = template._fill_params(company, line.patient_id, rule._values_of(day))
            if problem:
                line._settle("suppressed", problem)
                continue
            text = fill(template.body, params)
            line.write({"handed_over": True, "text": text})
            letters.append(line._prepare_letter(subject, text, lang, at))
        self._post_letters(letters, at)

    def _letter_purpose(self):
        return self.rule_id.purpose

    def _letter_settle(self, state, reason=False):
        self._settle(state, reason)

    def _letter_waits(self):
        return self.filtered(lambda line: line.state in ("queued", "failed"))

    def _letter_note(self):
        return self.text
