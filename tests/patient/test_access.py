"""Who comes near a patient, and the wall between hospitals."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.patient import PHONE, PatientCase

MODELS = (
    "hcs.patient",
    "hcs.patient.phone",
    "hcs.patient.identifier",
    "hcs.patient.relation",
    "hcs.consent",
    "hcs.access.log",
)


@tagged("post_install", "-at_install", "hcs_patient")
class TestAccess(PatientCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other hospital"})
        cls.stranger = cls._make_user(
            "hcs_stranger",
            "group_hcs_admin",
            "group_hcs_pii",
            company_id=cls.other.id,
            company_ids=[Command.set(cls.other.ids)],
        )

    def test_the_outsider_sees_nothing_through_any_name(self):
        for user in (self.user_outsider, self.user_department, self.user_executive):
            patients = self.as_user(user, "hcs.patient")
            for door in (
                lambda p=patients: p.search([]),
                lambda p=patients: p.name_search("单"),
                lambda p=patients: p.browse(self.patient.id).name,
            ):
                with self.assertRaises(AccessError):
                    door()

    def test_an_agent_opens_a_record(self):
        patient = self.as_user(self.user_agent, "hcs.patient").create(
            {"name": "李四", "phone_ids": [Command.create({"number_masked": PHONE})]}
        )
        self.assertEqual(patient.company_id, self.company)
        self.assertEqual(patient.phone_ids.company_id, self.company)
        with self.assertRaises(AccessError):
            patient.unlink()

    def test_other_hospitals_see_nothing(self):
        self.env["hcs.consent"].create({"patient_id": self.patient.id, "purpose": "survey"})
        self.env["hcs.patient.relation"].create({"patient_id": self.patient.id, "name": "单小红"})
        self.env["hcs.access.log"]._log(self.patient, "card")
        for model in MODELS:
            found = self.as_user(self.stranger, model).search([])
            self.assertFalse(found.sudo().company_id - self.other, model)
            domain = (
                [("id", "=", self.patient.id)] if model == "hcs.patient" else [("patient_id", "=", self.patient.id)]
            )
            own = self.env[model].search(domain)
            self.assertTrue(own, model)
            with self.assertRaises(AccessError):
                own.with_user(self.stranger).read(["display_name"])
        for text in ("单雄信", "sxx", PHONE, "M1001"):
            self.assertEqual(self.find(text, self.stranger), [])
        with self.assertRaises(AccessError):
            self.patient.with_user(self.stranger).get_timeline()
        with self.assertRaises(AccessError):
            self.patient.with_user(self.stranger).action_reveal("id_number")

    def test_lines_stay_with_their_patient(self):
        """A line takes the company of its patient, whatever somebody writes."""
        phone = self.env["hcs.patient.phone"].create(
            {"patient_id": self.patient.id, "number": "13900000009", "company_id": self.other.id}
        )
        self.assertEqual(phone.company_id, self.company)
