"""APT-02: the last seat among many who want it, over real connections and through real HTTP sessions."""

import json
from datetime import timedelta

import requests

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from tests.common.connections import ConnectionCase

CROWD = 50
HOURS = timedelta(hours=4)
LOGIN, PASSWORD = "hcs_crowd", "hcs_crowd_1"


class Crowd(ConnectionCase):
    def setUp(self):
        super().setUp()
        with self._connection() as env:
            start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
            department = env["hcs.department"].create({"name": "Crowd"})
            session = env["hcs.clinic.session"].create(
                {
                    "department_id": department.id,
                    "capacity": 1,
                    "start_at": start,
                    "end_at": start + timedelta(hours=4),
                }
            )
            patients = env["hcs.patient"].create([{"name": f"Crowd {number}"} for number in range(CROWD)])
            user = (
                env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    {
                        "name": LOGIN,
                        "login": LOGIN,
                        "password": PASSWORD,
                        "group_ids": [(6, 0, env.ref("hospital_customer_service.group_hcs_agent").ids)],
                    }
                )
            )
            self.department_id, self.session_id, self.user_id = department.id, session.id, user.id
            self.patient_ids = patients.ids
        self.addCleanup(self._clean)

    def _clean(self):
        with self._connection() as env:
            cr, patients = env.cr, tuple(self.patient_ids)
            for table in ("hcs_message", "hcs_appointment", "hcs_visit", "hcs_access_log", "hcs_contact"):
                cr.execute(SQL("DELETE FROM %s WHERE patient_id IN %s", SQL.identifier(table), patients))
            cr.execute("DELETE FROM hcs_clinic_session WHERE id = %s", [self.session_id])
            env["hcs.patient"].browse(patients).unlink()
            env["hcs.department"].browse(self.department_id).unlink()
            env["res.users"].browse(self.user_id).action_archive()
            cr.execute("UPDATE res_users SET login = login || '_' || id WHERE id = %s", [self.user_id])

    def _book(self, patient_id):
        with self._connection() as env:
            return env["hcs.clinic.session"].browse(self.session_id).action_book(patient_id).id

    def _seats(self):
        with self._connection() as env:
            env.cr.execute(
                "SELECT seat FROM hcs_appointment WHERE session_id = %s AND seat > 0 ORDER BY seat", [self.session_id]
            )
            return [row[0] for row in env.cr.fetchall()]


@tagged("post_install", "-at_install", "hcs_visit")
class TestBookingConcurrency(Crowd):
    def test_an_old_snapshot_never_oversells(self):
        """DESIGN §6.1: whoever looked before the last seat was sold is told, not booked."""
        with self._connection() as early:
            early["hcs.clinic.session"].browse(self.session_id).free_count  # noqa: B018 (the snapshot begins here)
            self._book(self.patient_ids[0])
            with self.assertRaisesRegex(UserError, "fully booked"), early.cr.savepoint():
                early["hcs.clinic.session"].browse(self.session_id).action_book(self.patient_ids[1])
            early.clear()
        self.assertEqual(self._seats(), [1])

    def test_an_old_snapshot_finds_the_other_seat(self):
        with self._connection() as env:
            env["hcs.clinic.session"].browse(self.session_id).capacity = 2
        with self._connection() as early:
            early["hcs.clinic.session"].browse(self.session_id).free_count  # noqa: B018
            self._book(self.patient_ids[0])
            early["hcs.clinic.session"].browse(self.session_id).action_book(self.patient_ids[1])
        self.assertEqual(self._seats(), [1, 2])

    def test_many_seats_and_more_patients(self):
        with self._connection() as env:
            env["hcs.clinic.session"].browse(self.session_id).capacity = 12
        answers = self._at_once(self._book, self.patient_ids[:20])
        self.assertEqual(self._seats(), list(range(1, 13)))
        self.assertEqual(sum(isinstance(answer, UserError) for answer in answers.values()), 8)

    def test_a_seat_given_up_and_booked_at_the_same_time(self):
        """Whatever the order, one patient has the seat in the end, or it is free."""
        first = self._book(self.patient_ids[0])

        def work(patient_id):
            if patient_id == self.patient_ids[0]:
                with self._connection() as env:
                    env["hcs.appointment"].browse(first).action_cancel("Race")
                return first
            return self._book(patient_id)

        answers = self._at_once(work, self.patient_ids[:6])
        booked = [key for key, answer in answers.items() if isinstance(answer, int) and key != self.patient_ids[0]]
        self.assertLessEqual(len(booked), 1)
        self.assertEqual(len(self._seats()), len(booked))

    def test_a_freed_seat_goes_to_the_list_and_not_to_who_comes_by(self):
        first = self._book(self.patient_ids[0])
        with self._connection() as env:
            waiting = env["hcs.clinic.session"].browse(self.session_id).action_waitlist(self.patient_ids[1]).id
        with self._connection() as early:
            early["hcs.clinic.session"].browse(self.session_id).free_count  # noqa: B018
            with self._connection() as env:
                env["hcs.appointment"].browse(first).action_cancel("Race")
            with self.assertRaisesRegex(UserError, "fully booked"), early.cr.savepoint():
                early["hcs.clinic.session"].browse(self.session_id).action_book(self.patient_ids[2])
            early.clear()
        with self._connection() as env:
            held = env["hcs.appointment"].browse(waiting)
            self.assertEqual((held.seat, held.state), (1, "waitlisted"))

    def test_the_same_patient_twice_at_once(self):
        """One booking per patient and session, whoever presses first."""
        with self._connection() as env:
            env["hcs.clinic.session"].browse(self.session_id).capacity = 5
        with self._connection() as early, mute_logger("odoo.sql_db"):
            early["hcs.clinic.session"].browse(self.session_id).free_count  # noqa: B018
            self._book(self.patient_ids[0])
            with self.assertRaises(Exception) as caught, early.cr.savepoint():
                early["hcs.clinic.session"].browse(self.session_id).action_book(self.patient_ids[0])
            self.assertIn("patient_session_uniq", str(caught.exception))
            early.clear()
        self.assertEqual(len(self._seats()), 1)

    def test_two_desks_draw_two_numbers(self):
        with self._connection() as env:
            env["hcs.clinic.session"].browse(self.session_id).capacity = 10
        bookings = [self._book(patient_id) for patient_id in self.patient_ids[:6]]

        def arrive(booking_id):
            with self._connection() as env:
                env["hcs.appointment"].browse(booking_id).action_arrive()

        self._at_once(arrive, bookings)
        with self._connection() as env:
            numbers = env["hcs.appointment"].browse(bookings).mapped("queue_number")
        self.assertEqual(sorted(numbers), [1, 2, 3, 4, 5, 6])


@tagged("post_install", "-at_install", "hcs_visit")
class TestBookingHttp(Crowd):
    def test_fifty_parallel_bookings_of_the_last_seat(self):
        """APT-02, FEATURES AP1: exactly one succeeds, 49 are told in words; nobody gets an error of the machine."""
        base = HttpCase.base_url()
        session = self._login(base)
        cookies = session.cookies.get_dict()
        lines = [requests.Session() for _patient in self.patient_ids]
        by_patient = dict(zip(self.patient_ids, lines, strict=True))

        def book(patient_id):
            answer = by_patient[patient_id].post(
                f"{base}/web/dataset/call_kw/hcs.clinic.session/action_book",
                json={"jsonrpc": "2.0", "params": {"model": "hcs.clinic.session", "method": "action_book",
                                                   "args": [[self.session_id], patient_id], "kwargs": {}}},
                cookies=cookies, timeout=60,
            )  # fmt: skip
            return answer.text

        with mute_logger("odoo.http"):
            answers = [json.loads(text) for text in self._at_once(book, self.patient_ids).values()]
        booked = [answer for answer in answers if "result" in answer]
        refused = [answer["error"]["data"] for answer in answers if "error" in answer]
        self.assertEqual((len(booked), len(refused)), (1, CROWD - 1))
        self.assertEqual({data["name"] for data in refused}, {"odoo.exceptions.UserError"})
        self.assertEqual({"fully booked" in data["message"] for data in refused}, {True})
        self.assertEqual(self._seats(), [1])

    def _login(self, base):
        """One login, fifty connections of it: logins are limited, bookings are not."""
        session = requests.Session()
        answer = session.post(
            f"{base}/web/session/authenticate",
            json={"jsonrpc": "2.0", "params": {"db": get_db_name(), "login": LOGIN, "password": PASSWORD}},
            timeout=30,
        )
        self.assertEqual(answer.json()["result"]["uid"], self.user_id)
        return session
