"""APT-01: sessions follow patterns, exceptions and holidays; nobody who is booked is moved by the way."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from tests.visit.booking import BookingCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestSessions(BookingCase):
    def setUp(self):
        super().setUp()
        self.company.write({"hcs_clinic_weeks": 4, "hcs_clinic_on_holidays": False})

    def made(self, template):
        return self.sessions.search([("template_id", "=", template.id), ("replaced", "=", False)], order="start_at")

    def days(self, template, state="open"):
        return [str(session.date) for session in self.made(template).filtered(lambda session: session.state == state)]

    def exception(self, **values):
        return self.env["hcs.clinic.exception"].create({"name": "Exception", **values})

    def test_a_pattern_makes_four_weeks(self):
        """APT-01 golden: the four Mondays after Sunday 2026-03-01, 8:00 to 12:00 of Shanghai."""
        template = self.template(fee=50, location="Room 3")
        self.assertEqual(self.days(template), ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"])
        self.assertRecordValues(
            self.made(template)[0],
            [{"start_at": self.at("2026-03-02 08:00"), "end_at": self.at("2026-03-02 12:00"), "capacity": 3,
              "fee": 50, "practitioner_id": self.doctor.id, "department_id": self.department.id, "place": "Room 3",
              "state": "open", "manual": False}],
        )  # fmt: skip

    def test_asked_again_nothing_changes(self):
        template = self.template()
        before = self.made(template)
        self.assertEqual(self.sessions._generate(self.company), [])
        self.assertEqual(self.made(template), before)

    def test_the_job_goes_on_week_by_week(self):
        template = self.template()
        self.go("2026-03-08 20:00")
        cron = self.env.ref("hospital_customer_service.ir_cron_hcs_clinic_sessions")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertEqual(self.days(template)[-1], "2026-03-30")
        self.assertEqual(len(self.made(template)), 5)

    def test_a_pattern_is_valid_between_its_days(self):
        template = self.template(valid_from="2026-03-09", valid_to="2026-03-16")
        self.assertEqual(self.days(template), ["2026-03-09", "2026-03-16"])

    def test_holidays_close_and_an_exception_opens(self):
        """2026-04-06 is the holiday of Tomb Sweeping Day."""
        self.go("2026-03-15 20:00")
        template = self.template()
        self.assertEqual(self.days(template), ["2026-03-16", "2026-03-23", "2026-03-30"])
        duty = self.exception(
            kind="open", date_from="2026-04-06", date_to="2026-04-06", department_id=self.department.id
        )
        self.assertEqual(self.days(template)[-1], "2026-04-06")
        duty.unlink()
        self.assertEqual(self.days(template)[-1], "2026-03-30")
        self.company.hcs_clinic_on_holidays = True
        self.assertEqual(self.days(template)[-1], "2026-04-06")

    def test_leave_takes_sessions_back_and_gives_them_again(self):
        template = self.template()
        leave = self.exception(
            kind="stop", date_from="2026-03-09", date_to="2026-03-20", practitioner_id=self.doctor.id
        )
        self.assertEqual(self.days(template), ["2026-03-02", "2026-03-23"])
        leave.date_to = "2026-03-13"
        self.assertEqual(self.days(template), ["2026-03-02", "2026-03-16", "2026-03-23"])
        leave.active = False
        self.assertEqual(len(self.days(template)), 4)

    def test_leave_of_somebody_else_changes_nothing(self):
        template = self.template()
        other = self.doctor.copy({"name": "Other"})
        self.exception(kind="stop", date_from="2026-03-09", date_to="2026-03-09", practitioner_id=other.id)
        self.assertEqual(len(self.days(template)), 4)

    def test_leave_never_touches_a_booked_session(self):
        """FEATURES AP3: the affected are listed, not lost."""
        template = self.template()
        session = self.made(template)[1]
        booking = self.book(session)
        leave = self.exception(kind="stop", date_from="2026-03-09", date_to="2026-03-16")
        self.assertEqual(session.state, "open")
        self.assertEqual(self.days(template), ["2026-03-02", "2026-03-09", "2026-03-23"])
        self.assertEqual(leave.affected_session_ids, session)
        self.assertEqual(template.affected_session_ids, session)
        self.assertTrue(session.is_deviating)
        self.assertEqual(
            self.sessions.search([("is_deviating", "=", True), ("template_id", "=", template.id)]), session
        )
        booking.action_cancel()
        self.sessions._generate(self.company)
        self.env.invalidate_all()
        self.assertFalse(leave.affected_session_ids)
        self.assertRecordValues(session, [{"state": "stopped", "replaced": True}])

    def test_other_hours_and_additional_clinics(self):
        template = self.template()
        self.exception(
            kind="changed", date_from="2026-03-09", date_to="2026-03-09", hour_from=13, hour_to=16.5, capacity=8
        )
        changed = self.made(template)[1]
        self.assertRecordValues(
            changed,
            [{"start_at": self.at("2026-03-09 13:00"), "end_at": self.at("2026-03-09 16:30"), "capacity": 8}],
        )
        extra = self.exception(
            kind="extra",
            date_from="2026-03-10",
            date_to="2026-03-11",
            template_id=template.id,
            hour_from=9,
            hour_to=11,
        )
        added = self.made(template).filtered("exception_id")
        self.assertEqual(added.mapped(lambda session: str(session.date)), ["2026-03-10", "2026-03-11"])
        self.assertEqual(self.sessions._generate(self.company), [])
        extra.unlink()
        self.assertEqual(len(self.made(template)), 4)
        with self.assertRaisesRegex(ValidationError, "needs the pattern"):
            self.exception(kind="extra", date_from="2026-03-10", date_to="2026-03-11")

    def test_a_changed_pattern_changes_what_nobody_booked(self):
        template = self.template()
        booked = self.made(template)[0]
        self.book(booked)
        template.write({"hour_from": 9.0, "capacity": 5})
        self.assertRecordValues(booked, [{"capacity": 3, "start_at": self.at("2026-03-02 08:00")}])
        self.assertEqual(self.made(template)[1:].mapped("capacity"), [5, 5, 5])
        self.assertEqual(template.affected_session_ids, booked)
        template.active = False
        self.assertEqual(self.made(template), booked)

    def test_a_change_of_a_booked_pattern_warns_before_it_is_saved(self):
        template = self.template()
        self.book(self.made(template)[0])
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs, Form(template) as form:
            form.hour_to = 11.0
        self.assertIn("1 sessions of this pattern have bookings", logs.output[0])

    def test_a_session_changed_by_hand_is_left_alone(self):
        template = self.template()
        self.made(template)[0].capacity = 9
        template.capacity = 4
        self.assertEqual(self.made(template).mapped("capacity"), [9, 4, 4, 4])

    def test_an_expert_has_one_clinic_at_a_time(self):
        self.template()
        with self.assertRaisesRegex(ValidationError, "another clinic"):
            self.template(hour_from=11.5, hour_to=15.0)
        self.template(hour_from=12.0, hour_to=15.0)
        self.template(hour_from=8.0, hour_to=9.0, weekday="1")
        with self.assertRaisesRegex(ValidationError, "way"):
            self.template(hour_from=15.25, hour_to=17, kind="home_care", travel_buffer=30)

    def test_home_visits_leave_time_for_the_way(self):
        """FEATURES AP7: six visits with five ways of 50 minutes do not fit into four hours."""
        values = {"kind": "home_care", "practitioner_id": False, "capacity": 6}
        with self.assertRaisesRegex(ValidationError, "do not fit"):
            self.template(travel_buffer=50, **values)
        self.template(travel_buffer=30, **values)

    def test_a_used_pattern_is_archived_not_deleted(self):
        template = self.template()
        self.book(self.made(template)[0])
        with self.assertRaisesRegex(UserError, "Archive"):
            template.unlink()
        unused = self.template(weekday="2")
        unused.unlink()
        self.assertFalse(unused.exists())

    def test_two_hospitals_have_their_own_sessions(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        department = self.env["hcs.department"].create({"name": "Eyes", "company_id": other.id})
        mine = self.template()
        theirs = self.template(company_id=other.id, department_id=department.id, practitioner_id=False, kind="exam")
        self.exception(kind="stop", date_from="2026-03-02", date_to="2026-03-31", company_id=other.id)
        self.assertEqual(len(self.days(mine)), 4)
        self.assertEqual(self.days(theirs), [])

    def test_only_leaders_write_patterns(self):
        template = self.template()
        with self.assertRaises(AccessError):
            template.with_user(self.user_agent).capacity = 1
        template.with_user(self.user_leader).capacity = 4
        self.assertEqual(self.made(template)[0].capacity, 4)
