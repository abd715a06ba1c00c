"""FEATURES AP6, AP7: preparation, examinations that disturb each other, safety of home visits."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from tests.visit.booking import BookingCase

TRAIT = "hospital_customer_service.hcs_exam_trait_"
MEAL, FASTING, CONTRAST = (f"{TRAIT}{name}" for name in ("meal", "fasting", "contrast"))


@tagged("post_install", "-at_install", "hcs_visit")
class TestExaminations(BookingCase):
    def exam(self, day, trait, start="08:00", end="09:00", **values):
        """A session of an examination that asks something of the body."""
        weekday = str(self.at(f"{day} {start}").weekday())
        template = self.template(
            kind="exam", practitioner_id=False, weekday=weekday, trait_ids=self.env.ref(trait).ids,
            preparation="Nothing to eat from 22:00 on", **values,
        )  # fmt: skip
        values = {"template_id": template.id, "kind": "exam", "practitioner_id": False}
        self.sessions.search([("template_id", "=", template.id)]).unlink()
        return self.session(day, start, end, **values)

    def test_the_preparation_is_told_and_ticked(self):
        booking = self.book(self.exam("2026-03-03", FASTING), self.patient).with_user(self.user_agent)
        self.assertEqual(booking.preparation, "Nothing to eat from 22:00 on")
        booking.action_tell_preparation()
        self.assertRecordValues(
            booking, [{"preparation_told_at": self.at("2026-03-01 20:00"), "preparation_told_by": self.user_agent.id}]
        )

    def test_a_meal_before_fasting_is_warned_of_in_this_order_only(self):
        meal = self.book(self.exam("2026-03-03", MEAL), self.patient)
        fasting = self.book(self.exam("2026-03-03", FASTING, "10:00", "11:00"), self.patient)
        self.assertIn(meal.reference, fasting.exam_warning)
        self.assertIn("put the fasting examination first", fasting.exam_warning)
        self.assertIn(fasting.reference, meal.exam_warning)
        early = self.book(self.exam("2026-03-04", FASTING), self.patient)
        self.book(self.exam("2026-03-04", MEAL, "10:00", "11:00"), self.patient)
        self.assertFalse(early.exam_warning)

    def test_contrast_twice_within_two_days(self):
        first = self.book(self.exam("2026-03-03", CONTRAST), self.patient)
        second = self.book(self.exam("2026-03-04", CONTRAST), self.patient)
        far = self.book(self.exam("2026-03-09", CONTRAST), self.patient)
        self.assertIn("48 hours", first.exam_warning)
        self.assertIn(first.reference, second.exam_warning)
        self.assertFalse(far.exam_warning)
        second.action_cancel()
        self.env.invalidate_all()
        self.assertFalse(first.exam_warning)

    def test_other_patients_do_not_disturb(self):
        self.book(self.exam("2026-03-03", CONTRAST))
        self.assertFalse(self.book(self.exam("2026-03-04", CONTRAST)).exam_warning)

    def test_an_order_needs_two_demands(self):
        trait = self.env.ref(MEAL).id
        with self.assertRaisesRegex(ValidationError, "two different"):
            self.env["hcs.exam.conflict"].create(
                {"name": "x", "trait_id": trait, "other_trait_id": trait, "first_after": True}
            )


@tagged("post_install", "-at_install", "hcs_visit")
class TestHomeCare(BookingCase):
    def setUp(self):
        super().setUp()
        self.company.hcs_safety_minutes = 30
        self.home = self.session(kind="home_care", travel_buffer=20)
        self.env["hcs.team"].search([("company_id", "=", self.company.id)]).leader_id = False
        self.env["hcs.team"].create(
            {"kind": "reception", "leader_id": self.user_leader.id, "name": "Front", "company_id": self.company.id}
        )

    def alerts(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "hcs.department"), ("res_id", "=", self.department.id)]
        )

    def test_the_address_is_that_of_the_patient_and_stays_masked(self):
        self.patient.address = "12 Plum Lane, Room 3017"
        booking = self.book(self.home, self.patient)
        self.assertEqual(booking.sudo().address, "12 Plum Lane, Room 3017")
        self.assertNotIn("Plum", booking.with_user(self.user_agent).address_masked)
        self.assertEqual(booking.visit_id.kind, "home")
        booking.with_user(self.user_agent).address_masked = "7 Elm Street, Room 2"
        self.assertEqual(booking.sudo().address, "7 Elm Street, Room 2")

    def test_an_address_is_kept_by_a_move(self):
        self.patient.address = "12 Plum Lane, Room 3017"
        booking = self.book(self.home, self.patient)
        booking.sudo().address = "7 Elm Street, Room 2"
        new = booking.with_user(self.user_agent).action_reschedule(self.session("2026-03-04", kind="home_care").id)
        self.assertEqual(new.sudo().address, "7 Elm Street, Room 2")

    def test_no_sign_of_safety_alerts_the_leader_once(self):
        booking = self.book(self.home, self.patient)
        self.assertEqual(booking.safety_due_at, self.at("2026-03-02 12:30"))
        self.go("2026-03-02 12:29")
        self.run_jobs()
        self.assertFalse(self.alerts())
        self.go("2026-03-02 12:31")
        self.run_jobs()
        self.run_jobs()
        self.assertEqual(self.alerts().user_id, self.user_leader)
        self.assertIn(booking.reference, self.alerts().summary)
        self.assertNotIn(self.patient.name, f"{self.alerts().summary}{self.alerts().note}")

    def test_who_reports_safe_alerts_nobody(self):
        booking = self.book(self.home, self.patient)
        self.go("2026-03-02 11:00")
        booking.with_user(self.user_agent).action_report_safe()
        self.go("2026-03-02 13:00")
        self.run_jobs()
        self.assertFalse(self.alerts())

    def test_a_cancelled_visit_needs_no_report(self):
        self.book(self.home, self.patient).action_cancel()
        self.go("2026-03-02 13:00")
        self.run_jobs()
        self.assertFalse(self.alerts())

    def test_licences_of_higher_rooms_are_asked(self):
        self.patch(type(self.sessions), "_check_staff", self._no_licence)
        with self.assertRaisesRegex(ValidationError, "licence"):
            self.book(self.home, self.patient)

    @staticmethod
    def _no_licence(session):
        raise ValidationError(session.env._("No licence"))
