"""PAT-03: flags that follow from a date are computed when asked, never stored and never stale."""

from odoo.tests import freeze_time, tagged

from tests.patient import PatientCase


@tagged("post_install", "-at_install", "hcs_patient")
class TestCare(PatientCase):
    def test_nothing_of_it_is_stored(self):
        for name in ("age", "age_text", "special_care", "is_special_care", "alert_words"):
            self.assertFalse(self.env["hcs.patient"]._fields[name].store, name)

    def care_on(self, day, patient):
        with freeze_time(day):
            patient.invalidate_recordset()
            found = patient in self.env["hcs.patient"].search([("is_special_care", "=", True)])
            self.assertEqual(found, patient.is_special_care, f"search and field disagree on {day}")
            return patient.special_care or ""

    def test_sixtieth_and_fourteenth_birthday(self):
        """The hospital's day counts: 16:00 UTC is midnight in Shanghai."""
        old = self._patient(birthdate="1966-07-01")
        self.assertEqual(self.care_on("2026-06-30 15:59:00", old), "")
        self.assertEqual(self.care_on("2026-06-30 16:00:00", old), "Elderly")
        young = self._patient(birthdate="2012-07-01")
        self.assertEqual(self.care_on("2026-06-30 15:59:00", young), "Child")
        self.assertEqual(self.care_on("2026-06-30 16:00:00", young), "")

    def test_pregnancy_ends_by_itself(self):
        patient = self._patient(birthdate="1996-01-01", pregnant_until="2026-07-01")
        self.assertEqual(self.care_on("2026-07-01 02:00:00", patient), "Pregnant")
        self.assertEqual(self.care_on("2026-07-02 02:00:00", patient), "")

    def test_flags_by_hand(self):
        for flag, label in (
            ("disabled", "Disabled"),
            ("foreign_guest", "Foreign guest"),
            ("soldier", "Soldier"),
            ("veteran", "Veteran"),
        ):
            patient = self._patient(birthdate="1996-01-01", **{flag: True})
            self.assertEqual(self.care_on("2026-07-01 02:00:00", patient), label)

    def test_age_as_said(self):
        with freeze_time("2026-07-15 02:00:00"):
            for born, age, text in (
                ("1949-12-31", 76, "76"),
                ("2026-02-01", 0, "5 months"),
                ("2026-07-10", 0, "5 days"),
                (False, 0, False),
            ):
                patient = self._patient(birthdate=born)
                self.assertEqual((patient.age, patient.age_text), (age, text))

    def test_the_dead_stop_ageing(self):
        with freeze_time("2026-07-15 02:00:00"):
            patient = self._patient(birthdate="1950-01-01", deceased_at="2020-06-01")
            self.assertEqual(patient.age, 70)
            self.assertIn(patient, self.env["hcs.patient"].search([("age", "=", 70)]))

    @freeze_time("2026-07-15 02:00:00")
    def test_age_can_be_searched_and_sorted(self):
        births = ("1949-12-31", "1966-07-15", "1966-07-16", "2012-07-15", "2012-07-16", "2026-07-01", False)
        patients = self.env["hcs.patient"].union(*(self._patient(birthdate=born) for born in births))
        own = [("id", "in", patients.ids)]
        for operator, value in ((">=", 60), (">", 60), ("<", 14), ("<=", 14), ("=", 0), ("in", [60, 14])):
            found = patients.search([*own, ("age", operator, value)])
            known = patients.filtered("birthdate").filtered_domain([("age", operator, value)])
            self.assertEqual(found, known.sorted(), (operator, value))
        ages = [patient.age for patient in patients.search([*own, ("birthdate", "!=", False)], order="age desc, id")]
        self.assertEqual(ages, sorted(ages, reverse=True))
        flags = [patient.is_special_care for patient in patients.search(own, order="is_special_care desc, id")]
        self.assertEqual(flags, sorted(flags, reverse=True))
        count = dict(patients._read_group(own, ["is_special_care"], ["__count"]))
        self.assertEqual(count[True], sum(flags))

    def test_what_one_must_know_first(self):
        """PAT-07 and FEATURES PA8."""
        patient = self._patient(kept_secret=True, secret_to="Daughter", deceased=True)
        self.assertEqual(patient.alert_words, "Deceased, Kept secret")
        arch = patient.get_view(view_type="form")["arch"]
        self.assertIn('name="alerts"', arch)
        self.assertIn("condition is kept from the patient", arch)
