"""PAT-06, FEATURES PA1: numbers in E.164, many patients on one number, a bad number kept and flagged."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from tests.patient import PHONE, PatientCase


@tagged("post_install", "-at_install", "hcs_patient")
class TestPhone(PatientCase):
    def test_international_form(self):
        cases = {
            "138 1234 5678": "+8613812345678",
            "+86 138-1234-5678": "+8613812345678",
            "008613812345678": "+8613812345678",
            "010-62000000": "+861062000000",
            "+1 202 555 0173": "+12025550173",
        }
        for number, e164 in cases.items():
            phone = self._patient(phones=(number,)).phone_ids
            self.assertEqual((phone.e164, phone.invalid), (e164, False), number)

    def test_a_bad_number_is_kept_and_flagged(self):
        patient = self._patient(phones=("12345",))
        self.assertTrue(patient.phone_ids.invalid)
        self.assertEqual(patient.phone_ids.number, "12345")
        self.assertFalse(patient.has_valid_phone)
        patient.phone_ids.number = PHONE
        self.assertFalse(patient.phone_ids.invalid)
        self.assertTrue(patient.has_valid_phone)

    def test_a_family_shares_a_number(self):
        """FEATURES PA1: search in any format lists all of them, saving another one is allowed."""
        names = {self._patient(f"家人{n}", phones=(PHONE,)).name for n in range(3)} | {self.patient.name}
        for text in ("13812345678", "+86 138 1234 5678", "0086-138-1234-5678", "5678"):
            self.assertEqual(set(self.find(text)), names, text)

    def test_the_first_number_can_be_dialled(self):
        patient = self._patient(
            phone_ids=[
                Command.create({"number": "123", "sequence": 1}),
                Command.create({"number": "13900000001", "sequence": 2}),
                Command.create({"number": "13900000002", "sequence": 3, "preferred": True}),
            ]
        )
        bad, second, preferred = patient.phone_ids.sorted("sequence")
        self.assertEqual(patient._preferred_phone(), preferred)
        preferred.wrong = True
        self.assertEqual(patient._preferred_phone(), second)
        second.wrong = True
        self.assertIn(patient._preferred_phone(), patient.phone_ids)
        self.assertFalse(patient.has_valid_phone)
        self.assertTrue(bad.invalid)

    def test_one_preferred_number(self):
        patient = self._patient(phones=("13900000001", "13900000002"))
        first, second = patient.phone_ids
        first.preferred = True
        second.preferred = True
        self.assertFalse(first.preferred)
        self.assertTrue(second.preferred)

    def test_an_empty_line_is_refused(self):
        for values in ({}, {"number": ""}, {"number_masked": False}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.patient.phone_ids = [Command.create(values)]
        with self.assertRaises(ValidationError):
            self.patient.phone_ids.number = False

    def test_a_change_is_told_in_the_chatter_masked(self):
        self.patient.with_user(self.user_agent).phone_ids.number_masked = "13900001111"
        body = self.patient.message_ids[:1].body
        self.assertIn("*******1111", body)
        self.assertNotIn("1390000", body)
        self.patient.phone_ids.unlink()
        self.assertIn("removed", self.patient.message_ids[:1].body)

    def test_search_by_what_can_be_called(self):
        silent = self._patient("无电话")
        wrong = self._patient("错号", phone_ids=[Command.create({"number": "13900000001", "wrong": True})])
        patients = self.env["hcs.patient"]
        found = patients.search([("has_valid_phone", "=", False), ("id", "in", (self.patient | silent | wrong).ids)])
        self.assertEqual(found, silent | wrong)
        self.assertEqual(patients.search([("phone_masked", "=", PHONE)]), self.patient)

    def test_half_a_mask_is_refused(self):
        with self.assertRaises(UserError):
            self.patient.phone_ids.with_user(self.user_agent).number_masked = "139****5678"
