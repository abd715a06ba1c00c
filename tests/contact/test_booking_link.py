"""AP5: a patient confirms or cancels by the link of the reminder."""

import re

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from tests.contact.test_appointment_messages import MORNING, BookingMessageCase


@tagged("post_install", "-at_install", "hcs_contact")
class TestBookingLink(BookingMessageCase, HttpCase):
    def setUp(self):
        super().setUp()
        clock = freeze_time(MORNING)
        clock.start()
        self.addCleanup(clock.stop)

    def link(self):
        url = self.booking._make_booking_link()
        token = url.rpartition("/")[2]
        return url, self.env["hcs.access.link"]._find(token)

    def test_only_a_reminder_may_and_only_where_the_hospital_says_so(self):
        reminder = self.Template.search([("code", "=", "booking_reminder")])
        other = self.Template.search([("code", "=", "booking_cancelled")])
        with self.assertRaisesRegex(UserError, "carry a link"):
            other.body = "{patient_title}: {link}"
        reminder.body = "{patient_title}: {date}"
        self.booking._notify("reminder")
        self.assertNotIn("/hcs/l/", self._new().body)
        self.assertFalse(self.env["hcs.access.link"].search([("purpose", "=", "booking")]))

    def test_the_reminder_carries_it(self):
        self.Template.search([("code", "=", "booking_reminder")]).body = "{patient_title}: {date} {time} {link}"
        self.booking._notify("reminder")
        body = self._new().body
        self.assertRegex(body, r"/hcs/l/[\w-]{24}")
        token = re.search(r"/hcs/l/([\w-]{24})", body)[1]
        link = self.env["hcs.access.link"]._find(token)
        self.assertEqual((link.purpose, link._get_record()), ("booking", self.booking))
        self.booking._notify("booked")
        self.assertNotIn("/hcs/l/", (self._new().sorted("id")[-1:]).body)

    def test_confirmed_then_cancelled_after_all(self):
        _url, link = self.link()
        self.assertIn("expect you", link._submit({"choice": "confirm"}))
        self.assertEqual(self.booking.state, "confirmed")
        self.assertIn("cancelled", link._submit({"choice": "cancel"}))
        self.assertEqual(self.booking.state, "cancelled")
        self.assertIsNone(link._submit({"choice": "confirm"}), "it is used up")
        contacts = self.env["hcs.contact"].search(
            [("res_model", "=", "hcs.appointment"), ("res_id", "=", self.booking.id), ("direction", "=", "in")]
        )
        self.assertEqual(set(contacts.mapped("channel")), {"web"})
        self.assertEqual(len(contacts), 2)

    def test_nonsense_changes_nothing(self):
        _url, link = self.link()
        for values in ({}, {"choice": "move"}, {"choice": ""}):
            with self.assertRaises(UserError):
                link._submit(values)
        self.assertEqual(self.booking.state, "booked")

    def test_not_after_the_session_began_nor_for_what_is_over(self):
        url, _link = self.link()
        token = url.rpartition("/")[2]
        links = self.env["hcs.access.link"]
        with freeze_time("2026-03-20 01:31:00"):
            self.assertFalse(links._find(token), "it began at half past nine")
        self.assertTrue(links._find(token))
        self.booking.action_cancel("By phone")
        self.assertFalse(links._find(token))

    def test_the_page_names_no_department(self):
        self.department.name = "Oncology"
        template, values = self.booking._access_link_page(self.link()[1])
        html = str(self.env["ir.qweb"]._render(template, {**values, "html_lang": "en", "typed": {}, "problem": None}))
        for word in ("2026", "09:30", self.booking.reference, "Renji"):
            self.assertIn(word, html)
        for word in ("Oncology", "Clinic 3", self.patient.name):
            self.assertNotIn(word, html)
