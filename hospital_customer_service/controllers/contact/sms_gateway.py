import json

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import http
from odoo.http import request

from ...tools.sms.common import GatewayError

LARGEST_CALL = 1 << 20


class HcsSmsGatewayController(http.Controller):
    """Where gateways bring receipts and replies; the address that was given to a gateway is its key.

    An address that belongs to no gateway gets the answer of a page that does not exist.
    """

    # no csrf token: a gateway has no session, the address itself is the key
    @http.route(
        ["/hcs/sms/<string:key>/receipts", "/hcs/sms/<string:key>/replies"],
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=LARGEST_CALL,
    )
    def take(self, key, **_params):
        """Keep what a gateway sends and answer as it expects; 400 for what is no JSON of this gateway."""
        provider_sudo = request.env["hcs.sms.provider"]._of_callback(key)
        if not provider_sudo:
            return request.make_json_response({"error": "not found"}, status=404)
        # in the name of nobody: what a gateway brings is not done by a visitor of the page
        provider_sudo = provider_sudo.with_user(request.env.ref("base.user_root")).sudo()
        try:
            payload = json.loads(request.httprequest.get_data(cache=False))
            if request.httprequest.path.endswith("/receipts"):
                provider_sudo._take_receipts(payload)
            else:
                provider_sudo._take_replies(payload)
        except RequestEntityTooLarge:
            return request.make_json_response({"error": "too large"}, status=413)
        except (ValueError, RecursionError, GatewayError):
            return request.make_json_response({"error": "not understood"}, status=400)
        return request.make_json_response(provider_sudo._get_api_class().RECEIVED)
