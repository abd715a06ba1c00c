from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from tests.phone.common import PhoneCase, iso
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestPhoneTour(TourCase, PhoneCase):
    """SVC-09, D18: the card of the caller at the telephone that rings, in Chinese and English."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls.env["hcs.service.type"].create({"name": "Tour Enquiry", "code": "t_phone_tour"})
        child = cls._make_patient("Wang Xiaobao", "13812345678", relation="parent")
        cls.open_request = cls.env["hcs.service.record"].create(
            {"type_id": service.id, "patient_id": child.id, "subject": "Report by mail"}
        )

    def _answer_calls(self):
        now = fields.Datetime.now().replace(microsecond=0)
        for call, number in (("t1", "13999990000"), ("t2", "13812345678")):
            at = iso(now + timedelta(seconds=int(call[1])))
            self.tell(call, "ringing", None, at=at, direction="in", number=number, extension="101")
        self.start_tour("/odoo/hcs-services", "hcs_phone_card", login=self.user_agent.login)
        self.assertEqual(self.call("t2").service_record_id, self.open_request)
        record = self.call("t1").service_record_id
        self.assertEqual((record.caller_phone, record.description), ("13999990000", "how long is the waiting list?"))

    def test_the_card(self):
        self._answer_calls()

    def test_the_card_in_chinese(self):
        self._in_chinese(self.user_agent)
        self._answer_calls()
