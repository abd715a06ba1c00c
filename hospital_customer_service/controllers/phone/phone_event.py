from werkzeug.exceptions import RequestEntityTooLarge

from odoo import http
from odoo.http import request

from ...tools.phone.events import LARGEST


class HcsPhoneController(http.Controller):
    """Where telephone exchanges post what happens to calls."""

    @http.route(
        "/hcs/phone/<string:code>/event",
        type="http",
        auth="bearer",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=LARGEST,
    )
    def take(self, code, **_params):
        """Take one event of a call, in JSON.

        200 it is stored, or known from before; 400 it is wrong, and kept with its error; 403 the account may not post
        here; 413 too large. The answers name members, never values.
        """
        exchange_sudo = request.env["hcs.phone.exchange"]._for_account(code)
        if not exchange_sudo:
            return self._answer(403, error="This account may not post to this address.")
        if request.httprequest.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
            return self._answer(400, error="Send the event as the body, as application/json.")
        if (request.httprequest.content_length or 0) > LARGEST:
            return self._too_large()
        try:
            body = request.httprequest.get_data()
        except RequestEntityTooLarge:
            return self._too_large()
        # in the name of nobody: what follows from a call is not done by the account of the exchange
        exchange_sudo = exchange_sudo.with_user(request.env.ref("base.user_root")).sudo()
        event_sudo = exchange_sudo.env["hcs.phone.event"].with_company(exchange_sudo.company_id)
        taken, words = event_sudo._take(exchange_sudo, body)
        return self._answer(200, status=words) if taken else self._answer(400, error=words)

    def _too_large(self):
        return self._answer(413, error=f"An event has {LARGEST // 1024} KB at most.")

    def _answer(self, code, **data):
        return request.make_json_response(data, status=code)
