"""RPT-01…03, issue 7: the totals of a generated year equal plain SQL, wherever the borders of the period lie."""

import random
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from odoo.addons.hospital_cs_reports.tools import periods

from tests.reports import ReportCase

FIRST, DAYS = datetime(2026, 1, 1), 430
# the hospital's midnights of borders: New Year, ISO week 53 and its neighbours, reporting months, leap-less February
BORDERS = (
    "2026-01-26", "2026-03-01", "2026-03-26", "2026-06-26", "2026-09-26", "2026-12-26", "2026-12-28", "2027-01-01",
    "2027-01-04", "2027-01-26",
)  # fmt: skip
SHANGHAI = timedelta(hours=8)
calm = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors],
)


def moments(draw, number):
    """Random minutes of fourteen months, a third of them within a minute of a border."""
    for _each in range(number):
        if draw.random() < 0.33:
            border = datetime.fromisoformat(draw.choice(BORDERS)) - SHANGHAI
            yield border + timedelta(seconds=draw.choice((-60, -1, 0, 1, 60)))
        else:
            yield FIRST + timedelta(minutes=draw.randrange(DAYS * 24 * 60))


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2027-06-01 04:00:00")
class TestFiguresProperty(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.facts = cls.env["hcs.fact"]
        draw = random.Random(7)
        cls.service = cls.env["hcs.service.type"].search([], limit=1)
        category = cls.env["hcs.complaint.category"].search([], limit=1)
        cls.env.flush_all()
        common = {"company_id": cls.hospital.id}
        departments = (cls.surgery.id, cls.dentistry.id, None)
        patients = cls.patients.ids
        cls.insert(
            "hcs_followup_task",
            [
                {
                    **common, "patient_id": draw.choice(patients), "step_id": cls.evening.step_ids[0].id,
                    "department_id": draw.choice(departments), "occurrence": 0, "priority": "0",
                    "state": draw.choice(("open", "done", "done", "unsuccessful", "cancelled", "expired")),
                    "anchor_at": at, "not_before": at - timedelta(hours=3), "due_at": at,
                    "first_attempt_at": draw.choice((None, at, at + timedelta(seconds=1), at - timedelta(hours=1))),
                    "failed_count": draw.randrange(4),
                }
                for at in moments(draw, 500)
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_service_record",
            [
                {
                    **common, "reference": f"SR-{number}", "type_id": cls.service.id, "priority": "0",
                    "channel": draw.choice(("phone", "web", "wechat")), "caller_relation": "self", "opened_at": at,
                    "state": draw.choice(("new", "done", "cancelled")), "patient_id": draw.choice((*patients, None)),
                    "department_id": draw.choice(departments), "reopened_count": draw.randrange(2),
                    "first_contact": draw.choice((True, False, None)),
                    "first_response_at": draw.choice((None, at)), "first_response_minutes": draw.randrange(90),
                }
                for number, at in enumerate(moments(draw, 400))
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_complaint_ticket",
            [
                {
                    **common, "reference": f"CT-{number}", "received_by_id": cls.env.uid, "source": "web",
                    "kind": draw.choice(("complaint", "complaint", "dispute", "praise", "suggestion")),
                    "severity": draw.choice("12345"), "state": "received", "complainant_role": "patient",
                    "received_at": at, "on_the_spot": draw.choice((True, False, False, None)), "active": True,
                    "department_id": draw.choice(departments), "reopened_count": draw.randrange(2),
                    "satisfaction": draw.choice(("satisfied", "partly", "dissatisfied", "unreachable", None)),
                    "category_id": category.id,
                }
                for number, at in enumerate(moments(draw, 300))
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_visit",
            [
                {
                    **common, "patient_id": draw.choice(patients), "currency_id": cls.hospital.currency_id.id,
                    "kind": kind, "state": "completed", "department_id": draw.choice(departments),
                    "arrived_at": at if kind != "inpatient" else at - timedelta(days=draw.randrange(20)),
                    "discharged_at": at if kind == "inpatient" else None,
                }
                for at, kind in (
                    (at, draw.choice(("outpatient", "emergency", "inpatient", "checkup")))
                    for at in moments(draw, 400)
                )
            ],
        )  # fmt: skip
        cls.insert(
            "hcs_incident",
            [
                {
                    **common, "kind": draw.choice(("fire", "security", "other")), "severity": draw.choice("1234"),
                    "state": draw.choice(("reported", "closed", "reviewed")), "description": "x", "occurred_at": at,
                    "noticed_at": at, "near_miss": draw.choice((True, False, None)),
                    "department_id": draw.choice(departments),
                }
                for at in moments(draw, 150)
            ],
        )  # fmt: skip
        cls.env.invalidate_all()

    @classmethod
    def insert(cls, table, rows):
        columns = SQL(", ").join(SQL.identifier(name) for name in rows[0])
        values = SQL(", ").join(SQL("%s", tuple(row.values())) for row in rows)
        cls.env.cr.execute(SQL("INSERT INTO %s (%s) VALUES %s", SQL.identifier(table), columns, values))

    def plain(self, column, table, start, end, *counts):
        """Counts of a table between two of the hospital's midnights: eight hours ahead of the stored ones."""
        query = f"SELECT {', '.join(counts)} FROM {table} WHERE company_id = %s AND {column} >= %s AND {column} < %s"  # noqa: S608
        lower = datetime.combine(start, datetime.min.time()) - SHANGHAI
        upper = datetime.combine(end, datetime.min.time()) - SHANGHAI + timedelta(days=1)
        self.env.cr.execute(query, [self.hospital.id, lower, upper])
        return self.env.cr.fetchone()

    def total(self, found, *codes):
        return [found[code, "total", 0, ""] for code in codes]

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

        records, done, first_contact, again, answered, median = self.plain(
            "opened_at", "hcs_service_record", first, last, "COUNT(*)", "COUNT(*) FILTER (WHERE state = 'done')",
            "COUNT(*) FILTER (WHERE state = 'done' AND first_contact)", "COUNT(*) FILTER (WHERE reopened_count > 0)",
            "COUNT(first_response_at)", "percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN first_response_at"
            " IS NOT NULL THEN first_response_minutes END)",
        )  # fmt: skip
        self.assertEqual(
            self.total(found, "sv_records", "sv_first_contact_rate", "sv_reopened_rate", "sv_response_median"),
            [(records, None), (first_contact, done), (again, records), (median, answered)],
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
        for key, (numerator, denominator) in live.items():
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
            if line.kpi_id.code in ("fu_satisfaction_mean", "fu_opinions", "fu_suggestions", "fu_needs"):
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
