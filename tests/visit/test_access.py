from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.visit import VisitCase

NOBODY = ("department", "executive", "outsider")


@tagged("post_install", "-at_install", "hcs_visit")
class TestVisitAccess(VisitCase):
    """Nobody outside the centre knows who is ill."""

    def test_a_respondent_of_a_department_reads_no_visit(self):
        visit = self._make_visit()
        for role in NOBODY:
            with self.subTest(role), self.assertRaises(AccessError):
                visit.with_user(getattr(self, f"user_{role}")).read(["kind"])

    def test_visits_of_another_hospital_are_not_there(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        patient = self._make_patient("李四", company_id=other.id)
        visit = self._make_visit(patient, company_id=other.id, department_id=False)
        diagnosis = visit.diagnosis_ids.create({"visit_id": visit.id, "name": "Secret"})
        procedure = visit.procedure_ids.create({"visit_id": visit.id, "name": "Secret"})
        course = self._make_course("2026-03-02", patient=patient, company_id=other.id)
        for records in (visit, diagnosis, procedure, course, course.step_ids):
            mine = records.with_user(self.user_admin)
            with self.subTest(records._name):
                self.assertFalse(mine.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    mine.read([])
