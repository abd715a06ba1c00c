from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import common, tagged

from tests.common import HcsCase
from tests.tours import TourCase

# what the browser and the web client say of requests of their own, such as of the chat, while the network is off
WITHOUT_NETWORK = ("ERR_INTERNET_DISCONNECTED", "ConnectionLostError")
NETWORK = {"hcs network off": True, "hcs network on": False}


@tagged("post_install", "-at_install", "hcs_tours")
class TestEscortTour(TourCase, HcsCase):
    """AX8: the telephone of an escort loses its network under way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = cls.env["hcs.patient"].create({"name": "Tour Patient"})
        service = cls.env["hcs.service.record"]._service_type("escort", cls.company)
        record = (
            cls.env["hcs.service.record"]
            .with_user(cls.user_agent)
            .create({"type_id": service.id, "patient_id": cls.patient.id, "channel": "on_site", "place": "Gate"})
        )
        cls.env["hcs.service.step"].search([("user_id", "in", (cls.user_agent.id, False))]).user_id = cls.user_leader
        cls.way = cls.env["hcs.service.step"].create(
            {
                "record_id": record.id,
                "user_id": cls.user_agent.id,
                "name": "To the scan",
                "is_trip": True,
                "planned_at": fields.Datetime.now() + timedelta(minutes=5),
                "planned_minutes": 30,
            }
        )

    def _switch_network(self):
        """A browser whose network goes off and on when the tour says so.

        Chromium's offline mode tells the page; Odoo's tests watch every request of the browser, and what they watch
        does not know this mode, so that here each request fails as it does without a network.
        """
        console = common.ChromeBrowser._handle_console
        paused = common.ChromeBrowser._handle_request_paused
        network = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}

        def listen(browser, type, args=None, **rest):  # pylint: disable=redefined-builtin
            words = args[0].get("value") if args else None
            if words in NETWORK:
                network["offline"] = NETWORK[words]
                browser._websocket_send("Network.emulateNetworkConditions", params=network)
            return console(browser, type, args=args, **rest)

        def request(browser, **params):
            if not network["offline"]:
                return paused(browser, **params)
            failure = {"requestId": params["requestId"], "errorReason": "InternetDisconnected"}
            return browser._websocket_send("Fetch.failRequest", params=failure)

        return patch.multiple(common.ChromeBrowser, _handle_console=listen, _handle_request_paused=request)

    def test_what_was_told_offline_is_sent_once(self):
        told = []
        action = type(self.env["hcs.service.step"]).action_waypoint

        def write_down(step, waypoint, **values):
            told.append((step.id, waypoint))
            return action(step, waypoint, **values)

        with (
            self._switch_network(),
            patch.object(type(self.env["hcs.service.step"]), "action_waypoint", write_down),
        ):
            self.start_tour(
                "/odoo/hcs-my-escorts?debug=1",
                "hcs_escort_offline",
                login=self.user_agent.login,
                error_checker=lambda message: not any(words in message for words in WITHOUT_NETWORK),
            )
        way = self.way
        self.assertEqual(
            told, [(way.id, waypoint) for waypoint in ("accepted", "departed", "arrived", "handed_over")], "each once"
        )
        self.assertEqual((way.waypoint, way.state), ("handed_over", "done"))
        times = [way.accepted_at, way.departed_at, way.arrived_at, way.handed_over_at]
        self.assertEqual(times, sorted(times))
