"""Issue 7: what can be counted is declared once, and every area that has a room is there."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase, local

AREAS = {"followup", "opinion", "service", "complaint", "vip", "incident", "care", "customer", "staff", "phone"}


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-08-01 04:00:00")
class TestFactRegistry(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.facts = cls.env["hcs.fact"]

    def test_every_indicator_is_counted_and_every_measure_has_its_words(self):
        """A KPI whose room does not exist is not shown: no definition without a measure, and none without words."""
        kpis = self.env["hcs.kpi"].search([])
        self.assertEqual(set(kpis.mapped("code")), set(self.facts._measures()))
        self.assertEqual(set(kpis.mapped("area")), AREAS)
        for kpi in kpis:
            measure = self.facts._measures()[kpi.code]
            self.assertEqual(self.facts._facts()[measure.fact].area, kpi.area, kpi.code)
            self.assertEqual(bool(measure.denominator), kpi.unit != "count", kpi.code)
            self.assertEqual(bool(kpi.denominator), kpi.unit != "count", kpi.code)
            self.assertTrue(kpi.date_basis, kpi.code)

    def test_measures_name_what_their_facts_have(self):
        known, parts, titles = self.facts._facts(), self.facts._parts(), self.facts._part_titles()
        self.assertEqual(set(parts) | {"total"}, set(titles))
        self.assertEqual(set(known), set(self.facts._fact_titles()))
        for code, measure in self.facts._measures().items():
            fact, base = known[measure.fact], known[measure.base or measure.fact]
            self.assertIn(measure.numerator, (*fact.columns, *fact.statistics), code)
            self.assertIn(measure.denominator, (None, *base.columns, *base.statistics), code)
            self.assertLessEqual(set(measure.parts), {"total", "time", *fact.parts}, code)
        used = {part for fact in known.values() for part in fact.parts}
        self.assertEqual(used | {"time"}, set(parts), "every part is used by a fact")

    def test_every_record_that_is_counted_can_be_opened(self):
        for fact in self.facts._facts().values():
            self.assertIn("summary_figure", self.env[fact.model]._fields, fact.model)

    def test_every_fact_counts_nothing_in_an_empty_year(self):
        """Each query runs; 0/0 is a dash everywhere."""
        codes = list(self.facts._measures())
        found = self.facts._count(self.hospital, date(2020, 1, 1), date(2020, 12, 31), codes)
        self.assertEqual({key[1] for key in found}, {"total"})
        for key, pair in found.items():
            self.assertIn(pair, ((0, None), (0, 0), (None, 0)), key)

    def test_an_area_in_which_nothing_happens_is_left_out(self):
        """The calls of the follow-up alone make no chapter of the service desk."""
        self.env["hcs.contact"].create(
            {
                "caller_name": "A caller",
                "company_id": self.hospital.id,
                "started_at": local("2026-06-03 20:00"),
                "ended_at": local("2026-06-03 20:05"),
            }
        )
        self._task("2026-06-03 20:00")
        self.assertEqual(set(self._summary().line_ids.kpi_id.mapped("area")), {"followup"})

    def test_a_period_without_the_area_is_nothing_to_compare_with(self):
        """Follow-ups began this week; last week there were opinions only."""
        self.env["hcs.opinion"].create(
            {"text": "Cold", "company_id": self.hospital.id, "noted_at": local("2026-05-27 10:00")}
        )
        self._task("2026-06-03 20:00")
        summary = self._summary()
        events, opinions = self._figure(summary, "fu_events"), self._figure(summary, "op_opinions")
        self.assertEqual((events.previous_basis, events.change_text), ("none", "–"))
        self.assertEqual((opinions.previous_basis, opinions.change_text), ("live", "−1"))

    def test_weeks_do_not_list_the_customers_of_a_year(self):
        patient = self.patients[0]
        self.env["hcs.visit"].create(
            {
                "patient_id": patient.id,
                "company_id": self.hospital.id,
                "kind": "outpatient",
                "state": "completed",
                "arrived_at": local("2026-06-03 10:00"),
                "amount_spent": 100,
                "amount_known": True,
            }
        )
        week, month = self._summary(), self._summary("month", "2026-05-26")
        self.assertNotIn("customer", week.line_ids.kpi_id.mapped("area"))
        figures = [self._figure(month, code).value for code in ("cu_active", "cu_new")]
        self.assertEqual(figures, [1, 1])
        self.assertEqual(self._figure(month, "cu_retention_rate").value_text, "–")

    def test_doctors_with_few_answers_are_hidden(self):
        """RPT-01: satisfaction by doctor from five answers on."""
        doctors = self.env["hcs.practitioner"].create(
            [{"name": name, "department_id": self.surgery.id, "company_id": self.hospital.id} for name in ("Li", "Wu")]
        )
        for doctor, number in zip(doctors, (5, 4), strict=True):
            visit = self.env["hcs.visit"].create(
                {
                    "patient_id": self.patients[0].id,
                    "company_id": self.hospital.id,
                    "department_id": self.surgery.id,
                    "practitioner_id": doctor.id,
                }
            )
            for each in range(number):
                self._task("2026-06-03 20:00", visit_id=visit.id, occurrence=each, answers={"doctor": "4"})
        lines = self._summary().line_ids.filtered(lambda line: line.dimension == "practitioner")
        self.assertEqual(set(lines.mapped("res_id")), {doctors[0].id})

    def test_counted_records_stay(self):
        """What a submitted summary counts is not deleted, and an invented figure finds nothing."""
        opinion = self.env["hcs.opinion"].create(
            {"text": "Cold", "company_id": self.hospital.id, "noted_at": local("2026-06-03 10:00")}
        )
        self._task("2026-06-03 20:00")
        summary = self._summary()
        opinion.copy().unlink()
        summary.with_user(self.user_director).sudo().is_frozen = True
        with self.assertRaisesRegex(UserError, "submitted summary"):
            opinion.unlink()
        opinions = self.as_user(self.user_director, "hcs.opinion")
        line = self._figure(summary, "op_opinions")
        self.assertEqual(opinions.search([("summary_figure", "=", f"{line.id}:numerator")]), opinion)
        for wrong in ("x", "1", "1:all", ":numerator", "1;DROP:numerator"):
            with self.assertRaises(UserError):
                opinions.search([("summary_figure", "=", wrong)])
        self.assertFalse(opinions.search([("summary_figure", "=", "999999999:numerator")]))

    def test_a_figure_finds_no_rows_for_who_may_not_read_it(self):
        """An agent sees published summaries only: the figures of a draft lead nowhere."""
        self._task("2026-06-03 20:00")
        line = self._figure(self._summary(), "fu_events")
        domain = [("summary_figure", "=", f"{line.id}:numerator")]
        self.assertTrue(self.as_user(self.user_director, "hcs.followup.task").search(domain))
        self.assertFalse(self.as_user(self.user_agent, "hcs.followup.task").search(domain))
