from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from tests.visit import VisitCase


@freeze_time("2026-03-15 02:00:00")
@tagged("post_install", "-at_install", "hcs_knowledge")
class TestRender(VisitCase):
    """KNW-01, PAT-07, GLOSSARY: the words as the agent reads them out to one patient."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = cls.env["hcs.script"].create({"name": "Test", "code": "test", "situation": "outpatient"})
        cls.version = cls.env["hcs.script.version"].create(
            {
                "script_id": cls.script.id,
                "state": "approved",
                "opening": "{greeting}. {agent}, {hospital}.",
                "identity_check": "{patient_name}?",
                "purpose": "{patient_title} saw {doctor} of {department} on {visit_date}.",
                "questions": "{diagnosis} / {operation} {{x}}",
            }
        )
        cls.visit = cls._make_visit(
            practitioner_id=cls.doctor.id,
            state="completed",
            arrived_at=cls.at("2026-03-09 00:30"),
            diagnosis="Meniscus",
            surgery=True,
            surgery_name="Arthroscopy",
        )

    def _render(self, patient=None, visit=None, **kwargs):
        return self.script.with_user(self.user_agent)._render(patient or self.patient, visit=visit, **kwargs)

    def test_placeholders_are_filled_in_the_order_of_a_call(self):
        words = self._render(visit=self.visit)
        self.assertEqual(list(words), ["opening", "identity_check", "purpose", "questions"])
        self.assertEqual(words["opening"], f"Hello, Ms 张. hcs_agent, {self.company.name}.")
        self.assertEqual(words["identity_check"], "张丽?")
        self.assertEqual(words["purpose"], "Ms 张 saw Dr 王 of Orthopaedics on 03/09/2026.")
        self.assertEqual(words["questions"], "Meniscus / Arthroscopy {x}")

    def test_people_are_addressed_by_surname(self):
        child = fields.Date.today() - timedelta(days=365 * 5)
        for values, title, greeting in (
            ({"name": "欧阳娜娜", "sex": "female"}, "Ms 欧阳", "Hello, Ms 欧阳"),
            ({"name": "张三", "sex": "male"}, "Mr 张", "Hello, Mr 张"),
            ({"name": "张三", "sex": "unknown"}, "you", "Hello"),
            ({"name": "小明", "sex": "male", "birthdate": child}, "the family of 小明", "Hello, the family of 小明"),
        ):
            words = self._render(self._make_patient(**values))
            with self.subTest(**values):
                self.assertTrue(words["purpose"].startswith(f"{title} saw "))
                self.assertTrue(words["opening"].startswith(f"{greeting}. "))

    def test_a_condition_kept_secret_is_not_in_the_words(self):
        self.patient.kept_secret = True
        words = self._render(visit=self.visit)
        self.assertEqual(words["questions"], "your condition / your treatment {x}")
        for text in words.values():
            self.assertNotIn("Meniscus", text)
            self.assertNotIn("Arthroscopy", text)
        self.assertIn("do not name", self.script._care_notice(self.patient))
        self.patient.kept_secret = False
        self.assertFalse(self.script._care_notice(self.patient))

    def test_what_is_not_known_is_said_in_general(self):
        words = self._render()
        self.assertEqual(words["purpose"], "Ms 张 saw your doctor of our hospital on your last visit.")
        unknown = self.script._render(self.env["hcs.patient"])
        self.assertEqual(unknown["identity_check"], "the patient?")

    def test_arguments_go_before_the_visit(self):
        department = self.env["hcs.department"].create({"name": "Surgery", "code": "T-SUR"})
        words = self._render(visit=self.visit, department=department, agent=self.user_director)
        self.assertIn("of Surgery on", words["purpose"])
        self.assertIn("hcs_director", words["opening"])

    def test_braces_in_names_stay_what_they_are(self):
        words = self._render(self._make_patient("{agent}", sex="unknown"))
        self.assertEqual(words["identity_check"], "{agent}?")

    def test_a_script_without_approved_version_has_no_words(self):
        self.version.state = "retired"
        self.script.invalidate_recordset()
        self.assertEqual(self._render(), {})
