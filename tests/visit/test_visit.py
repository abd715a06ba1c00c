from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from tests.visit import VisitCase


@tagged("post_install", "-at_install", "hcs_visit")
class TestVisit(VisitCase):
    """VIS-01: what a visit is, and what it cannot be."""

    def test_hand_made_visits_are_numbered_and_fed_ones_keep_their_number(self):
        first, second, fed = self.env["hcs.visit"].create(
            [
                {"patient_id": self.patient.id},
                {"patient_id": self.patient.id},
                {"patient_id": self.patient.id, "external_source": "his", "external_ref": "E-77"},
            ]
        )
        self.assertTrue(first.reference)
        self.assertNotEqual(first.reference, second.reference)
        self.assertEqual(fed.reference, "E-77")

    def test_a_message_that_comes_twice_makes_one_visit(self):
        values = {"external_source": "his", "external_ref": "E-1"}
        self._make_visit(**values)
        self._make_visit(external_source="other", external_ref="E-1")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._make_visit(**values)

    # Amounts
    def test_an_amount_is_unknown_until_somebody_tells(self):
        visit = self._make_visit()
        self.assertFalse(visit.amount_known)
        visit.amount_spent = 120
        self.assertTrue(visit.amount_known)

    def test_zero_is_a_known_amount(self):
        self.assertTrue(self._make_visit(amount_spent=0).amount_known)
        self.assertFalse(self._make_visit(amount_spent=False).amount_known)

    def test_an_amount_that_is_unknown_again_leaves_no_figure(self):
        visit = self._make_visit(amount_spent=120)
        visit.amount_known = False
        self.assertEqual(visit.amount_spent, 0.0)
        self.assertFalse(self._make_visit(amount_spent=5, amount_known=False).amount_spent)

    def test_the_callers_values_are_left_alone(self):
        values = {"patient_id": self.patient.id, "amount_spent": 3}
        visit = self.env["hcs.visit"].create(values)
        change = {"amount_known": False}
        visit.write(change)
        self.assertEqual(values, {"patient_id": self.patient.id, "amount_spent": 3})
        self.assertEqual(change, {"amount_known": False})

    def test_an_amount_below_zero_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._make_visit(amount_spent=-1)

    def test_typing_an_amount_makes_it_known_at_once(self):
        with Form(self.env["hcs.visit"]) as form:
            form.patient_id = self.patient
            form.planned_at = self.at("2026-03-02 09:00")
            form.amount_known = True
            form.amount_spent = 80
        self.assertTrue(form.record.amount_known)

    # TIMES
    def test_a_date_before_1900_is_refused_by_the_name_of_its_field(self):
        for name, label in (
            ("arrived_at", "Arrived at"),
            ("surgery_at", "Operated at"),
            ("planned_at", "Planned for"),
        ):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, f"{label}.*1900"):
                self._make_visit(**{name: "0001-01-01 00:00:00"})

    def test_a_discharge_cannot_lie_before_the_admission(self):
        with self.assertRaisesRegex(ValidationError, "Discharged at.*Admitted at"):
            self._make_visit(
                kind="inpatient", admitted_at=self.at("2026-03-02 09:00"), discharged_at=self.at("2026-03-01 09:00")
            )
        with self.assertRaisesRegex(ValidationError, "Ended at.*Arrived at"):
            self._make_visit(arrived_at=self.at("2026-03-02 09:00"), ended_at=self.at("2026-03-02 08:59"))
        self._make_visit(arrived_at=self.at("2026-03-02 09:00"), ended_at=self.at("2026-03-02 09:00"))

    def test_the_date_of_a_visit_is_the_arrival_then_the_plan(self):
        planned = self._make_visit(planned_at=self.at("2026-03-02 09:00"))
        self.assertEqual(planned.visit_at, self.at("2026-03-02 09:00"))
        planned.arrived_at = self.at("2026-03-02 09:20")
        self.assertEqual(planned.visit_at, self.at("2026-03-02 09:20"))
        stay = self._make_visit(kind="inpatient", admitted_at=self.at("2026-03-03 10:00"))
        self.assertEqual(stay.visit_at, self.at("2026-03-03 10:00"))

    def test_a_visit_is_called_by_number_kind_and_the_hospitals_day_never_by_name(self):
        visit = self._make_visit(external_ref="E-9", kind="home", planned_at=self.at("2026-03-03 00:30"))
        self.assertEqual(visit.with_user(self.user_agent).display_name, "E-9 · Home care · 03/03/2026")
        # only the calendar of visits says who comes
        calendar = visit.with_user(self.user_agent).with_context(hcs_show_patient=True)
        self.assertEqual(calendar.display_name, visit.patient_id.display_name)

    def test_visits_are_found_and_sorted_by_their_date(self):
        late = self._make_visit(planned_at=self.at("2026-03-05 09:00"))
        early = self._make_visit(planned_at=self.at("2026-03-09 09:00"), arrived_at=self.at("2026-03-02 09:00"))
        mine = [("patient_id", "=", self.patient.id)]
        self.assertEqual(self.env["hcs.visit"].search(mine), late + early)
        self.assertEqual(self.env["hcs.visit"].search(mine, order="visit_at"), early + late)
        for operator, moment, expected in (
            (">=", "2026-03-05 01:00:00", late),
            (">", "2026-03-05 01:00:00", late.browse()),
            ("<", "2026-03-05 01:00:00", early),
            ("=", "2026-03-02 01:00:00", early),
            ("!=", "2026-03-02 01:00:00", late),
        ):
            with self.subTest(operator):
                self.assertEqual(self.env["hcs.visit"].search([*mine, ("visit_at", operator, moment)]), expected)

    def test_the_filter_of_today_follows_the_readers_day(self):
        # 2026-03-02 23:30 UTC is the morning of the 3rd in Shanghai
        night = self._make_visit(planned_at="2026-03-02 23:30:00")
        evening = self._make_visit(planned_at="2026-03-02 15:30:00")
        visits = self.env["hcs.visit"].with_user(self.user_agent).with_context(tz="Asia/Shanghai")
        domain = [("patient_id", "=", self.patient.id), ("visit_at", ">=", "today"), ("visit_at", "<", "today +1d")]
        with freeze_time("2026-03-02 23:45:00"):
            self.assertEqual(visits.search(domain), night)
        with freeze_time("2026-03-02 10:00:00"):
            self.assertEqual(visits.search(domain), evening)

    # PATIENT
    @users("hcs_agent")
    def test_an_agent_moves_a_planned_visit_to_the_right_patient_but_no_other(self):
        other = self._make_patient("李四")
        planned = self._make_visit().with_env(self.env)
        planned.diagnosis_ids.create({"visit_id": planned.id, "name": "Sprain"})
        planned.patient_id = other
        self.assertEqual(planned.diagnosis_ids.patient_id, other)
        came = self._make_visit(state="arrived").with_env(self.env)
        fed = self._make_visit(external_source="his", external_ref="E-2").with_env(self.env)
        for visit in (came, fed):
            with self.assertRaisesRegex(UserError, "Cancel this visit"):
                visit.patient_id = other
            visit.patient_id = self.patient.id  # the same patient is no change

    def test_the_administrator_corrects_the_patient(self):
        other = self._make_patient("李四")
        visit = self._make_visit(state="arrived")
        visit.with_user(self.user_admin).patient_id = other
        self.assertEqual(visit.patient_id, other)

    def test_a_visit_that_took_place_cannot_be_deleted(self):
        with self.assertRaises(UserError):
            self._make_visit(state="arrived").unlink()
        with self.assertRaises(UserError):
            self._make_visit(external_source="his", external_ref="E-3").unlink()
        self._make_visit().unlink()

    def test_a_course_of_another_patient_is_refused(self):
        other = self._make_course("2026-03-02", patient=self._make_patient("李四"))
        with self.assertRaisesRegex(ValidationError, "another patient"):
            self._make_visit(course_id=other.id)
        mine = self._make_course("2026-03-02")
        with self.assertRaisesRegex(ValidationError, "another course"):
            self._make_visit(course_id=mine.id, course_step_id=other.step_ids.id)

    def test_opening_a_visit_is_a_look_at_its_patient(self):
        """SEC-01: the card of a visit writes a line of the access log."""
        visit = self._make_visit().with_user(self.user_agent)
        visit.web_read({"patient_id": {"fields": {"display_name": {}}}, "kind": {}})
        line = self.env["hcs.access.log"].search([("patient_id", "=", self.patient.id)], limit=1)
        self.assertEqual((line.user_id, line.kind, line.model), (self.user_agent, "card", "hcs.visit"))


@tagged("post_install", "-at_install", "hcs_visit")
class TestBulk(VisitCase):
    """DESIGN §1.6: visits come by the thousand."""

    def test_a_visit_carries_no_stored_compute_and_no_discussion(self):
        visits = self.env["hcs.visit"]
        self.assertNotIn("message_ids", visits._fields)
        stored = [field.name for field in visits._fields.values() if field.store and (field.compute or field.related)]
        self.assertEqual(stored, [])

    def test_hundred_fed_visits_cost_as_many_queries_as_one(self):
        def feed(prefix, count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["hcs.visit"].create(
                [
                    {
                        "patient_id": self.patient.id,
                        "external_source": "his",
                        "external_ref": f"{prefix}{number}",
                        "arrived_at": "2026-03-02 01:00:00",
                        "amount_spent": number,
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            return self.cr.sql_log_count - before

        feed("warm", 1)
        self.assertLessEqual(feed("many", 100), feed("one", 1) + 1)
