from urllib.parse import quote, urlsplit

import requests

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_phone_call import RECORDING

PATIENCE = 3
GONE = (404, 410)


class HcsPhoneCall(models.Model):
    """The recording stays where it is: who has the right gets the link, and every opening is written down."""

    _inherit = "hcs.phone.call"

    recording_state = fields.Selection(
        [("none", "No recording"), ("kept", "Recorded"), ("expired", "Deleted by the exchange")],
        "Recorded",
        compute="_compute_recording_state",
        compute_sudo=True,
    )
    listen_ids = fields.One2many(
        "hcs.phone.listen",
        "phone_call_id",
        "Opened by",
        readonly=True,
        groups="hospital_customer_service.group_hcs_director",
    )

    def _compute_recording_state(self):
        for call in self:
            call.recording_state = call._recording_state()

    def _recording_state(self):
        if not self.recording:
            return "none"
        days = self.exchange_id.recording_days
        ended = self.ended_at or self.started_at
        return "expired" if days and fields.Datetime.add(ended, days=days) < fields.Datetime.now() else "kept"

    def action_listen(self):
        """Open the recording at the exchange; who opened it is written down."""
        self.ensure_one()
        if not self.env.user.has_group(RECORDING):
            raise AccessError(
                self.env._("You may not hear recordings. Ask your director for the right “Hears recordings of calls”.")
            )
        self.check_access("read")
        call = self.sudo()  # sudo: the address belongs to the exchange, the right is asked above
        if call._recording_state() == "none":
            raise UserError(self.env._("There is no recording of this call."))
        if call._recording_state() == "expired":
            raise UserError(
                self.env._(
                    "The exchange keeps recordings for %(days)s days; this one is deleted.",
                    days=call.exchange_id.recording_days,
                )
            )
        url = call._recording_address()
        if self._is_gone(url):
            raise UserError(self.env._("The exchange does not have this recording any more."))
        self.env["hcs.phone.listen"].sudo().create(  # sudo: nobody writes this ledger by himself
            {"phone_call_id": call.id, "user_id": self.env.uid, "company_id": call.company_id.id}
        )
        if call.patient_id:
            self.env["hcs.access.log"]._log(call.patient_id, "reveal", model=self._name, detail="recording")
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _recording_address(self):
        """Where the recording is: by the pattern of the exchange, or as the exchange told it."""
        pattern = self.exchange_id.recording_url
        if pattern:
            values = {"recording": quote(self.recording), "call": quote(self.call_id or "", safe="")}
            for name, value in values.items():
                pattern = pattern.replace("{" + name + "}", value)
            return pattern
        parts = urlsplit(self.recording)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UserError(
                self.env._(
                    "The exchange told a file, not an address. Enter the address of recordings at the exchange."
                )
            )
        return self.recording

    def _is_gone(self, url):
        """Whether the exchange says so; only the machine that an administrator named is asked."""
        if not self.sudo().exchange_id.recording_url:
            return False
        try:
            answer = requests.head(url, timeout=PATIENCE, allow_redirects=False)
        except requests.RequestException:
            return False  # the reader's own browser may reach it
        return answer.status_code in GONE
