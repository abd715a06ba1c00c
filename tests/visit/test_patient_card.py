from odoo.tests import Form, freeze_time, tagged, users, warmup

from tests.visit import VisitCase


@freeze_time("2026-03-15 02:00:00")
@tagged("post_install", "-at_install", "hcs_visit")
class TestPatientCard(VisitCase):
    """VIS-03: health record and spending of a patient come from the visits."""

    def _came(self, local, amount=None, patient=None, **values):
        values = {"state": "completed", "arrived_at": self.at(local), **values}
        if amount is not None:
            values["amount_spent"] = amount
        return self._make_visit(patient, **values)

    def test_unknown_amounts_are_counted_and_never_added(self):
        self._came("2026-03-01 09:00", 100)
        self._came("2026-02-01 09:00", 0)
        self._came("2026-02-02 09:00")
        self._came("2024-02-02 09:00", 50)
        self._came("2024-02-03 09:00")
        patient = self.patient.with_user(self.user_agent)
        self.assertEqual((patient.spent_year, patient.unknown_year), (100.0, 1))
        self.assertEqual((patient.spent_total, patient.unknown_total), (150.0, 2))

    def test_twelve_months_begin_on_the_hospitals_midnight(self):
        self._came("2025-03-14 23:59", 1)
        self._came("2025-03-15 00:00", 10)
        self.assertEqual(self.patient.spent_year, 10.0)
        self.assertEqual(self.patient.spent_total, 11.0)

    def test_visits_that_did_not_happen_spend_nothing(self):
        for state in ("planned", "cancelled", "no_show"):
            self._came("2026-03-01 09:00", 100, state=state)
            self._came("2026-03-01 09:00", state=state)
        self._came("2026-03-01 09:00", 7, state="interrupted")
        self.assertEqual((self.patient.spent_total, self.patient.unknown_total), (7.0, 0))
        self.assertEqual(self.patient.visit_count, 7)

    def test_the_last_visit_is_one_that_took_place(self):
        self.assertFalse(self.patient.last_visit_at)
        self._came("2026-03-01 09:00")
        self._came("2026-02-01 09:00")
        self._make_visit(planned_at=self.at("2026-03-10 09:00"), state="no_show")
        self._make_visit(planned_at=self.at("2026-04-10 09:00"))
        self.patient.invalidate_recordset()
        self.assertEqual(self.patient.last_visit_at, self.at("2026-03-01 09:00"))

    @users("hcs_agent")
    @warmup
    def test_the_sums_cost_the_same_for_one_patient_and_for_thirty(self):
        """STYLE §5.3: a query budget at 1 and at many records."""
        patients = self.patient
        for number in range(30):
            patient = self._make_patient(f"Patient {number}", number=None)
            self._came("2026-03-01 09:00", 5, patient=patient)
            patients |= patient
        self.env.flush_all()
        for size in (1, 30):
            some = patients[:size].with_env(self.env)
            self.env.invalidate_all()
            some.fetch(["name"])
            # visits, courses, last visit, both sums; the company's day and its rules on the way
            with self.subTest(size=size), self.assertQueryCount(hcs_agent=9):
                for name in ("visit_count", "course_count", "last_visit_at", "spent_year", "spent_total"):
                    some.mapped(name)

    def test_lists_of_the_health_record(self):
        visit = self._came("2026-03-01 09:00", diagnosis="Meniscus")
        visit.diagnosis_ids.create({"visit_id": visit.id, "name": "Meniscus", "code": "S83.2"})
        later = self._came("2026-03-01 10:00")
        for kind, name in (("secondary", "Oedema"), ("main", "Sprain")):
            later.diagnosis_ids.create({"visit_id": later.id, "name": name, "kind": kind})
        self.patient.invalidate_recordset()
        self.assertEqual(self.patient.diagnosis_ids.mapped("name"), ["Sprain", "Oedema", "Meniscus"])
        operated = self._came("2026-03-02 09:00", surgery=True, surgery_name="Arthroscopy")
        course = self._make_course("2026-03-20")
        self.assertEqual(self.patient.visit_ids, operated + later + visit)
        self.assertEqual(self.patient.surgery_visit_ids, operated)
        self.assertEqual(self.patient.course_ids, course)

    def test_the_timeline_shows_visits_newest_first(self):
        """PAT-02: every room adds its records to the history."""
        self._came("2026-03-01 09:00", diagnosis="Meniscus")
        self._make_visit(planned_at=self.at("2026-03-10 09:00"), state="no_show")
        page = self.patient.with_user(self.user_agent).get_timeline(kinds=["visit"])
        self.assertEqual([entry["state"] for entry in page["entries"]], ["No-show", "Completed"])
        self.assertEqual(page["entries"][1]["title"], "Outpatient")
        self.assertEqual(page["entries"][1]["subtitle"], "Orthopaedics · Meniscus")
        first = page["entries"][0]["date"]
        older = self.patient.get_timeline(kinds=["visit"], before=first)
        self.assertEqual(len(older["entries"]), 1)

    @users("hcs_agent")
    def test_the_buttons_open_the_lines_of_this_patient(self):
        for action in (
            self.patient.with_env(self.env).action_open_visits,
            self.patient.with_env(self.env).action_open_courses,
        ):
            values = action()
            self.assertEqual(values["domain"], [("patient_id", "=", self.patient.id)])
            self.assertEqual(values["context"]["default_patient_id"], self.patient.id)

    @users("hcs_agent")
    def test_the_card_opens_with_its_pages(self):
        self._came("2026-03-01 09:00", 100)
        form = Form(self.patient.with_env(self.env))
        self.assertEqual(form.visit_count, 1)
        self.assertEqual(form.spent_year, 100.0)
