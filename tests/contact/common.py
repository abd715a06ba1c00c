"""A gateway that remembers what it was given, and answers as a test wants."""

from unittest.mock import patch

from odoo.addons.hospital_customer_service.models.contact.hcs_sms_api import HcsSmsApi
from odoo.addons.hospital_customer_service.models.contact.hcs_sms_provider import HcsSmsProvider

from tests.visit import VisitCase


class FakeGateway(HcsSmsApi):
    """What left the house is in ``delivered``: triples of sign, template code and order."""

    delivered = []
    calls = []
    # called with the orders of a batch; its answer goes back, its exception is the gateway's
    answer = None
    # answers to questions for receipts, by uuid
    receipts = {}
    asked = []

    @classmethod
    def reset(cls):
        cls.delivered, cls.calls, cls.asked = [], [], []
        cls.receipts = {}
        cls.answer = None
        cls.BATCH_SIZE = 100

    def _deliver(self, sign, template_code, orders):
        cls = type(self)
        cls.calls.append(len(orders))
        answers = cls.answer(orders) if cls.answer else [{"uuid": o["uuid"], "state": "success"} for o in orders]
        cls.delivered += [(sign, template_code, order) for order in orders]
        return answers

    def _ask(self, orders):
        cls = type(self)
        cls.asked += [order["uuid"] for order in orders]
        return [
            {"uuid": order["uuid"], **cls.receipts[order["uuid"]]} for order in orders if order["uuid"] in cls.receipts
        ]


class MessageCase(VisitCase):
    """A patient, the shared gateway played by :class:`FakeGateway`, and the queue on demand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"name": "Renji", "phone": "021-12345678", "country_id": cls.env.ref("base.cn").id})
        cls.Template = cls.env["hcs.message.template"]
        cls.provider = cls.env.ref("hospital_customer_service.hcs_sms_provider_log")
        cls.params = {
            "department": "Clinic 3",
            "date": "2026-03-18",
            "time": "09:30",
            "place": "B2",
            "reference": "A1",
        }
        cls.env["sms.sms"].search([]).unlink()
        cls.gateway = FakeGateway
        cls.cron = cls.env.ref("sms.ir_cron_sms_scheduler_action")

    def setUp(self):
        super().setUp()
        FakeGateway.reset()
        self.provider_class_patch = patch.object(HcsSmsProvider, "_get_api_class", lambda provider: FakeGateway)
        self.startPatcher(self.provider_class_patch)

    def _confirm(self, patient=None, **kwargs):
        return self.Template._send("booking_confirmed", patient or self.patient, self.params, **kwargs)

    def _messages(self):
        return self.env["hcs.message"].search([], order="id")

    def _sms(self):
        return self.env["sms.sms"].search([("state", "=", "outgoing")], order="id")

    def _run_queue(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.assertIs(self.cron.method_direct_trigger(), True)
        self.env.invalidate_all()
