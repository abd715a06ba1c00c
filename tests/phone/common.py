"""Ground of the telephone's tests: an exchange with two telephones, and a way to post what it tells."""

import json
from datetime import datetime, timedelta

from odoo import fields

from tests.common import HcsCase

NOW = datetime(2026, 3, 2, 2, 0)  # ten o'clock in the hospital, a Monday
WANG = "13812345678"


def iso(moment):
    return moment.isoformat() + "Z"


class PhoneCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx = cls._make_user("hcs_pbx")
        cls.callback_type = cls.env.ref("hospital_customer_service.hcs_service_type_callback")
        cls.exchange = cls.env["hcs.phone.exchange"].create(
            {
                "name": "House",
                "code": "house-test",
                "user_id": cls.pbx.id,
                "missed_type_id": cls.callback_type.id,
                "company_id": cls.company.id,
            }
        )
        places = cls.env["hcs.phone.extension"]
        cls.place_1 = places.create({"exchange_id": cls.exchange.id, "number": "101", "user_id": cls.user_agent.id})
        cls.place_2 = places.create({"exchange_id": cls.exchange.id, "number": "102", "user_id": cls.user_followup.id})
        cls.calls = cls.env["hcs.phone.call"]
        cls.inbox = cls.env["hcs.phone.event"]
        cls.wang = cls._make_patient("Wang Xiuying", WANG)

    @classmethod
    def _make_patient(cls, name, number, **values):
        patient = cls.env["hcs.patient"].create({"name": name, "company_id": cls.company.id})
        cls.env["hcs.patient.phone"].create({"patient_id": patient.id, "number": number, **values})
        return patient

    def tell(self, call, event, seconds=0, **values):
        """Post an event of ``call``, so many seconds after NOW; the body goes the way of the controller."""
        body = {"call": call, "event": event, **values}
        if seconds is not None:
            body["at"] = iso(NOW + timedelta(seconds=seconds))
        inbox = self.inbox.with_user(self.env.ref("base.user_root")).sudo()
        exchange = self.exchange.with_env(inbox.env)
        return inbox._take(exchange, json.dumps(body).encode())

    def ring(self, call="1", number=WANG, extension="101", seconds=0, **values):
        return self.tell(call, "ringing", seconds, direction="in", number=number, extension=extension, **values)

    def call(self, call="1"):
        self.env.invalidate_all()
        return self.calls.search([("exchange_id", "=", self.exchange.id), ("call_id", "=", call)])

    def callbacks(self, digits=f"86{WANG}"):
        self.env.invalidate_all()
        return self.env["hcs.service.record"].search([("callback_digits", "=", digits)], order="id")

    @classmethod
    def _key_of(cls, user):
        keys = cls.env["res.users.apikeys"].with_user(user)
        return keys._generate(None, "exchange", fields.Datetime.now() + timedelta(days=1))
