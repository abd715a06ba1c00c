"""APT-01, SVC-08: find an expert and book a free seat, over real HTTP."""

import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.hospital_customer_service.models.public.hcs_public_code import HcsPublicCode

from tests.public.common import PHONE, PublicCase

BOOK = "/hcs/p/book"


class BookingCase(PublicCase):
    """An expert with one free seat, tomorrow and the day after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hcs_sms_provider_id = False
        cls.doctor.write({"name": "Wang Li", "title": "chief", "expertise": "Knee and hip", "fee": 50})
        cls.clinics = [cls._make_session(days) for days in (1, 2)]
        cls.clinic = cls.clinics[0]
        cls.Appointment = cls.env["hcs.appointment"]

    @classmethod
    def _make_session(cls, days, **values):
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=days)
        return cls.env["hcs.clinic.session"].create(
            {
                "practitioner_id": cls.doctor.id,
                "department_id": cls.department.id,
                "start_at": start,
                "end_at": start + timedelta(hours=1),
                "capacity": 1,
                **values,
            }
        )

    def setUp(self):
        super().setUp()
        self.bookings = self.Appointment.search([])

    def open_gateway(self):
        self.company.hcs_sms_provider_id = self.env["hcs.sms.provider"].create({"name": "Gate", "kind": "aliyun"})
        self.env["sms.sms"].search([]).unlink()

    def book(self, **values):
        person = {"session": self.clinic.id, "name": "张丽", "phone": PHONE, **values}
        return self.send(BOOK, person, form=f"{BOOK}?session={self.clinics[1].id}")

    def sent(self):
        """The code in the last message to the phone."""
        self.env.invalidate_all()
        return self.env["sms.sms"].search([("hcs_template_id.code", "=", "verification_code")], order="id")

    def code(self):
        return re.search(r"\d{6}", self.sent()[-1:].body)[0]

    def made(self):
        self.env.invalidate_all()
        return self.Appointment.search([]) - self.bookings


@tagged("post_install", "-at_install", "hcs_public")
class TestExperts(BookingCase):
    def search(self, words):
        return self.words(self.send("/hcs/p/experts", {"q": words}))

    def test_found_by_name_by_what_they_know_and_by_department(self):
        for words in ("Wang", "hip", "Orthopaedics"):
            self.assertIn("Wang Li", self.search(words), words)
        self.env["hcs.practitioner"].create({"name": "王建国", "title": "chief", "department_id": self.department.id})
        for words in ("王建国", "建国", "wangjianguo", "wjg"):
            self.assertIn("王建国", self.search(words), words)
        self.assertNotIn("王建国", self.search("zzzz"))
        self.assertIn("Nobody was found", self.search("zzzz"))
        by_department = self.words(self.get(f"/hcs/p/experts?department={self.department.id}"))
        self.assertIn("Wang Li", by_department)

    def test_nurses_and_other_hospitals_are_not_shown(self):
        self.doctor.write({"name": "Nurse Wu", "title": "nurse"})
        self.assertNotIn("Nurse Wu", self.search("Wu"))
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["hcs.practitioner"].create({"name": "Li Other", "company_id": other.id})
        self.assertNotIn("Li Other", self.search("Other"))
        self.assertEqual(self.get(f"/hcs/p/experts/{theirs.id}").status_code, 404)

    def test_danger_to_life_comes_first(self):
        for words in ("胸痛出冷汗", "pain in my chest"):
            self.assertIn("This may be an emergency", self.search(words))
        self.assertNotIn("This may be an emergency", self.search("knee"))

    def test_words_never_stand_in_an_address(self):
        answer = self.send("/hcs/p/experts", {"q": "secret illness"})
        self.assertNotIn("secret", answer.url)
        self.assertFalse(re.findall(r'href="[^"]*secret', answer.text))

    def test_the_page_of_an_expert(self):
        said = self.words(self.get(f"/hcs/p/experts/{self.doctor.id}"))
        for words in ("Chief physician", "Orthopaedics", "Knee and hip", "50.00", "1 free"):
            self.assertIn(words, said)

    def test_only_what_is_open_ahead_and_free_is_offered(self):
        full, stopped, exam = self._make_session(3), self._make_session(4), self._make_session(5, kind="exam")
        full.action_book(self._make_patient("Full", "13700000000").id)
        stopped.action_stop("Ill")
        past = self._make_session(-1)
        page = self.get(f"/hcs/p/experts/{self.doctor.id}").text
        for session in self.clinics:
            self.assertIn(f"?session={session.id}", page)
        for session in (full, stopped, exam, past):
            self.assertNotIn(f"?session={session.id}", page)
            answer = self.get(f"{BOOK}?session={session.id}")
            self.assertEqual((answer.status_code, "not free any more" in answer.text), (404, True))

    def test_a_seat_that_never_was_answers_like_a_taken_one(self):
        self.clinics[0].action_book(self.patient.id)
        pages = [self.words(self.get(f"{BOOK}?session={number}")) for number in (self.clinic.id, 2_000_000_000, "x")]
        self.assertEqual(len(set(pages)), 1)


@tagged("post_install", "-at_install", "hcs_public")
class TestCallback(BookingCase):
    def test_without_a_gateway_an_agent_calls_back(self):
        answer = self.book(note="Left knee")
        self.assertIn("not booked yet", self.words(answer))
        record = self.new_records()
        self.assertEqual((record.channel, record.type_group, record.state), ("web", "booking", "new"))
        self.assertEqual((record.practitioner_id, record.wanted_at), (self.doctor, self.clinic.start_at))
        self.assertEqual(record.description, "Left knee")
        self.assertFalse(record.patient_id)
        self.assertFalse(self.made(), "the seat is not held")
        self.assertEqual(self.clinic.free_count, 1)
        self.assertFalse(self.sent())

    def test_a_code_typed_by_hand_books_nothing(self):
        self.book(code="123456")
        self.assertFalse(self.made())


@tagged("post_install", "-at_install", "hcs_public")
class TestBooking(BookingCase):
    def setUp(self):
        super().setUp()
        self.open_gateway()

    def test_booked_with_the_code(self):
        first = self.book()
        self.assertIn("sent a code", self.words(first))
        self.assertFalse(self.made(), "not before the code is typed")
        self.assertFalse(self.new_records())
        self.assertNotIn(self.code(), first.text)
        answer = self.book(code=self.code(), note="Left knee")
        self.assertIn("Your seat is booked", self.words(answer))
        booking = self.made()
        self.assertEqual((booking.session_id, booking.channel, booking.state), (self.clinic, "web", "booked"))
        self.assertEqual((booking.patient_id, booking.note), (self.patient, "Left knee"))
        record = booking.service_record_id
        self.assertEqual((record.channel, record.state, record.closing_id.code), ("web", "done", "booked"))
        self.assertTrue(record.first_response_at)
        self.assertIn(booking.reference, self.words(answer))

    def test_the_link_of_the_page_confirms_and_cancels(self):
        self.book()
        answer = self.book(code=self.code())
        path = re.search(r'href="https?://[^/]+(/hcs/l/[\w-]{24})"', answer.text)[1]
        self.assertIn("I come", self.get(path).text)
        self.assertIn("We expect you", self.url_open(path, data={"choice": "confirm"}).text)
        self.assertEqual(self.made().state, "confirmed")
        self.assertIn("is cancelled", self.url_open(path, data={"choice": "cancel"}).text)
        self.assertEqual(self.made().state, "cancelled")
        self.assertEqual(self.get(path).status_code, 404)

    def test_the_link_of_the_confirmation(self):
        """A hospital whose gateway approved it; the page and the message each carry one that opens."""
        template = self.env["hcs.message.template"].search([("code", "=", "booking_confirmed")])
        template.body = "{patient_title}: {date} {time} {link}"
        self.book()
        page = self.book(code=self.code()).text
        body = self.env["hcs.message"].search([("code", "=", "booking_confirmed")], limit=1).body
        paths = {re.search(r"/hcs/l/[\w-]{24}", text)[0] for text in (page, body)}
        self.assertEqual(len(paths), 2)
        for path in paths:
            self.assertEqual(self.get(path).status_code, 200)

    def test_a_family_shares_a_number(self):
        """The number alone is nobody; a dead person is nobody either."""
        self.book(name="张小宝")
        self.book(name="张小宝", code=self.code())
        child = self.made().patient_id
        self.assertEqual(child.name, "张小宝")
        self.assertNotEqual(child, self.patient)
        self.assertEqual(child.phone_ids.e164, self.patient.phone_ids.e164)
        page = self.page("booking")
        self.assertEqual(page._patient_of({"name": " 张 丽", "phone": "+86 13800138000"}), self.patient)
        self.patient.deceased = True
        self.assertNotEqual(page._patient_of({"name": "张丽", "phone": PHONE}), self.patient)

    def test_known_and_unknown_numbers_get_the_same_answer(self):
        pages = [self.words(self.book(phone=phone)) for phone in (PHONE, "13911112222")]
        self.assertEqual(*pages)

    def test_a_wrong_code(self):
        self.book()
        right = self.code()
        wrong = f"{(int(right) + 1) % 10**6:06}"
        answer = self.book(code=wrong)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("wrong or too old", self.words(answer))
        for nothing in ("", "abc", "' OR 1=1"):
            self.assertEqual(self.book(code=nothing).status_code, 422)
        self.assertFalse(self.made())
        self.book(code=right)
        self.assertTrue(self.made())

    def test_after_five_tries_the_right_one_is_refused_too(self):
        self.page("booking").address_limit = 0
        self.book()
        right = self.code()
        for number in range(1, 6):
            self.book(code=f"{(int(right) + number) % 10**6:06}")
        self.assertEqual(self.book(code=right).status_code, 422)
        self.assertFalse(self.made())

    def test_a_code_is_good_for_its_number_for_ten_minutes_and_once(self):
        self.book()
        right = self.code()
        self.assertEqual(self.book(code=right, phone="13911112222").status_code, 422)
        self.env.cr.execute("UPDATE hcs_public_code SET expires_at = at - interval '1 second'")
        self.env.invalidate_all()
        self.assertEqual(self.book(code=right).status_code, 422)
        self.env.cr.execute("UPDATE hcs_public_code SET expires_at = at + interval '10 minutes', tries = 0")
        self.env.invalidate_all()
        self.assertEqual(self.book(code=right).status_code, 200)
        self.clinic = self.clinics[1]
        self.assertEqual(self.book(code=right).status_code, 422, "it is used up")

    def test_a_phone_does_not_ring_twice_in_a_minute(self):
        first, second = self.book(), self.book()
        self.assertEqual(self.words(first), self.words(second))
        self.assertEqual(len(self.sent()), 1)
        self.env.cr.execute("UPDATE hcs_public_code SET at = at - interval '2 minutes'")
        self.env.invalidate_all()
        self.book()
        self.assertEqual(len(self.sent()), 2)

    def test_a_code_sent_twice_books_once(self):
        """SEC-04: the second post of the form leads to the thanks of the first."""
        self.book()
        form = f"{BOOK}?session={self.clinics[1].id}"
        person = {"session": self.clinic.id, "name": "张丽", "phone": PHONE, "code": self.code()}
        data = {**self.keys(form), **person}
        answers = [self.url_open(BOOK, data=data, allow_redirects=False, timeout=60) for __ in range(2)]
        self.assertEqual([answer.status_code for answer in answers], [303, 303])
        self.assertEqual(len(self.Appointment.search([]) - self.bookings), 1)
        self.assertEqual(len(self.new_records()), 1)

    def test_codes_count_against_the_number(self):
        self.page("booking").number_limit = 2
        with patch.object(HcsPublicCode, "_ask"):
            codes = [self.book().status_code for __ in range(3)]
        self.assertEqual(codes, [200, 200, 429])

    def test_the_code_is_kept_nowhere(self):
        self.book()
        code = self.code()
        rows = self.env["hcs.public.code"].search([], limit=1)
        self.assertNotIn(code, str(rows.read()))
        self.assertFalse(self.env["hcs.message"].search([("body", "like", code)]), "agents read messages")

    def test_somebody_was_faster(self):
        self.book()
        code = self.code()
        with patch.object(
            type(self.page("booking")), "_free_session", lambda page, number: self.clinic.with_env(page.env)
        ):
            self.clinic.action_book(self._make_patient("Faster", "13700000000").id)
            answer = self.book(code=code)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("Choose another", self.words(answer))
        self.assertFalse(self.made().filtered(lambda booking: booking.channel == "web"))
        self.assertFalse(self.new_records(), "nothing is left of it")

    def test_another_booking_at_that_time_is_not_told(self):
        other = self._make_session(1, practitioner_id=False, capacity=5)
        other.action_book(self.patient.id)
        self.book()
        answer = self.book(code=self.code())
        self.assertNotIn("another booking", answer.text)
        self.assertFalse(self.made().filtered(lambda booking: booking.channel == "web"))
