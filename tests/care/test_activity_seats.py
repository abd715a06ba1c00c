"""CRM-04, DESIGN §6.1: the last place of an activity, the waiting list, and who may not be registered."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from tests.care.activity import ActivityCase


@tagged("post_install", "-at_install", "hcs_care")
class TestPlaces(ActivityCase):
    def setUp(self):
        super().setUp()
        self.activity.write({"seats_limited": True, "seats_max": 2})

    def test_two_places_for_two(self):
        first, second = self._register(self.people[0]), self._register(self.people[1])
        self.assertEqual({first.hcs_seat, second.hcs_seat}, {1, 2})
        with self.assertRaisesRegex(UserError, "All places"):
            self._register(self.people[2])
        self.assertEqual(self.activity.hcs_free_count, 0)

    def test_no_number_where_places_are_not_limited(self):
        free = self._make_activity()
        registrations = [self._register(patient, free) for patient in self.people]
        self.assertEqual({(one.state, one.hcs_seat) for one in registrations}, {("open", 0)})

    def test_who_waits_gets_the_place_in_turn(self):
        first, _second = self._register(self.people[0]), self._register(self.people[1])
        third, fourth = self._wait(self.people[2]), self._wait(self.people[3])
        self.assertEqual((third.state, third.hcs_waiting_place), ("draft", 1))
        self.assertEqual((fourth.state, fourth.hcs_waiting_place), ("draft", 2))
        seat = first.hcs_seat
        first.action_hcs_cancel("Ill")
        self.env.invalidate_all()
        self.assertEqual((first.state, first.hcs_seat, first.hcs_note), ("cancel", 0, "Ill"))
        self.assertEqual((third.state, third.hcs_seat, third.hcs_waitlisted_at), ("open", seat, False))
        self.assertEqual((fourth.state, fourth.hcs_waiting_place), ("draft", 1))
        told = self._new_messages("activity_place")
        self.assertEqual((told.patient_id, told.purpose, told.state), (self.people[2], "service", "queued"))

    def test_a_place_is_free_for_the_next_who_asks(self):
        registration = self._register(self.people[0])
        self._register(self.people[1])
        registration.action_hcs_cancel()
        self.assertEqual(self._register(self.people[2]).state, "open")
        with self.assertRaisesRegex(UserError, "All places"):
            registration.action_confirm()

    def test_waiting_where_there_is_a_place_registers(self):
        self.assertEqual(self._wait(self.people[0]).state, "open")

    def test_more_places_go_to_those_who_wait(self):
        for patient in self.people[:2]:
            self._register(patient)
        waiting = [self._wait(patient) for patient in self.people[2:5]]
        self.activity.seats_max = 4
        self.assertEqual([one.state for one in waiting], ["open", "open", "draft"])
        self.activity.seats_limited = False
        self.assertEqual(waiting[2].state, "open")

    def test_a_limit_set_later_counts_who_is_there(self):
        free = self._make_activity()
        registrations = [self._register(patient, free) for patient in self.people[:3]]
        free.write({"seats_limited": True, "seats_max": 2})
        self.assertEqual(sorted(one.hcs_seat for one in registrations), [1, 2, 3], "nobody is put out")
        with self.assertRaisesRegex(UserError, "All places"):
            self._register(self.people[3], free)
        registrations[0].action_hcs_attend()
        self.assertEqual(registrations[0].state, "done", "whoever is registered comes in")

    def test_out_of_turn_by_hand(self):
        registrations = [self._register(patient) for patient in self.people[:2]]
        waiting = [self._wait(patient) for patient in self.people[2:4]]
        with self.assertRaisesRegex(UserError, "All places"):
            waiting[1].action_hcs_place()
        with self.assertRaisesRegex(UserError, "waiting list"):
            registrations[0].action_hcs_place()
        self.activity.with_context(tracking_disable=True).seats_max = 3
        self.assertEqual(waiting[0].state, "open")
        self.assertEqual(waiting[1].state, "draft")

    def test_plain_events_keep_their_own_rule(self):
        party = self._make_event(seats_limited=True, seats_max=1)
        registrations = self.env["event.registration"]
        registrations.create({"event_id": party.id, "name": "One"})
        with self.assertRaisesRegex(ValidationError, "not enough seats"):
            registrations.create({"event_id": party.id, "name": "Two"})


@tagged("post_install", "-at_install", "hcs_care")
class TestWhoMayCome(ActivityCase):
    def test_once_for_each_activity(self):
        registration = self._register(self.patient)
        with self.assertRaisesRegex(UserError, "registered for the activity already"):
            self._register(self.patient)
        registration.action_hcs_cancel()
        self.assertEqual(self._register(self.patient).state, "open")
        self.assertTrue(self._register(self.patient, self._make_activity()))

    def test_not_the_dead_nor_the_archived(self):
        self.people[0].deceased = True
        with self.assertRaisesRegex(UserError, "deceased"):
            self._register(self.people[0])
        self.people[1].active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self._register(self.people[1])

    def test_a_merged_card_leads_to_the_one_that_goes_on(self):
        self.people[0].sudo().merged_into_id = self.people[1]
        self.assertEqual(self._register(self.people[0]).hcs_patient_id, self.people[1])

    def test_no_patient_of_another_hospital(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.env["hcs.patient"].create({"name": "Stranger", "company_id": other.id})
        with self.assertRaisesRegex(UserError, "another hospital"):
            self.env["event.registration"].create({"event_id": self.activity.id, "hcs_patient_id": stranger.id})

    def test_nobody_of_another_hospital_sees_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = self._make_user(
            "hcs_other", "group_hcs_director", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )  # fmt: skip
        registration = self._register(self.patient)
        for record in (self.activity, registration):
            self.assertFalse(record.with_user(user).has_access("read"))

    def test_not_for_what_was_called_off_or_is_closed(self):
        self.activity.with_user(self.user_leader).action_hcs_call_off("Rain")
        with self.assertRaisesRegex(UserError, "called off"):
            self._register(self.patient)
        past = self._make_activity(date_begin="2026-03-10 01:00:00", date_end="2026-03-10 03:00:00")
        past.with_user(self.user_leader).action_hcs_close()
        with self.assertRaisesRegex(UserError, "closed"):
            self._register(self.patient, past)

    def test_an_activity_belongs_to_a_hospital(self):
        with self.assertRaisesRegex(ValidationError, "belongs to a hospital"):
            self.activity.company_id = False
        with self.assertRaisesRegex(UserError, "closing date"):
            self._make_activity(date_end=self.activity.date_begin - timedelta(hours=1))
