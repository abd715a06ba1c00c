"""CRM-04: who came, who did not, the bookings that came of it, what it cost; every count opens its rows."""

from ast import literal_eval
from datetime import date, timedelta
from itertools import count

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from tests.care.activity import ActivityCase

# during the lecture, after it, and a month later
DURING, AFTER, LATER = "2026-03-21 01:30:00", "2026-03-21 03:00:01", "2026-04-25 02:00:00"


class OutcomeCase(ActivityCase):
    def setUp(self):
        super().setUp()
        self.days = count()

    def _came(self, patients):
        registrations = self.env["event.registration"].browse()
        for patient in patients:
            registrations |= self._register(patient)
        with freeze_time(DURING):
            registrations.action_hcs_attend()
        return registrations

    def _session(self, day, hour=9):
        return self.env["hcs.clinic.session"].create(
            {
                "practitioner_id": self.doctor.id,
                "department_id": self.department.id,
                "start_at": self.at(f"{day} {hour:02}:00"),
                "end_at": self.at(f"{day} {hour + 1:02}:00"),
                "capacity": 20,
            }
        )

    def _book(self, patient, made):
        """A booking made at ``made``, hospital's time, for a day of its own."""
        day = date(2026, 6, 1) + timedelta(days=next(self.days))
        appointment = self.env["hcs.appointment"].create(
            {"patient_id": patient.id, "session_id": self._session(day).id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hcs_appointment SET create_date = %s WHERE id = %s", [self.at(made), appointment.id]
        )
        self.env.invalidate_all()
        return appointment


@tagged("post_install", "-at_install", "hcs_care")
class TestAttendance(OutcomeCase):
    def test_the_tick_at_the_door(self):
        registration = self._register(self.patient)
        with freeze_time(DURING):
            registration.with_user(self.user_agent).hcs_attended = True
            self.assertEqual((registration.state, registration.hcs_outcome), ("done", "attended"))
            self.assertTrue(registration.date_closed)
            registration.hcs_attended = False
            self.assertEqual((registration.state, registration.date_closed), ("open", False))
        registration.action_hcs_cancel()
        with self.assertRaisesRegex(UserError, "was cancelled"):
            registration.action_hcs_attend()

    def test_who_came_is_not_cancelled(self):
        with self.assertRaisesRegex(UserError, "Take the tick away"):
            self._came(self.patient).action_hcs_cancel()

    def test_the_outcome_follows_the_clock_and_is_found(self):
        came = self._came(self.people[0])
        missed, gone = self._register(self.people[1]), self._register(self.people[2])
        gone.action_hcs_cancel()
        everybody = came | missed | gone
        registrations = self.env["event.registration"]
        for moment, expected in (
            (DURING, {"attended": came, "registered": missed, "cancelled": gone}),
            (AFTER, {"attended": came, "no_show": missed, "cancelled": gone}),
        ):
            with freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(everybody.grouped("hcs_outcome"), expected)
                for outcome in ("attended", "registered", "no_show", "cancelled", "waiting"):
                    found = registrations.search([("id", "in", everybody.ids), ("hcs_outcome", "=", outcome)])
                    self.assertEqual(found, expected.get(outcome, registrations))
                found = registrations.search([("id", "in", everybody.ids), ("hcs_outcome", "!=", "attended")])
                self.assertEqual(found, missed | gone)
                groups = dict(
                    registrations._read_group([("id", "in", everybody.ids)], ["hcs_outcome"], ["id:recordset"])
                )
                self.assertEqual(groups, expected)
                self.assertEqual(self.activity.hcs_no_show_count, int(moment == AFTER))

    def test_closing_ends_the_list(self):
        self.activity.write({"seats_limited": True, "seats_max": 1})
        registration, waiting = self._register(self.people[0]), self._wait(self.people[1])
        mine = self.activity.with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "has not begun"):
            mine.action_hcs_close()
        with freeze_time(AFTER):
            mine.action_hcs_close()
            self.assertEqual((registration.hcs_outcome, waiting.state), ("no_show", "cancel"))
            for call in (registration.action_hcs_attend, mine.action_hcs_desk, mine.action_hcs_close):
                with self.assertRaisesRegex(UserError, "is closed"):
                    call()
            mine.action_hcs_open_again()
            registration.action_hcs_attend()
            self.assertEqual(registration.hcs_outcome, "attended")


@tagged("post_install", "-at_install", "hcs_care")
class TestDesk(OutcomeCase):
    def _desk(self, **values):
        window = self.activity.with_user(self.user_agent).action_hcs_desk()
        desk = self.as_user(self.user_agent, window["res_model"]).browse(window["res_id"])
        desk.write(values)
        return desk

    def _next(self, window):
        return self.as_user(self.user_agent, window["res_model"]).browse(window["res_id"])

    def test_one_after_the_other(self):
        desk = self._desk(patient_id=self.people[0].id)
        again = self._next(desk.action_register())
        self.assertIn("Registered", again.told)
        self.assertFalse(desk.exists(), "what was typed does not stay")
        self.assertEqual((again.patient_id.id, again.registered), (False, 1))
        again.patient_id = self.people[0]
        with self.assertRaisesRegex(UserError, "already"):
            again.action_register()
        again.here = True
        third = self._next(again.action_register())
        self.assertIn("Came", third.told)
        self.assertTrue(third.here, "the door stays the door")
        self.assertEqual(self.activity.hcs_attended_count, 1)

    def test_unannounced_with_and_without_a_card(self):
        self._desk(patient_id=self.people[0].id, here=True).action_register()
        window = self._desk(person_name="Wang Li", person_phone="13912345678", here=True).action_register()
        self.assertIn("Wang **", self._next(window).told)
        registrations = self.activity.registration_ids
        self.assertEqual(set(registrations.mapped("hcs_how")), {"walk_in"})
        self.assertEqual(set(registrations.mapped("state")), {"done"})
        self.assertEqual(set(registrations.sudo().mapped("name")), {False})
        with self.assertRaisesRegex(UserError, "Choose the patient"):
            self._desk().action_register()

    def test_full(self):
        self.activity.write({"seats_limited": True, "seats_max": 1})
        self._desk(patient_id=self.people[0].id).action_register()
        window = self._desk(patient_id=self.people[1].id).action_register()
        self.assertIn("number 1 on the list", self._next(window).told)
        with self.assertRaisesRegex(UserError, "All places"):
            self._desk(patient_id=self.people[2].id, here=True).action_register()
        with self.assertRaisesRegex(UserError, "All places"):
            self._desk(patient_id=self.people[2].id, waitlist=False).action_register()

    def test_somebody_else_than_the_centre_has_no_desk(self):
        with self.assertRaises(UserError):
            self.activity.with_user(self.user_department).action_hcs_desk()


@tagged("post_install", "-at_install", "hcs_care")
class TestBookings(OutcomeCase):
    def test_booked_from_the_list(self):
        registration = self._came(self.people[0])
        session = self._session("2026-06-01")
        window = registration.with_user(self.user_agent).action_hcs_book()
        wizard = self.as_user(self.user_agent, window["res_model"]).browse(window["res_id"])
        wizard._book(session)
        appointment = self.env["hcs.appointment"].search([("patient_id", "=", self.people[0].id)])
        self.assertEqual((registration.hcs_appointment_id, registration.hcs_booking_how), (appointment, "desk"))
        self.assertEqual(self.activity.hcs_booking_count, 1)
        domain = self.activity.action_hcs_open_bookings()["domain"]
        self.assertEqual(self.env["hcs.appointment"].search(domain), appointment)
        person = self.env["event.registration"].create(
            {"event_id": self.activity.id, "hcs_person_name_masked": "Wang Li"}
        )
        with self.assertRaisesRegex(UserError, "patient card"):
            person.action_hcs_book()

    def test_booked_soon_afterwards(self):
        """Only who came, only the first one, only within the days that count; a second run changes nothing."""
        came = self._came(self.people[:4])
        missed = self._register(self.people[4])
        before = self._book(self.people[0], "2026-03-20 09:00")
        first = self._book(self.people[0], "2026-03-22 09:00")
        self._book(self.people[0], "2026-03-23 09:00")
        late = self._book(self.people[1], "2026-04-21 09:00")
        given_up = self._book(self.people[2], "2026-03-22 09:00")
        given_up.action_cancel("No")
        self._book(self.people[4], "2026-03-22 09:00")
        last_day = self._book(self.people[3], "2026-04-20 08:59")
        for _run in range(2):
            with freeze_time(LATER):
                self.env["event.event"]._cron_hcs_bookings()
            self.env.invalidate_all()
            self.assertEqual(came[0].hcs_appointment_id, first)
            self.assertEqual(came[3].hcs_appointment_id, last_day)
            self.assertFalse((came[1] | came[2] | missed).hcs_appointment_id)
            self.assertEqual(came[0].hcs_booking_how, "later")
        self.assertNotIn(before | late, came.hcs_appointment_id)
        self.assertEqual(self.activity.hcs_booking_count, 2)

    def test_a_booking_counts_for_one_activity(self):
        came = self._came(self.people[0])
        second = self._make_activity()
        other = self._register(self.people[0], second)
        with freeze_time(DURING):
            other.action_hcs_attend()
        self._book(self.people[0], "2026-03-22 09:00")
        with freeze_time(LATER):
            self.env["event.event"]._cron_hcs_bookings()
        self.env.invalidate_all()
        self.assertEqual(len((came | other).filtered("hcs_appointment_id")), 1)


@tagged("post_install", "-at_install", "hcs_care")
class TestFigures(OutcomeCase):
    def test_every_count_opens_its_rows(self):
        self.activity.hcs_segment_ids = self.env["hcs.segment"].create(
            {"name": "Six", "domain": f"[('id', 'in', {self.people.ids})]"}
        )
        self._agree(self.people[:4])
        invitations = self.env["hcs.activity.invitation"]
        invitations._invite(self.activity, self.activity.hcs_segment_ids)._send_out()
        self.activity.hcs_invitation_ids.filtered(lambda one: one.patient_id == self.people[3]).action_decline()
        self._came(self.people[:2])
        self._register(self.people[2])
        with freeze_time(AFTER):
            activity = self.activity.with_user(self.user_leader)
            activity.invalidate_recordset()
            for field, action, search in (
                ("hcs_segment_count", "action_hcs_open_segment", None),
                ("hcs_invited_count", "action_hcs_open_invited", "written"),
                ("hcs_suppressed_count", "action_hcs_open_suppressed", "suppressed"),
                ("hcs_registered_count", "action_hcs_open_registrations", "placed"),
                ("hcs_attended_count", "action_hcs_open_attended", "attended"),
                ("hcs_no_show_count", "action_hcs_open_no_show", "no_show"),
                ("hcs_waiting_count", "action_hcs_open_waiting", "waiting"),
                ("hcs_booking_count", "action_hcs_open_bookings", None),
            ):
                window = getattr(activity, action)()
                records = self.as_user(self.user_leader, window["res_model"]).search(window["domain"])
                if search:
                    self.assertEqual(window["context"][f"search_default_{search}"], 1)
                    records = records.filtered_domain(self._filter_domain(window, search))
                self.assertEqual(len(records), activity[field], field)
            self.assertEqual(
                (activity.hcs_segment_count, activity.hcs_invited_count, activity.hcs_suppressed_count,
                 activity.hcs_declined_count, activity.hcs_registered_count, activity.hcs_attended_count,
                 activity.hcs_no_show_count),
                (6, 4, 2, 1, 3, 2, 1),
            )  # fmt: skip

    def _filter_domain(self, window, name):
        view_id = window["search_view_id"][0] if window["search_view_id"] else None
        view = self.env[window["res_model"]].get_view(view_id, "search")
        [node] = etree.fromstring(view["arch"]).xpath(f"//filter[@name='{name}']")
        return literal_eval(node.get("domain"))

    def test_cost(self):
        self._came(self.people[:2])
        self._agree(self.people)
        segment = self.env["hcs.segment"].create({"name": "Six", "domain": f"[('id', 'in', {self.people.ids})]"})
        self.env["hcs.activity.invitation"]._invite(self.activity, segment)._send_out()
        self._new_messages("activity_invitation")[:1].cost = 4.0
        self.activity.with_user(self.user_leader).hcs_cost_ids = [
            (0, 0, {"kind": "venue", "amount": 100.0}),
            (0, 0, {"kind": "gift", "amount": 96.0}),
        ]
        self.activity.hcs_unnamed_count = 2
        self.activity.invalidate_recordset()
        self.assertEqual((self.activity.hcs_message_cost, self.activity.hcs_cost_total), (4.0, 200.0))
        self.assertIn("50.00 for a person who came", self.activity.hcs_cost_text)
        self.assertIn("– for a booking", self.activity.hcs_cost_text, "nothing is divided by nobody")

    def test_fifty_activities_cost_as_much_as_one(self):
        names = ["hcs_invited_count", "hcs_registered_count", "hcs_cost_total", "hcs_booking_count"]
        self._came(self.people[:2])
        many = self.activity | self._make_activity().browse()
        for _number in range(9):
            many |= self._make_activity()
        counts = []
        for some in (self.activity, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install", "hcs_care")
class TestMessages(OutcomeCase):
    def test_reminded_once_the_day_before(self):
        early = self._register(self.people[0])
        self.env.cr.execute(
            "UPDATE event_registration SET create_date = '2026-03-16 02:00:00' WHERE id = %s", [early.id]
        )
        self.env.invalidate_all()
        gone = self._register(self.people[1])
        gone.action_hcs_cancel()
        events = self.env["event.event"]
        with freeze_time("2026-03-19 01:00:00"):
            events._cron_hcs_remind()
        self.assertFalse(self._new_messages("activity_reminder"))
        for _run in range(2):
            with freeze_time("2026-03-20 01:00:00"):
                events._cron_hcs_remind()
            told = self._new_messages("activity_reminder")
            self.assertEqual((told.patient_id, told.res_id), (self.people[0], early.id))
        self.assertIn("09:00", told.body)

    def test_called_off_everybody_is_told(self):
        self.activity.write({"seats_limited": True, "seats_max": 1})
        self._register(self.people[0])
        self._wait(self.people[1])
        person = self.env["event.registration"].with_context(hcs_waitlist=True).create(
            {"event_id": self.activity.id, "hcs_person_name_masked": "Wang", "hcs_person_phone_masked": "13912345678"}
        )  # fmt: skip
        mine = self.activity.with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "Say why"):
            mine.action_hcs_call_off("")
        wizard = self.as_user(self.user_leader, "hcs.activity.call.off").create(
            {"event_id": self.activity.id, "reason": "The speaker is ill"}
        )
        wizard.action_apply()
        self.assertEqual(
            (self.activity.kanban_state, self.activity.hcs_cancel_reason), ("cancel", "The speaker is ill")
        )
        told = self._new_messages("activity_cancelled")
        self.assertEqual(told.patient_id, self.people[:2])
        self.assertEqual(set(told.mapped("res_id")), set(self.activity.registration_ids.ids))
        self.assertIn(person.id, told.mapped("res_id"), "somebody without a card too")
        self.assertNotIn("ill", "".join(told.mapped("body")).split("sorry")[0])

    def test_a_change_is_told_on_demand(self):
        mine = self.activity.with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "Nobody is registered"):
            mine.action_hcs_tell_change()
        self._register(self.people[0])
        mine.action_hcs_tell_change()
        mine.date_begin = "2026-03-21 02:00:00"
        mine.action_hcs_tell_change()
        told = self._new_messages("activity_changed")
        self.assertEqual(len(told), 2)
        self.assertEqual(set(told.mapped("state")), {"cancelled", "queued"}, "the older one does not go out")
        self.assertIn("10:00", told[-1].body)

    def test_on_the_timeline_of_the_patient(self):
        self._came(self.people[0])
        timeline = self.people[0].with_user(self.user_agent).get_timeline(kinds=["activity"])
        [entry] = timeline["entries"]
        self.assertEqual((entry["title"], entry["subtitle"]), (self.activity.name, "Came"))
