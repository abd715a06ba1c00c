from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.visit import VisitCase

# model -> role -> read, write, create, unlink
TABLE = {
    "hcs.visit": {"agent": "rwc-", "leader": "rwc-", "director": "rwcu", "admin": "rwcu", "his": "rwc-"},
    "hcs.visit.diagnosis": {"agent": "rwcu", "leader": "rwcu", "director": "rwcu", "admin": "rwcu", "his": "rwcu"},
    "hcs.visit.procedure": {"agent": "rwcu", "leader": "rwcu", "director": "rwcu", "admin": "rwcu", "his": "rwcu"},
    "hcs.treatment.course": {"agent": "rwc-", "leader": "rwc-", "director": "rwcu", "admin": "rwcu", "his": "rwc-"},
    "hcs.treatment.step": {"agent": "rwcu", "leader": "rwcu", "director": "rwcu", "admin": "rwcu", "his": "rwc-"},
}
NOBODY = ("department", "executive", "outsider")
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "u"}


@tagged("post_install", "-at_install", "hcs_visit")
class TestVisitAccess(VisitCase):
    """DESIGN §4: each model, role and operation; nobody outside the centre knows who is ill."""

    def test_every_role_may_do_this_and_no_more(self):
        for model, roles in TABLE.items():
            for role in (*roles, *NOBODY):
                records = self.as_user(getattr(self, f"user_{role}"), model)
                allowed = "".join(
                    letter if records.has_access(operation) else "-" for operation, letter in OPERATIONS.items()
                )
                with self.subTest(model=model, role=role):
                    self.assertEqual(allowed, roles.get(role, "----"))

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
