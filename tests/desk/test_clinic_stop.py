"""AP3, APT-01: who is not reached about a stopped clinic is called again; a booking answers its request."""

from odoo import Command
from odoo.tests import freeze_time, tagged

from tests.desk.common import ServiceCase, local


class BookingDeskCase(ServiceCase):
    def setUp(self):
        super().setUp()
        clock = freeze_time(local(self.NOW))
        clock.start()
        self.addCleanup(clock.stop)
        self.session, self.later = (self.clinic(day) for day in ("2026-06-02", "2026-06-03"))

    def clinic(self, day, **values):
        return self.env["hcs.clinic.session"].create(
            {"department_id": self.department.id, "practitioner_id": self.doctor.id, "capacity": 9,
             "start_at": local(f"{day} 08:00"), "end_at": local(f"{day} 12:00"), **values}
        )  # fmt: skip

    def book(self, patient=None, **context):
        session = self.session.with_user(self.user_agent).with_context(**context)
        return session.action_book((patient or self.patient).id).with_context(self.env.context)


@tagged("post_install", "-at_install", "hcs_desk")
class TestStopCalls(BookingDeskCase):
    def stop(self):
        action = self.session.with_user(self.user_leader).action_stop("Doctor ill")
        self.env.invalidate_all()
        return self.env["hcs.clinic.stop"].browse(action["res_id"]).line_ids.with_user(self.user_agent)

    def test_not_reached_is_a_request_with_a_deadline(self):
        booking = self.book()
        line = self.stop()
        for _number in range(2):
            line.action_unreachable()
        record = line.service_record_id
        self.assertEqual(self.patient.service_record_ids, record, "one request, however often nobody answers")
        self.assertEqual((record.type_id.code, record.state, record.priority), ("clinic_stopped", "new", "1"))
        self.assertEqual((record.patient_id, record.practitioner_id), (self.patient, self.doctor))
        self.assertIn(booking.reference, record.subject)
        self.assertTrue(record.clock_ids)
        self.assertEqual(record.user_id, self.user_leader, "the responsible of the stop")
        self.assertFalse(line.stop_id.activity_ids)

    def test_the_answer_ends_the_call(self):
        self.book()
        line = self.stop()
        line.action_unreachable()
        record = line.service_record_id
        line.action_agree()
        self.assertEqual((record.state, record.closing_id.code), ("done", "settled"))
        self.assertTrue(record.outcome)

    def test_who_wants_no_other_time_ends_it_too(self):
        self.book()
        line = self.stop()
        line.action_unreachable()
        line.action_cancel()
        self.assertEqual((line.service_record_id.state, line.service_record_id.closing_id.code), ("done", "declined"))

    def test_a_call_that_was_closed_is_asked_for_again(self):
        self.book()
        line = self.stop()
        line.action_unreachable()
        first = line.service_record_id
        first.with_user(self.user_agent).action_done("not_reached", "Three calls in vain")
        line.action_unreachable()
        self.assertNotEqual(line.service_record_id, first)
        self.assertEqual(line.service_record_id.state, "new")


@tagged("post_install", "-at_install", "hcs_desk")
class TestBookedRequest(BookingDeskCase):
    def request(self, code="expert_booking", **values):
        service = self.env.ref(f"hospital_customer_service.hcs_service_type_{code}")
        return self.register(type_id=service.id, channel="web", **values)

    def step(self, record, code="booked"):
        return record.step_ids.filtered(lambda step: step.code == code)

    def test_a_seat_ticks_the_step_and_answers(self):
        """SVC-01: nobody ticks by hand what the booking says."""
        record = self.request()
        booking = self.book(hcs_service_record_id=record.id)
        self.assertEqual(booking.service_record_id, record)
        self.assertEqual((self.step(record).state, self.step(record).proof), ("done", booking.reference))
        self.assertEqual(record.answered_at, local(self.NOW))
        self.assertEqual(record.department_id, self.department, "what the booking knows")
        self.assertEqual(record.state, "new", "ending it is the agent's word")

    def test_the_waiting_list_is_no_seat(self):
        self.session = self.clinic("2026-06-04", capacity=1)
        self.book(self.env["hcs.patient"].create({"name": "First"}))
        record = self.request()
        session = self.session.with_user(self.user_agent).with_context(hcs_service_record_id=record.id)
        waiting = session.action_waitlist(self.patient.id)
        self.assertEqual((waiting.state, self.step(record).state), ("waitlisted", "todo"))
        self.assertFalse(record.answered_at)

    def test_a_consultation_is_not_answered_by_a_booking(self):
        record = self.request("consultation")
        self.book(hcs_service_record_id=record.id)
        self.assertFalse(record.answered_at)


@tagged("post_install", "-at_install", "hcs_desk")
class TestKnownAgent(ServiceCase):
    """SD9: the patient gets the agent who knows the story, where nobody else has less to do."""

    def setUp(self):
        super().setUp()
        clock = freeze_time(local(self.NOW))
        clock.start()
        self.addCleanup(clock.stop)
        self.second = self._make_user("desk_second", "group_hcs_agent")
        self.team.write({"member_ids": [Command.link(self.second.id)], "assignment": "balanced", "capacity": 0})

    def deal(self, **values):
        record = self.register(user_id=False, **values)
        record._assign_records(local(self.NOW))
        return record.user_id

    def other(self):
        return self.env["hcs.patient"].create({"name": "Li Si"}).id

    def test_who_served_the_patient_last(self):
        before = self.register(user_id=self.user_agent.id)
        before.action_cancel("mistake")
        with freeze_time(local("2026-05-20 09:00")):
            self.register(user_id=self.second.id).action_cancel("mistake")
        self.assertEqual(self.deal(), self.user_agent, "though the other one waited longer")
        self.assertEqual(self.deal(), self.second, "who has less to do now")
        self.assertEqual(self.deal(), self.user_agent)

    def test_long_ago_is_forgotten(self):
        with freeze_time(local("2026-01-05 09:00")):
            self.register(user_id=self.user_agent.id).action_cancel("mistake")
        self.register(user_id=self.user_agent.id, patient_id=self.other())
        self.assertEqual(self.deal(), self.second)

    def test_no_room_no_preference(self):
        self.register(user_id=self.user_agent.id)
        self.team.capacity = 1
        self.assertEqual(self.deal(), self.second)


@tagged("post_install", "-at_install", "hcs_desk")
class TestBookingsOfOnePerson(BookingDeskCase):
    def test_two_records_booked_in_one_session_can_be_merged(self):
        """PAT-04, AP1: one person has one place; the booking that cannot move stays and is listed."""
        twin = self.env["hcs.patient"].create({"name": "Zhang San"})
        mine, other = self.book(), self.book(twin)
        overlap = self.clinic("2026-06-02", practitioner_id=False, kind="exam")
        third = self.env["hcs.patient"].create({"name": "Zhang San"})
        self.session = overlap
        beside = self.book(third)
        for patient, booking in ((twin, other), (third, beside)):
            merge = self.env["hcs.patient.merge"].with_user(self.user_leader)._prepare_merge(
                self.patient.with_user(self.user_leader), patient.with_user(self.user_leader)
            )  # fmt: skip
            if merge.survivor_id != self.patient:
                merge.action_swap()
            merge.reason = "ID card seen"
            merge.action_merge()
            left = merge.line_ids.filtered(lambda line: line.kind == "left" and line.model == "hcs.appointment")
            self.assertEqual(left.mapped("row_id"), booking.ids)
            self.assertEqual(booking.patient_id, patient)
        self.assertEqual(mine.patient_id, self.patient)

    def test_triage_help_opens_with_the_words_of_the_caller(self):
        """DIR-03: from the request, about its patient."""
        arch = self.env["hcs.service.record"].with_user(self.user_agent).get_view(view_type="form")["arch"]
        self.assertIn("default_text", arch)
        self.assertIn("Triage help", arch)
