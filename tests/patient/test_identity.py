"""PAT-01, PAT-06: what is entered is right, and what follows from it is filled in."""

from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from hcs_tools.idcard import check_character
from tests.patient import ID_NUMBER, VISIT_CARD, PatientCase


def number(place, born="19880302"):
    first17 = f"{place}{born}001"
    return first17 + check_character(first17)


@tagged("post_install", "-at_install", "hcs_patient")
class TestIdentity(PatientCase):
    def refusal(self, **values):
        with self.assertRaises(ValidationError) as error, self.env.cr.savepoint():
            self._patient(**values)
        return str(error.exception)

    def test_birth_date_and_sex_come_from_the_id_number(self):
        self.assertEqual(self.patient.birthdate, date(1949, 12, 31))
        self.assertEqual(self.patient.sex, "female")

    def test_they_come_when_the_number_is_added_later(self):
        patient = self._patient()
        patient.write({"id_number": ID_NUMBER.lower()})
        self.assertEqual(
            (patient.id_number, patient.birthdate, patient.sex), (ID_NUMBER, date(1949, 12, 31), "female")
        )

    def test_an_agent_sees_them_while_typing(self):
        with Form(self.as_user(self.user_agent, "hcs.patient")) as form:
            form.name = "王五"
            form.id_number_masked = ID_NUMBER
            self.assertEqual(form.birthdate, date(1949, 12, 31))
            self.assertEqual(form.sex, "female")
        self.assertEqual(form.record.sudo().id_number, ID_NUMBER)

    def test_a_contradiction_is_refused_without_the_number(self):
        for values in ({"birthdate": "1950-01-01"}, {"sex": "male"}):
            message = self.refusal(id_number=ID_NUMBER, **values)
            self.assertIn("ID number", message)
            self.assertNotIn("19491231", message)
        with self.assertRaises(ValidationError):
            self.patient.birthdate = "1950-01-01"
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.patient.with_user(self.user_agent).write({"id_number_masked": "110105195001010017"})

    def test_wrong_numbers_are_refused_in_plain_words(self):
        cases = {
            ID_NUMBER[:-1] + "1": "last character",
            "123": "18 characters",
            "110105194913310020": "does not exist",
        }
        for number, words in cases.items():
            message = self.refusal(id_number=number)
            self.assertIn(words, message)
            self.assertNotIn(number, message)

    @freeze_time("2026-07-01")
    def test_a_birth_in_the_future_is_refused(self):
        self.assertIn("future", self.refusal(birthdate="2026-07-02"))
        self.assertIn("future", self.refusal(id_number=number("110105", "20261231")))

    def test_fifteen_digits_are_kept_as_eighteen(self):
        self.patient.id_number = False
        old = self._patient(id_number="110105491231002")
        self.assertEqual(old.id_number, ID_NUMBER)

    def test_other_documents_and_none_are_welcome(self):
        self.assertEqual(self._patient(id_type="passport", id_number="e12345678").id_number, "E12345678")
        self.assertFalse(self._patient(id_type="none").id_number)
        self.assertFalse(self._patient().id_number)
        self.assertIn("another form", self.refusal(id_type="hk_macao_permit", id_number="1"))
        self.assertIn("kind of document", self.refusal(id_type="none", id_number="E12345678"))

    def test_an_unknown_place_is_a_hint(self):
        patient = self._patient(id_number=number("990105"))
        self.assertIn("province", patient.id_number_hint)
        self.assertFalse(self.patient.id_number_hint)

    def test_record_numbers_are_unique_in_a_company(self):
        message = self.refusal(mrn="M1001")
        self.assertIn("Medical record number", message)
        self.assertNotIn("M1001", message)
        other = self.env["res.company"].create({"name": "Other hospital"})
        self.assertTrue(self._patient(mrn="M1001", company_id=other.id))

    def test_a_batch_with_a_number_twice_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["hcs.patient"].create([{"name": "a", "mrn": "M7"}, {"name": "b", "mrn": "M7"}])

    @mute_logger("odoo.sql_db")
    def test_the_database_holds_the_rule_too(self):
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE hcs_patient SET mrn = 'M1001' WHERE id = %s", [self._patient().id])
            self.env.flush_all()

    def test_identifiers_are_unique_among_the_active(self):
        """FEATURES PA2."""
        second = self._patient("李四")
        values = {"patient_id": second.id, "type": "visit_card", "value": VISIT_CARD.lower()}
        with self.assertRaises(ValidationError) as error, self.env.cr.savepoint():
            self.env["hcs.patient.identifier"].create(values)
        self.assertNotIn(VISIT_CARD, str(error.exception))
        self.env["hcs.patient.identifier"].create({**values, "type": "inpatient"})
        self.env["hcs.patient.identifier"].create({**values, "system": "Branch"})
        self.patient.identifier_ids.active = False
        self.assertTrue(self.env["hcs.patient.identifier"].create(values))
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.patient.with_context(active_test=False).identifier_ids.active = True

    def test_feed_keys_are_unique_per_source(self):
        values = {"external_source": "his", "external_ref": "P1"}
        self._patient(**values)
        self._patient(external_source="lab", external_ref="P1")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._patient(**values)

    def test_a_patient_stays_in_its_company(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        with self.assertRaises(UserError):
            self.patient.company_id = other

    def test_death(self):
        """FEATURES PA8."""
        self.patient.deceased_at = "2026-01-05"
        self.assertTrue(self.patient.deceased)
        self.assertEqual(self.patient.alert_words, "Deceased")
        self.patient.deceased = False
        self.assertFalse(self.patient.deceased_at)
        with self.assertRaises(ValidationError):
            self.patient.deceased_at = "1949-12-30"

    def test_a_mail_subject_names_nobody(self):
        self.assertNotIn(self.patient.name, self.patient._message_compute_subject())

    def test_sensitive_attributes_are_off_by_default(self):
        """PAT-01: data minimisation."""
        self.assertFalse(self.patient.attributes_enabled)
        arch = self.patient.get_view(view_type="form")["arch"]
        self.assertIn('name="family_assets"', arch)
        self.company.hcs_patient_attributes_enabled = True
        self.assertTrue(self.patient.attributes_enabled)
        for name in (
            "education",
            "marital_status",
            "occupation",
            "position",
            "economic_status",
            "family_assets",
            "personality",
            "spending_habits",
            "spending_cycle",
            "spending_mode",
            "native_place",
            "ethnicity",
            "insurance_kind",
            "hobbies",
            "special_days",
            "customs_beliefs",
            "history",
            "allergies",
            "language",
        ):
            self.assertTrue(self.patient._fields[name].tracking, name)
