import re
import secrets
from urllib.parse import quote

import requests

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..common.hcs_masked_mixin import PII_GROUP
from ..desk.hcs_service_record import OPEN_STATES
from .hcs_phone_exchange import signs_of

PATIENCE = 5
HOUR_REASONS = ("outside_window", "holiday")
HEADER = re.compile(r"^(?P<name>[A-Za-z0-9-]{1,60}):\s*(?P<value>[^\r\n]{1,1000})$")


class HcsPhoneCall(models.Model):
    """Calls that begin with a click: the guard is asked, then the exchange, or the telephone program of the desk."""

    _inherit = "hcs.phone.call"

    @api.model
    def _start(self, number, patient, record=None, task=None, requested=False, asked=False):
        """Begin a call from the telephone of the reader.

        :param number: number in full
        :param patient: whose card it is, as the system sees it; empty for somebody without one
        :param record: service record the call is for
        :param task: follow-up the call is for
        :param requested: the person asked to be called: hours do not apply
        :param asked: the guard was asked already
        :return: an action for the client
        """
        if not number:
            raise UserError(self.env._("There is no number to call. Enter one first."))
        if not asked:
            self._check_guard(number, patient, requested)
        place = self._my_extension()
        exchange = place.exchange_id.sudo()  # sudo: the address of the exchange is hidden
        if exchange.dial_method in ("get", "post"):
            call = self._note_started(place, number, patient, record, task)
            self._ask_exchange(exchange, place, call)
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "info",
                    "message": self.env._("Your telephone %(extension)s rings first.", extension=place.number),
                },
            }
        if not self.env.user.has_group(PII_GROUP):
            raise AccessError(
                self.env._(
                    "You may not see whole numbers, and the exchange cannot ring your telephone. Ask your director to"
                    " connect your extension, or for the right to see numbers."
                )
            )
        if place:
            self._note_started(place, number, patient, record, task)
        if patient:
            self.env["hcs.access.log"]._log(patient, "reveal", model=self._name, detail="number: dialled")
        return {"type": "ir.actions.client", "tag": "hcs_phone_dial", "params": {"number": signs_of(number)}}

    def action_call_back(self):
        """Call the number of this call; a call-back that is open for it goes on with it."""
        self.ensure_one()
        self.check_access("write")
        call = self.sudo()  # sudo: the number is dialled; whether it is shown is decided there
        record = call.callback_id or call.service_record_id
        asked = bool(call.callback_id) and call.callback_id.state in OPEN_STATES
        return self._start(call.number, call.patient_id, record=record, task=call.followup_task_id, requested=asked)

    @api.model
    def _check_guard(self, number, patient, requested):
        guard = self.env["hcs.contact.guard"]
        now = fields.Datetime.now()
        if patient:
            code = guard._check(
                patient,
                "service",
                "call",
                now,
                requested=requested,
                confirmed_holiday=requested,
                number_known=requested,
            )[patient.id]
        else:
            code = guard._check_number(
                number, "service", "call", now, requested=requested, confirmed_holiday=requested
            )
        # the windows of follow-up calls are not those of a service: it keeps to the hours of service messages
        if code in HOUR_REASONS and self.env.company._hcs_message_hours_cover(now):
            return
        if code:
            raise UserError(guard._reason_text(code))

    @api.model
    def _my_extension(self):
        return self.env["hcs.phone.extension"].search(
            [
                ("user_id", "=", self.env.uid),
                ("exchange_id.active", "=", True),
                ("company_id", "in", self.env.companies.ids),
            ],
            limit=1,
        )

    def _note_started(self, place, number, patient, record, task):
        """The call from now on; what the exchange tells of it is added."""
        return self.sudo().create(  # sudo: a call follows from what is done, nobody writes one
            {
                "exchange_id": place.exchange_id.id,
                "company_id": place.company_id.id,
                "direction": "out",
                "reference": secrets.token_hex(8),
                "number": number,
                "patient_id": patient.id if patient else False,
                "extension_id": place.id,
                "user_id": self.env.uid,
                "service_record_id": record.id if record else False,
                "followup_task_id": task.id if task else False,
                "started_at": fields.Datetime.now(),
            }
        )

    def _ask_exchange(self, exchange, place, call):
        """Ask the one address an administrator has entered; what it refers to elsewhere is not followed."""
        values = {
            "number": exchange._dialled(call.number),
            "extension": place.number,
            "reference": call.reference,
        }
        url = exchange.dial_url
        for name, value in values.items():
            url = url.replace("{" + name + "}", quote(value, safe=""))
        headers = {}
        if exchange.dial_header:
            found = HEADER.match(exchange.dial_header.strip())
            headers = {found["name"]: found["value"]}
        try:
            answer = requests.request(
                exchange.dial_method.upper(),
                url,
                headers=headers,
                timeout=PATIENCE,
                allow_redirects=False,
                stream=True,
            )
            status = answer.status_code
            answer.close()
        except requests.RequestException:
            # the message of the library has the address, and with it the number
            status = None
        if status is None or not 200 <= status < 300:
            raise UserError(
                self.env._(
                    "The exchange did not take the call (%(status)s). Dial by hand, and tell your administrator.",
                    status=status or self.env._("no answer"),
                )
            )
