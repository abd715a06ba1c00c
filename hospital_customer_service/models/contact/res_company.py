from datetime import timedelta

from odoo import fields, models

from odoo.addons.base.models.res_partner import _lang_get

LOG_PROVIDER = "hospital_customer_service.hcs_sms_provider_log"


class ResCompany(models.Model):
    """Through which gateway, in which language and at which hours the hospital writes to people."""

    _inherit = "res.company"

    hcs_sms_provider_id = fields.Many2one(
        "hcs.sms.provider",
        "Message Gateway",
        domain="[('company_id', 'in', [id, False])]",
        help="Empty: messages are written to a log and go nowhere.",
    )
    hcs_message_lang = fields.Selection(
        _lang_get, "Language of Messages", help="Empty: the language of the hospital's own contact."
    )
    hcs_message_user_id = fields.Many2one(
        "res.users",
        "Responsible for Failed Messages",
        domain="[('share', '=', False)]",
        help="Is told when messages fail, and calls these people.",
    )
    hcs_message_hour_from = fields.Float(
        "Service Messages From",
        default=8.0,
        required=True,
        help="Confirmations and reminders go out from this hour, on every day of the year. Earlier ones wait.",
    )
    hcs_message_hour_to = fields.Float(
        "Service Messages Until", default=21.0, required=True, help="Later messages wait for the next morning."
    )
    hcs_message_opt_out = fields.Char(
        "Opt-out Words",
        translate=True,
        help="Stands at the end of greetings and marketing, as gateways demand. Empty: a customary sentence.",
    )

    _hcs_message_hours = models.Constraint(
        "CHECK (hcs_message_hour_from >= 0 AND hcs_message_hour_from < hcs_message_hour_to"
        " AND hcs_message_hour_to <= 24)",
        "The hours of messages start before they end, between 00:00 and 24:00.",
    )

    def _hcs_opt_out_words(self):
        """How a greeting says that it may be refused, in the language of the context."""
        self.ensure_one()
        return self.hcs_message_opt_out or self.env._("Reply R to refuse")

    def _hcs_sms_provider(self):
        """The gateway of this hospital, never Odoo's own, which would send numbers abroad."""
        self.ensure_one()
        # sudo: an agent's message goes through a gateway that the agent need not see
        company_sudo = self.sudo()
        provider = company_sudo.hcs_sms_provider_id.filtered("active")
        if not provider:
            provider = self.env.ref(LOG_PROVIDER, raise_if_not_found=False) or provider
        return provider.sudo()

    def _get_sms_api_class(self):
        """Ours, always: both roads of the queue ask here."""
        self.ensure_one()
        return (self._hcs_sms_provider() or self.env["hcs.sms.provider"].new({}))._get_api_class()

    # HOURS
    def _hcs_message_span(self, day):
        return self._hcs_to_utc(day, self.hcs_message_hour_from), self._hcs_to_utc(day, self.hcs_message_hour_to)

    def _hcs_message_hours_cover(self, at):
        """Whether a service message may go out at ``at``, naive UTC."""
        first, last = self.sudo()._hcs_message_span(self._hcs_local_date(at))
        return first <= at < last

    def _hcs_next_message_hour(self, at):
        """The first moment from ``at`` at which a service message may go out."""
        day = self._hcs_local_date(at)
        first, last = self.sudo()._hcs_message_span(day)
        if at < last:
            return max(at, first)
        return self.sudo()._hcs_message_span(day + timedelta(days=1))[0]

    def _hcs_message_language(self):
        return self.sudo().hcs_message_lang or self.sudo().partner_id.lang or self.env.lang or "en_US"
