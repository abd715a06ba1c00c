from odoo import SUPERUSER_ID, fields, models
from odoo.tools import html_escape, plaintext2html

from ...tools.message_text import fill
from ..common.hcs_access_link import Purpose
from ..contact.hcs_contact_guard import CONSENT_PURPOSES

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
    _inherit = ["hcs.care.message", "hcs.access.link.mixin"]

    def _send_emails(self, rule, company, day, at):
        lang = company._hcs_message_language()
        template = rule.template_id.with_context(lang=lang)
        mails = []
        for line in self:
            params, problem = template._fill_params(company, line.patient_id, rule._values_of(day))
            if problem:
                line._settle("suppressed", problem)
                continue
            text = fill(template.body, params)
            line.write({"handed_over": True, "text": text})
            mails.append(line._prepare_mail_values(rule.with_context(lang=lang), company, text, at))
        # as the system: nobody finds the letters of patients among the own messages
        self.env["mail.mail"].with_user(SUPERUSER_ID).create(mails)
        if mails:
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(at)

    def _prepare_mail_values(self, rule, company, text, at):
        __, url = self.env["hcs.access.link"]._issue(self, REFUSE, lang=rule.env.context["lang"])
        address, words = html_escape(url), html_escape(rule.env._("No more letters like this one"))
        return {
            "subject": rule.subject,
            "body_html": f'{plaintext2html(text)}<p><a href="{address}">{words}</a></p>',
            "email_to": self.patient_id.email,
            "email_from": company.email_formatted or self.env.user.email_formatted,
            "author_id": False,
            "auto_delete": True,
            "scheduled_date": at,
            "hcs_care_message_id": self.id,
        }

    def _cancel_mails(self):
        mails = self.env["mail.mail"].sudo().search([("hcs_care_message_id", "in", self.ids)])
        mails.filtered(lambda mail: mail.state == "outgoing").write({"state": "cancel"})

    def _mail_left(self, failure):
        """The letter went out, or did not: the ledger says so."""
        lines = self.filtered(lambda line: line.state in ("queued", "failed"))
        lines._settle("failed" if failure else "sent", "server_error" if failure else False)
        self.env["hcs.contact"].create(
            [
                {
                    "company_id": line.company_id.id,
                    "patient_id": line.patient_id.id,
                    "channel": "email",
                    "direction": "out",
                    "purpose": line.rule_id.purpose,
                    "number": line.patient_id.email,
                    "started_at": fields.Datetime.now(),
                    "outcome": "message_failed" if failure else "message_sent",
                    "reached": not failure,
                    "user_id": self.env.uid,
                    "res_model": line._name,
                    "res_id": line.id,
                    "note": line.text,
                }
                for line in lines
            ]
        )

    # A LINK TO REFUSE
    def _access_link_page(self, link):
        return "hospital_customer_service.care_refuse_page", {
            "hospital": self.company_id.name,
            "phone": self.company_id.phone,
        }

    def _access_link_submit(self, link, values):
        # sudo: the person who opened the link of the own letter
        self.env["hcs.consent"].sudo().create(
            {
                "patient_id": self.patient_id.id,
                "purpose": self.rule_id.purpose,
                # letters about care are refused as letters: the nurse may still call after an operation
                "channel": "any" if self.rule_id.purpose in CONSENT_PURPOSES else "email",
                "state": "withdrawn",
                "source": "online",
                "at": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        return {"done": True, "message": self.env._("We will not write to you about this any more.")}
