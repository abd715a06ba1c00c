"""RPT-01…03, issue 7: the totals of a generated year equal plain SQL, wherever the borders of the period lie."""

import random
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.hospital_cs_reports.tools import periods

from tests.reports.year import BORDERS, YearCase

calm = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors],
)


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2027-06-01 04:00:00")
class TestFiguresProperty(YearCase):
    @given(
        st.sampled_from(("week", "month", "quarter")),
        st.one_of(
            st.sampled_from([date.fromisoformat(day) + timedelta(days=off) for day in BORDERS for off in (-1, 0)]),
            st.dates(date(2026, 1, 10), date(2027, 2, 20)),
        ),
        st.sampled_from((26, 26, 1, 15)),
    )
    @calm
    def test_totals_equal_plain_sql(self, kind, day, month_start):
        """A period of any kind around any day of fourteen months."""
        self.hospital.hcs_month_start = month_start
        period = periods.period_of(kind, day, month_start)
        first, last = period.date_from, period.date_to
        found = self.facts._count(self.hospital, first, last, list(self.facts._measures()))

        alive = "state <> 'cancelled'"
        events, attempted, on_time, reached, lost, persons = self.plain(
            "due_at", "hcs_followup_task", first, last,
            f"COUNT(*) FILTER (WHERE {alive})",
            f"COUNT(*) FILTER (WHERE {alive} AND first_attempt_at IS NOT NULL)",
            f"COUNT(*) FILTER (WHERE {alive} AND first_attempt_at <= due_at)",
            "COUNT(*) FILTER (WHERE state = 'done' AND first_attempt_at IS NOT NULL)",
            "COUNT(*) FILTER (WHERE state = 'unsuccessful' AND failed_count >= 3)",
            f"COUNT(DISTINCT patient_id) FILTER (WHERE {alive})",
        )  # fmt: skip
        self.assertEqual(
            self.total(found, "fu_events", "fu_attempted_rate", "fu_on_time_rate", "fu_success_rate", "fu_lost_rate",
                       "fu_persons"),
            [(events, None), (attempted, events), (on_time, events), (reached, attempted), (lost, events),
             (persons, None)],
        )  # fmt: skip

        records, done, again, answered, median = self.plain(
            "opened_at", "hcs_service_record", first, last, "COUNT(*)", "COUNT(*) FILTER (WHERE state = 'done')",
            "COUNT(*) FILTER (WHERE reopened_count > 0)",
            "COUNT(first_response_at)", "percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN first_response_at"
            " IS NOT NULL THEN first_response_minutes END)",
        )  # fmt: skip
        self.assertEqual(
            self.total(found, "sv_records", "sv_first_contact_rate", "sv_reopened_rate", "sv_response_median"),
            [(records, None), (self.settled_at_once(first, last), done), (again, records), (median, answered)],
        )

        serious = "kind IN ('complaint', 'dispute')"
        counted, spot, satisfied, asked, praise = self.plain(
            "received_at", "hcs_complaint_ticket", first, last,
            f"COUNT(*) FILTER (WHERE {serious} AND on_the_spot IS NOT TRUE)",
            f"COUNT(*) FILTER (WHERE {serious} AND on_the_spot)",
            f"COUNT(*) FILTER (WHERE {serious} AND satisfaction IN ('satisfied', 'partly'))",
            f"COUNT(*) FILTER (WHERE {serious} AND satisfaction IN ('satisfied', 'partly', 'dissatisfied'))",
            "COUNT(*) FILTER (WHERE kind = 'praise')",
        )  # fmt: skip
        [came] = self.plain(
            "arrived_at", "hcs_visit", first, last, "COUNT(*) FILTER (WHERE kind IN ('outpatient', 'emergency'))"
        )
        [left] = self.plain("discharged_at", "hcs_visit", first, last, "COUNT(*) FILTER (WHERE kind = 'inpatient')")
        self.assertEqual(
            self.total(found, "cp_complaints", "cp_rate", "cp_on_the_spot", "cp_satisfied_rate", "cp_praise"),
            [(counted, None), (counted, came + left), (spot, None), (satisfied, asked), (praise, None)],
        )
        incidents, near, reviewed = self.plain(
            "occurred_at", "hcs_incident", first, last, "COUNT(*)", "COUNT(*) FILTER (WHERE near_miss)",
            "COUNT(*) FILTER (WHERE state = 'reviewed')",
        )  # fmt: skip
        self.assertEqual(
            self.total(found, "in_incidents", "in_near_misses", "in_reviewed_rate"),
            [(incidents, None), (near, None), (reviewed, incidents)],
        )
        self.parts_add_up(found)

    def settled_at_once(self, first, last):
        """DOMAIN §4.4: without a new record of the same person, service and department within seven days."""
        start, end = self.utc(first, last)
        records = self.rows["hcs_service_record"]

        def comes_again(record):
            return any(
                (other["opened_at"], other["id"]) > (record["opened_at"], record["id"])
                and other["opened_at"] - record["opened_at"] <= timedelta(days=7)
                and other["state"] != "cancelled"
                and other["department_id"] == record["department_id"]
                and any(record[name] and other[name] == record[name] for name in ("patient_id", "caller_digits"))
                for other in records
            )

        return sum(
            record["state"] == "done" and bool(record["first_contact"]) and not comes_again(record)
            for record in records
            if start <= record["opened_at"] < end
        )

    def parts_add_up(self, found):
        """What is counted by department, channel, severity, … and time is counted once."""
        for code, measure in self.facts._measures().items():
            if measure.denominator or measure.numerator == "persons":
                continue
            whole = found[code, "total", 0, ""][0]
            for part in measure.parts[1:]:
                numbers = [pair[0] for key, pair in found.items() if key[:2] == (code, part)]
                self.assertEqual(sum(numbers), whole, (code, part))

    @given(st.sampled_from(("week", "month", "quarter")), st.dates(date(2026, 2, 1), date(2027, 1, 20)))
    @settings(parent=calm, max_examples=6)
    def test_what_is_frozen_is_what_was_counted(self, kind, day):
        """The lines of a summary are the figures of its days, and each opens as many records as it counts."""
        period = periods.period_of(kind, day)
        summary = self._summary(kind, period.date_from)
        codes = list(self.facts._measures())
        live = self.facts._count(self.hospital, period.date_from, period.date_to, codes, kind != "week")
        lines = {(line.kpi_id.code, line.dimension, line.res_id, line.code or ""): line for line in summary.line_ids}
        areas = set(summary.line_ids.kpi_id.mapped("area"))
        self.assertLessEqual({"followup", "service", "complaint", "incident"}, areas)
        told = set(summary._kpis().mapped("code"))
        for key, (numerator, denominator) in live.items():
            if key[0] not in told:
                self.assertEqual(kind, "week", "a week does not list the customers of a year")
                continue
            if key not in lines:
                self.assertNotIn(self.env["hcs.kpi"].search([("code", "=", key[0])]).area, areas, key)
                continue
            line = lines[key]
            self.assertAlmostEqual(line.numerator, numerator or 0, 1, key)
            self.assertEqual(line.denominator, denominator or 0, key)
        measures = self.facts._measures()
        plain = [line for key, line in lines.items() if measures[key[0]].numerator in
                 self.facts._facts()[measures[key[0]].fact].columns]  # fmt: skip
        for line in random.Random(len(plain)).sample(plain, 40):
            measure = measures[line.kpi_id.code]
            if measure.numerator in self.facts._facts()[measure.fact].amounts:
                continue
            action = line.action_open_numerator()
            self.assertEqual(
                self.env[action["res_model"]].search_count(action["domain"]), line.numerator, line.display_name
            )
        summary.unlink()

    def test_consecutive_periods_leave_nothing_out(self):
        """Every row lies in exactly one week, one month and one quarter of the year around it."""
        years = date(2025, 12, 1), date(2027, 6, 1)
        [everything] = self.plain(
            "due_at", "hcs_followup_task", *years, "COUNT(*) FILTER (WHERE state <> 'cancelled')"
        )
        for kind, start in (("week", "2025-12-15"), ("month", "2025-11-26"), ("quarter", "2025-09-26")):
            number, period = 0, periods.period_of(kind, date.fromisoformat(start))
            while period.date_from < date(2027, 4, 1):
                found = self.facts._count(self.hospital, period.date_from, period.date_to, ["fu_events"])
                number += found["fu_events", "total", 0, ""][0]
                period = periods.following(period)
            self.assertEqual(number, everything, kind)
