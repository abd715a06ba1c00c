from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from tests.common import HcsCase

PHONE = "13812345678"


@tagged("post_install", "-at_install", "hcs_patient")
class TestDuplicates(HcsCase):
    """PAT-04: two records of one person are found, whichever of them changed; a person decides."""

    def _patient(self, name="王芳", phone=None, **values):
        patient = self.env["hcs.patient"].create({"name": name, **values})
        if phone:
            self.env["hcs.patient.phone"].create({"patient_id": patient.id, "number": phone})
        return patient

    def _scan(self, *patients):
        return self.env["hcs.patient.duplicate"]._scan(self.env["hcs.patient"].browse([p.id for p in patients]))

    def test_name_and_birth_date(self):
        old = self._patient(birthdate="1968-03-04")
        new = self._patient(birthdate="1968-03-04")
        pair = self._scan(new)
        self.assertEqual((pair.patient_id, pair.other_id), (old, new))
        self.assertEqual(pair.reasons, "name,birthdate")
        self.assertEqual(self._scan(old, new), pair, "a pair is kept once")

    def test_an_old_record_that_changes_is_compared_with_newer_ones(self):
        old = self._patient()
        self._patient(phone=PHONE)
        self.assertFalse(self._scan(old))
        self.env["hcs.patient.phone"].create({"patient_id": old.id, "number": f"+86 {PHONE}"})
        self.assertTrue(self._scan(old))

    def test_sound_of_the_name(self):
        self._patient("汪芳", birthdate="1968-03-04")
        self.assertEqual(self._scan(self._patient(birthdate="1968-03-04")).reasons, "pinyin,birthdate")

    def test_a_pair_told_apart_returns_only_when_a_record_changes(self):
        one, two = self._patient(phone=PHONE), self._patient(phone=PHONE)
        pair = self._scan(two)
        pair.with_user(self.user_agent).action_dismiss()
        self.assertEqual((pair.state, pair.decided_by), ("dismissed", self.user_agent))
        self.assertFalse(self._scan(one, two))
        two.birthdate = "1968-03-04"
        self.assertEqual(self._scan(two), pair)

    def test_what_no_longer_agrees_goes(self):
        one, two = self._patient(phone=PHONE), self._patient(phone=PHONE)
        pair = self._scan(one)
        two.name = "李四"
        self._scan(two)
        self.assertFalse(pair.exists())

    def test_records_of_two_hospitals_are_never_compared(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        self._patient(birthdate="1968-03-04", company_id=other.id)
        self.assertFalse(self._scan(self._patient(birthdate="1968-03-04")))

    def test_the_job_compares_what_changed_and_goes_on_where_it_stopped(self):
        self._patient(birthdate="1968-03-04")
        self._patient(birthdate="1968-03-04")
        duplicates = self.env["hcs.patient.duplicate"]
        # _commit_progress commits, which a test may not
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1.0)
        with freeze_time("2026-06-01 10:00"), commit:
            duplicates._cron_scan()
        company = self.env.company
        self.assertEqual(str(company.hcs_duplicates_scanned_at), "2026-06-01 10:00:00")
        self.assertFalse(company.hcs_duplicates_sweep_at)
        known = duplicates.search_count([])
        self.assertTrue(known)
        with commit:
            duplicates._cron_scan()
        self.assertEqual(duplicates.search_count([]), known)
        last = self.env["hcs.patient"].search([], order="id desc", limit=1)
        self.assertEqual(duplicates._changed_since(company, False, last.id), [])

    def test_whoever_types_a_known_person_is_warned(self):
        known = self._patient(mrn="M-77", birthdate="1968-03-04")
        form = Form(self.env["hcs.patient"].with_user(self.user_agent))
        form.name = "王芳"
        self.assertFalse(form.duplicate_hint)
        form.birthdate = "1968-03-04"
        self.assertIn("M-77", form.duplicate_hint)
        saved = form.save()
        self.assertTrue(saved.exists(), "a warning, not a lock")
        self.assertFalse(saved.duplicate_hint)
        pair = self._scan(saved)
        self.assertEqual(known.with_user(self.user_agent).duplicate_count, 1)
        action = known.with_user(self.user_agent).action_open_duplicates()
        self.assertEqual(self.env["hcs.patient.duplicate"].search(action["domain"]), pair)

    def test_a_verdict_is_given_by_its_buttons(self):
        self._patient(phone=PHONE)
        pair = self._scan(self._patient(phone=PHONE))
        with self.assertRaises(AccessError):
            pair.with_user(self.user_leader).write({"state": "dismissed"})
        with self.assertRaises(AccessError):
            pair.with_user(self.user_department).action_dismiss()
        with self.assertRaises(AccessError):
            pair.with_user(self.user_agent).action_merge()
        pair.with_user(self.user_agent).action_dismiss()
        pair.with_user(self.user_agent).action_reopen()
        self.assertEqual(pair.state, "open")
        with self.assertRaises(UserError):
            pair.patient_id.with_user(self.user_leader).action_merge()
