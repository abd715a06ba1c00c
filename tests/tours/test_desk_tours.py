from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestDeskTours(TourCase, HcsCase):
    """The front desk's day: a request is taken by the keyboard, an expert is booked, a result is delivered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now().replace(microsecond=0)
        cls.patient = cls.env["hcs.patient"].create({"name": "Tour Patient"})
        cls.department = cls.env["hcs.department"].create({"name": "Tour Department"})
        cls.service = cls.env["hcs.service.type"].create({"name": "Tour Enquiry", "code": "t_desk_tour"})

    def _register(self):
        self.start_tour("/odoo/hcs-services?debug=1", "hcs_desk_intake", login=self.user_agent.login)
        record = self.env["hcs.service.record"].search([("type_id", "=", self.service.id)])
        self.assertEqual((record.state, record.channel, record.user_id), ("in_progress", "phone", self.user_agent))
        self.assertEqual((record.caller_name, record.caller_phone), ("zhang san", "13900112233"))
        self.assertEqual(record.description, "how long is the waiting list?")
        self.assertEqual(len(record.contact_ids), 1)

    def test_register(self):
        """SVC-01, SVC-02: the caller and the request, with the keyboard only."""
        self._register()

    def test_register_in_chinese(self):
        self._in_chinese(self.user_agent)
        self._register()

    def _book(self):
        expert = self.env["hcs.practitioner"].create({"name": "Tour Expert", "department_id": self.department.id})
        start_at = self.now + timedelta(days=1)
        session = self.env["hcs.clinic.session"].create(
            {
                "practitioner_id": expert.id,
                "department_id": self.department.id,
                "start_at": start_at,
                "end_at": start_at + timedelta(hours=2),
                "capacity": 3,
            }
        )
        self.start_tour("/odoo/hcs-bookings?debug=1", "hcs_desk_book", login=self.user_agent.login)
        booking = self.env["hcs.appointment"].search([("session_id", "=", session.id)])
        self.assertEqual((booking.patient_id, booking.state, session.booked_count), (self.patient, "booked", 1))
        self.assertEqual(booking.booked_by, self.user_agent)

    def test_book(self):
        """APT-01: a seat with an expert, from the list of bookings."""
        self._book()

    def test_book_in_chinese(self):
        self._in_chinese(self.user_agent)
        self._book()

    def _deliver(self):
        item = {"name": "Blood", "status": "final", "issued_at": self.now - timedelta(minutes=5)}
        result = self.env["hcs.result.delivery"].create(
            {
                "patient_id": self.patient.id,
                "department_id": self.department.id,
                "notice": True,
                "flagged_by": "patient",
                "item_ids": [Command.create(item)],
            }
        )
        self.start_tour("/odoo/hcs-results-to-tell?debug=1", "hcs_desk_deliver", login=self.user_agent.login)
        self.assertEqual((result.state, result.how, result.recipient), ("collected", "desk", "Tour Daughter"))
        self.assertEqual(result.clock_ids.mapped("state"), ["met"])

    def test_deliver(self):
        """SVC-04: what was handed over stops the clock, with the name of who took it."""
        self._deliver()

    def test_deliver_in_chinese(self):
        self._in_chinese(self.user_agent)
        self._deliver()
