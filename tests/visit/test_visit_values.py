from datetime import datetime

from odoo.tests import freeze_time, tagged

from tests.visit import VisitCase

NOW = datetime(2026, 7, 15, 2, 30)


@tagged("post_install", "-at_install", "hcs_visit")
class TestVisitValues(VisitCase):
    """VIS-01: few values are enough, however they come: form, spreadsheet or another program."""

    def test_the_name_of_an_operation_says_that_there_was_one(self):
        for values in ({"surgery": " Appendectomy "}, {"surgery_name": "Appendectomy"}):
            with self.subTest(values=values):
                visit = self._make_visit(**values)
                self.assertIs(visit.surgery, True)
                self.assertEqual(visit.surgery_name, "Appendectomy")
        self.assertFalse(self._make_visit(surgery="").surgery)
        self.assertFalse(self._make_visit(surgery=False, surgery_name="Called off").surgery)

    @freeze_time(NOW)
    def test_a_patient_who_is_here_is_here_now(self):
        visit = self.env["hcs.visit"].create({"patient_id": self.patient.id, "state": "completed"})
        self.assertEqual(visit.arrived_at, NOW)
        stay = self.env["hcs.visit"].create({"patient_id": self.patient.id, "state": "arrived", "kind": "inpatient"})
        self.assertEqual(stay.admitted_at, NOW)

    @freeze_time(NOW)
    def test_a_time_is_never_invented_for_what_is_not_here_or_came_from_the_feed(self):
        fed = {"external_source": "his", "external_ref": "E-9", "state": "completed"}
        for values in ({"state": "planned"}, {"state": "no_show"}, {"state": "completed", "ended_at": NOW}, fed):
            with self.subTest(values=values):
                visit = self.env["hcs.visit"].create({"patient_id": self.patient.id, **values})
                self.assertFalse(visit.arrived_at)

    def test_an_interruption_has_its_moment(self):
        known = datetime(2026, 7, 14, 2, 0)
        visits = self._make_visit(state="arrived") + self._make_visit(state="arrived", interrupted_at=known)
        with freeze_time(NOW):
            visits.write({"state": "interrupted"})
        self.assertEqual(visits.mapped("interrupted_at"), [NOW, known])

    def test_courses_and_steps_without_a_name_get_one(self):
        course = self.env["hcs.treatment.course"].create(
            {
                "patient_id": self.patient.id,
                "step_ids": [(0, 0, {"planned_on": "2026-07-01"}), (0, 0, {"planned_on": "2026-07-08"})],
            }
        )
        self.assertTrue(course.name)
        self.assertEqual(course.step_ids.mapped("name"), ["Step 1", "Step 2"])
        self.env["hcs.treatment.step"].create({"course_id": course.id})
        self.assertEqual(course.step_ids[-1].name, "Step 3")
