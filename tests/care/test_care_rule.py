"""CARE-01: which day is an occasion, for whom, and on which day one writes about it."""

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged, users

from tests.care import WORDS, CareCase


@tagged("post_install", "-at_install", "hcs_care")
class TestCareRule(CareCase):
    def _days(self, rule, first, last):
        return [str(day) for day in rule._occasion_days(self.company, first, last)]

    # BIRTHDAYS
    def test_a_birthday_is_written_to_once_a_year(self):
        self._rule()
        other = self._person("1970-03-17")
        for hour in ("09:00", "10:00", "15:00"):
            self._run(f"2026-03-16 {hour}")
        self.assertEqual(self._written(), {(self.patient, "2026-03-16")})
        self._run("2026-03-17 09:00")
        self._run("2027-03-16 09:00")
        self.assertEqual(
            self._written(), {(self.patient, "2026-03-16"), (other, "2026-03-17"), (self.patient, "2027-03-16")}
        )

    def test_the_29th_of_february(self):
        leap = self._person("1988-02-29", number="13900139001")
        self._rule(closed_days="before")
        self._run("2025-02-28 09:00")
        self._run("2025-03-01 09:00")
        self.assertEqual(self._written(), {(leap, "2025-02-28")})
        self._run("2028-02-28 09:00")
        self.assertEqual(len(self._lines(leap)), 1)
        self._run("2028-02-29 09:00")
        self.assertEqual(self._written(), {(leap, "2025-02-28"), (leap, "2028-02-29")})

    def test_a_lunar_birthday_of_a_leap_month(self):
        """Born on the first of the leap sixth month of 1987: 25 July 2025 has that month, 2026 has not."""
        born = self._person("1987-07-26", birthday_calendar="lunar")
        self._rule("lunar_birthday")
        for day in ("2025-06-25", "2025-07-25", "2026-07-14", "2026-07-15"):
            self._run(f"{day} 09:00")
        self.assertEqual(self._written(), {(born, "2025-07-25"), (born, "2026-07-14")})

    def test_each_by_the_own_calendar_and_nobody_twice(self):
        """Whoever keeps the lunar birthday gets no wish on the other one, and the other way round."""
        lunar = self._person("1962-07-02", number="13900139001", birthday_calendar="lunar")
        solar = self._person("1962-07-02", number="13900139002", birthday_calendar="solar")
        unknown = self._person("1962-07-02", number="13900139003")
        rules = self._rule() | self._rule("lunar_birthday")
        for day in ("2026-07-02", "2026-07-14"):
            self._run(f"{day} 09:00")
        self.assertEqual(self._written(), {(solar, "2026-07-02"), (unknown, "2026-07-02"), (lunar, "2026-07-14")})
        rules[1].lunar_unknown = True
        for day in ("2027-07-02", "2027-07-04", "2027-07-05"):
            self._run(f"{day} 09:00")
        self.assertEqual(len(self._lines(unknown)), 2, "one wish for each year, whichever calendar came first")

    # FESTIVALS, SEASONS, WEATHER
    def test_days_of_festivals(self):
        rule = self._rule("festival", festival="mid_autumn")
        self.assertEqual(self._days(rule, date(2025, 1, 1), date(2026, 12, 31)), ["2025-10-06", "2026-09-25"])
        rule.festival = "new_years_eve"
        self.assertEqual(self._days(rule, date(2026, 1, 1), date(2026, 12, 31)), ["2026-02-16"])

    def test_a_day_of_the_hospitals_calendar(self):
        """The first day of each run of days of that name; of another hospital's days nothing."""
        other = self.env["res.company"].create({"name": "Second hospital"})
        self.env["hcs.calendar.day"].create(
            [
                {"date": "2026-05-12", "name": "Anniversary", "kind": "no_call", "company_id": self.company.id},
                {"date": "2026-05-13", "name": "Anniversary", "kind": "no_call", "company_id": self.company.id},
                {"date": "2026-06-01", "name": "Anniversary", "kind": "no_call", "company_id": other.id},
            ]
        )
        rule = self._rule("festival", festival="calendar", calendar_name="Anniversary")
        self.assertEqual(self._days(rule, date(2026, 1, 1), date(2026, 12, 31)), ["2026-05-12"])
        self.assertEqual(self._days(rule, date(2026, 5, 13), date(2026, 12, 31)), [])

    def test_a_season_comes_again_and_the_weather_does_not(self):
        season = self._rule("season", day_on="2025-11-07")
        weather = self._rule("weather", day_on="2025-11-07")
        span = date(2025, 1, 1), date(2027, 12, 31)
        self.assertEqual(self._days(season, *span), ["2025-11-07", "2026-11-07", "2027-11-07"])
        self.assertEqual(self._days(weather, *span), ["2025-11-07"])

    # DAYS WITHOUT HOURS
    def test_a_festival_without_hours_is_written_about_before_after_or_not(self):
        """The Spring Festival of 2026: no hours from 15 to 23 February, the 14th is worked in exchange."""
        rule = self._rule("festival", festival="spring_festival")
        sent = {}
        for choice in ("before", "after", "skip"):
            rule.closed_days = choice
            sent[choice] = [
                str(day)
                for day in (date(2026, 2, number) for number in range(10, 28))
                if rule._occasions_of(self.company, day)
            ]
        self.assertEqual(sent, {"before": ["2026-02-14"], "after": ["2026-02-24"], "skip": []})
        rule.write({"channel": "email", "subject": "Greetings", "closed_days": "before"})
        self.assertTrue(rule._occasions_of(self.company, date(2026, 2, 17)), "a letter may come on a holiday")

    def test_a_server_that_stood_still_catches_up_while_the_day_is_ahead(self):
        rule = self._rule("festival", festival="spring_festival")
        self.assertFalse(rule._occasions_of(self.company, date(2026, 2, 16)))
        self.assertEqual(rule._occasions_of(self.company, date(2026, 2, 16), late=True), [date(2026, 2, 17)])
        self.assertFalse(rule._occasions_of(self.company, date(2026, 2, 18), late=True), "the day is over")
        rule.lead_days = 30
        self.assertFalse(rule._occasions_of(self.company, date(2026, 2, 16), late=True), "too late to be new")

    # WHAT IS DUE
    def test_a_visit_that_is_due(self):
        """A planned step of a running course; who booked is reminded of the booking instead."""
        rule = self._rule("revisit_due", lead_days=2)
        self.assertEqual(rule.purpose, "followup", "care needs no consent of its own")
        self._make_course("2026-03-18")
        booked = self._person(None, number="13900139001", agrees=False)
        self._make_course("2026-03-18", patient=booked)
        stopped = self._person(None, number="13900139002", agrees=False)
        self._make_course("2026-03-18", patient=stopped, state="cancelled")
        session = self.env["hcs.clinic.session"].create(
            {
                "kind": "expert",
                "department_id": self.department.id,
                "practitioner_id": self.doctor.id,
                "date": "2026-03-19",
                "start_at": self.at("2026-03-19 08:00"),
                "end_at": self.at("2026-03-19 12:00"),
                "capacity": 5,
            }
        )
        with self._now("2026-03-15 09:00"):
            session.action_book(booked.id)
        self._run("2026-03-16 09:00")
        self.assertEqual(self._written(), {(self.patient, "2026-03-18")})

    def test_what_was_agreed_on_a_call_is_a_visit_that_is_due(self):
        step = self.env.ref("hospital_customer_service.hcs_followup_plan_step_paid_same_evening")
        task = self.env["hcs.followup.task"].create({"patient_id": self.patient.id, "step_id": step.id})
        task.revisit_on = "2026-03-20"
        self._rule("revisit_due", lead_days=4)
        self._run("2026-03-16 09:00")
        self.assertEqual(self._written(), {(self.patient, "2026-03-20")})

    def test_a_check_up_that_is_due(self):
        """Twelve months after the last one; not where there was a later one, or one is planned."""
        self._rule("checkup_due", lead_days=0, checkup_months=12)
        came = {"kind": "checkup", "state": "completed"}
        self._make_visit(arrived_at=self.at("2025-03-16 23:30"), **came)
        later = self._person(None, number="13900139001", agrees=False)
        self._make_visit(later, arrived_at=self.at("2025-03-16 10:00"), **came)
        self._make_visit(later, arrived_at=self.at("2025-09-16 10:00"), **came)
        planned = self._person(None, number="13900139002", agrees=False)
        self._make_visit(planned, arrived_at=self.at("2025-03-16 10:00"), **came)
        self._make_visit(planned, kind="checkup", state="planned", planned_at=self.at("2026-04-01 10:00"))
        day_before = self._person(None, number="13900139003", agrees=False)
        self._make_visit(day_before, arrived_at=self.at("2025-03-15 10:00"), **came)
        outpatient = self._person(None, number="13900139004", agrees=False)
        self._make_visit(outpatient, state="completed", arrived_at=self.at("2025-03-16 10:00"))
        self._run("2026-03-16 09:00")
        self.assertEqual(self._written(), {(self.patient, "2026-03-16")})

    def test_the_31st_falls_on_the_last_day_of_a_shorter_month(self):
        self._rule("checkup_due", checkup_months=6)
        self._make_visit(kind="checkup", state="completed", arrived_at=self.at("2025-08-31 10:00"))
        self._run("2026-02-27 09:00")
        self.assertFalse(self._lines())
        self._run("2026-02-28 09:00")
        self.assertEqual(self._written(), {(self.patient, "2026-02-28")})

    # WHAT A RULE REFUSES
    def test_wishes_do_not_pass_as_care(self):
        """Care needs no consent: a wish under that name would reach people who never agreed."""
        for occasion in ("birthday", "lunar_birthday", "festival", "season", "weather"):
            with self.assertRaisesRegex(ValidationError, "consent"):
                self._rule(occasion, purpose="followup", festival="lantern", day_on="2026-11-07")
        rule = self._rule()
        for purpose in ("followup", "service", "reminder"):
            with self.assertRaisesRegex(ValidationError, "consent"), self.cr.savepoint():
                rule.purpose = purpose
        with self.assertRaisesRegex(ValidationError, "consent"), self.cr.savepoint():
            rule.template_id.purpose = "service"
            rule.write({"occasion": "festival", "festival": "lantern"})

    def test_words(self):
        """PS4, no clinical content, no expression that nobody says, a subject that says nothing about the person."""
        self.env["hcs.forbidden.word"].create({"name": "cheap offer"})
        rule = self._rule(channel="email", subject="Greetings")
        for vals, words in (
            ({"body": "How is your cancer?"}, "health"),
            ({"body": "{diagnosis}"}, "diagnosis"),
            ({"body": "A cheap offer for you"}, "cheap offer"),
            ({"body": "Look at https://example.com"}, "link"),
            ({"subject": "For {patient_title}"}, "subject"),
            ({"subject": "Your diabetes"}, "subject"),
        ):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                rule.write(vals)
        self.assertEqual(rule.body, WORDS)

    def test_what_an_occasion_needs(self):
        for occasion, vals in (
            ("festival", {}),
            ("festival", {"festival": "calendar"}),
            ("season", {}),
            ("weather", {}),
            ("birthday", {"channel": "email"}),
        ):
            with self.subTest(occasion), self.assertRaises(ValidationError):
                self._rule(occasion, **vals)

    @users("hcs_director")
    def test_a_director_makes_rules(self):
        rule = self._rule().with_user(self.env.user)
        rule.copy().unlink()
        rule = self.env["hcs.care.rule"].create({"name": "Mine", "body": WORDS})
        self.assertEqual(rule.purpose, "greeting")
        template = rule.template_id
        rule.unlink()
        self.assertFalse(template.exists(), "the words go with the rule")

    @users("hcs_leader")
    def test_a_leader_does_not_make_rules(self):
        with self.assertRaises(AccessError):
            self.env["hcs.care.rule"].create({"name": "Mine", "body": WORDS})
