from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestActivityTour(TourCase, HcsCase):
    """An activity at the desk and at the door, by keyboard (CRM-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = cls.env["hcs.patient"].create({"name": "Tour Guest"})
        begin = fields.Datetime.now() + timedelta(hours=1)
        cls.activity = cls.env["event.event"].create(
            {
                "name": "Tour Lecture",
                "hcs_kind": "lecture",
                "date_begin": begin,
                "date_end": begin + timedelta(hours=2),
                "seats_limited": True,
                "seats_max": 3,
            }
        )

    def _story(self):
        self.start_tour("/odoo/hcs-patients", "hcs_activity_desk", login=self.user_agent.login)
        registration = self.activity.registration_ids
        self.assertEqual((registration.hcs_patient_id, registration.state), (self.patient, "done"))
        self.assertTrue(registration.hcs_seat)

    def test_desk_and_door(self):
        self._story()

    def test_desk_and_door_in_chinese(self):
        self._in_chinese(self.user_agent)
        self._story()
