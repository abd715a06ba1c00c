from markupsafe import Markup

from odoo import http

from ...tools import qr
from .base import ROUTE, PublicDoor
from .once import THANKS


class PublicThanks(PublicDoor, http.Controller):
    """The page after a form was taken.

    Number and code come from the session, are shown once and stand in no address; opened again, it says that the form
    arrived.
    """

    @http.route(THANKS, methods=["GET"], **ROUTE)
    def public_thanks(self, **_params):
        pages = self._enter()
        template, values = self._kept()
        if not template:
            return self._show(pages, "public_thanks", {"again": True})
        case = pages._find("case", pages.env.company)
        if case and values.get("receipt_number"):
            address = f"{case.url}#n={values['receipt_number']}&c={values['receipt_code']}"
            # what stands behind the # never leaves the phone: no server, no log sees it
            values["receipt_qr"] = Markup(qr.svg(address, size="40mm"))
        # in another language it would be asked for again, without the code
        return self._show(pages, template, {**values, "languages": []})
