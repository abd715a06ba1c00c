import io

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import http
from odoo.http import request

HARD_LIMIT = 1024 << 20


class HcsHisController(http.Controller):
    """Where the hospital system posts its messages."""

    @http.route(
        "/hcs/fhir/<string:code>",
        type="http",
        auth="bearer",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=HARD_LIMIT,
    )
    def receive(self, code, **_params):
        """Store every resource of the body and answer at once; a scheduled action applies them.

        202 with counts; 400 nothing readable; 403 the account may not send here; 413 too large. The answers name rows
        and fields, never values.
        """
        source_sudo, body, refusal = self._body(code, "application/fhir+json or application/fhir+ndjson")
        if refusal:
            return refusal
        message_sudo = request.env["hcs.his.message"].sudo().with_company(source_sudo.company_id)
        counts = message_sudo._store_files(source_sudo, [("body", io.BytesIO(body))])
        nothing = counts["error_count"] == counts["received"]
        return self._answer(400 if nothing else 202, **counts)

    @http.route(
        "/hcs/hl7/<string:code>",
        type="http",
        auth="bearer",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=HARD_LIMIT,
    )
    def receive_hl7(self, code, **_params):
        """Store every HL7 v2 message of the body and answer with its acknowledgement.

        200 all are stored (AA); 400 one of them is wrong (AE, AR), the others are stored all the same.
        """
        source_sudo, body, refusal = self._body(code, "application/hl7-v2 or text/plain")
        if refusal:
            return refusal
        message_sudo = request.env["hcs.his.message"].sudo().with_company(source_sudo.company_id)
        good, answers = message_sudo._store_hl7(source_sudo, body)
        return request.make_response(
            b"".join(answers), [("Content-Type", "application/hl7-v2; charset=utf-8")], status=200 if good else 400
        )

    def _body(self, code, types):
        """``(source, body, None)``, or ``(None, None, what to answer instead)``."""
        source_sudo = self._source(code)
        if not source_sudo:
            return None, None, self._answer(403, error="This account may not send to this address.")
        limit = source_sudo.max_megabytes << 20
        if (request.httprequest.content_length or 0) > limit:
            return None, None, self._too_large(source_sudo)
        if request.httprequest.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
            return None, None, self._answer(400, error=f"Send the messages as the body, as {types}.")
        request.httprequest.max_content_length = limit
        try:
            body = request.httprequest.get_data()
        except RequestEntityTooLarge:
            return None, None, self._too_large(source_sudo)
        if not body.strip():
            return None, None, self._answer(400, error="The body is empty.")
        return source_sudo, body, None

    def _source(self, code):
        """The feed this account may send to; the same nothing for an unknown feed and for a forbidden one."""
        user = request.env.user
        if not user.has_group("hospital_customer_service.group_hcs_his") or "\x00" in code:
            return None
        # sudo: the account has no right to any model; what it may do is decided here
        source_sudo = request.env["hcs.his.source"].sudo().search([("code", "=", code)])
        if source_sudo.user_id and source_sudo.user_id != user or source_sudo.company_id not in user.company_ids:
            return None
        return source_sudo

    def _too_large(self, source_sudo):
        return self._answer(
            413, error=f"The body is larger than {source_sudo.max_megabytes} MB. Send it in several requests."
        )

    def _answer(self, status, **data):
        return request.make_json_response(data, status=status)
