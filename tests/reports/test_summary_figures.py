from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase, local


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-12-01 04:00:00")
class TestSummaryFigures(ReportCase):
    """RPT-01, DOMAIN §4.4: what is counted, from which rows, by which date."""

    def test_rates_by_hand(self):
        """Ten events: one cancelled and out, eight attempted, seven on time, five reached, two lost after three."""
        due = "2026-06-03 20:00"
        for _number in range(5):
            self._task(due, "done", "2026-06-03 19:00")
        self._task(due, "unsuccessful", "2026-06-03 19:30", failed_count=3, last_outcome="no_answer")
        self._task(due, "unsuccessful", "2026-06-03 20:30", failed_count=3, last_outcome="no_answer")
        self._task(due, "unsuccessful", "2026-06-03 19:30", failed_count=1, last_outcome="empty_number")
        self._task(due, "open")
        self._task(due, "cancelled", "2026-06-03 19:00")
        summary = self._summary()
        expected = {
            "fu_events": (9, 0, 9),
            "fu_persons": (9, 0, 9),
            "fu_attempted_rate": (8, 9, 8 / 9),
            "fu_on_time_rate": (7, 9, 7 / 9),
            "fu_success_rate": (5, 8, 5 / 8),
            "fu_effective_rate": (5, 9, 5 / 9),
            "fu_lost_rate": (2, 9, 2 / 9),
            "fu_unsuccessful": (3, 0, 3),
        }
        for code, (numerator, denominator, value) in expected.items():
            line = self._figure(summary, code)
            self.assertEqual((line.numerator, line.denominator), (numerator, denominator), code)
            self.assertAlmostEqual(line.value, value, 5, code)
        reason = self._figure(summary, "fu_reason_share", "outcome", value_code="no_answer")
        self.assertEqual((reason.numerator, reason.denominator, reason.value_text), (2, 3, "66.7%"))

    def test_the_retry_limit_is_the_hospitals(self):
        self.hospital.hcs_max_failures = 2
        self._task("2026-06-03 20:00", "unsuccessful", "2026-06-03 19:00", failed_count=2)
        self.assertEqual(self._figure(self._summary(), "fu_lost_rate").numerator, 1)

    def test_persons_are_counted_once_and_rates_count_events(self):
        for _number in range(3):
            self._task("2026-06-03 20:00", "done", "2026-06-03 19:00", patient_id=self.patients[0].id)
        summary = self._summary()
        self.assertEqual(self._figure(summary, "fu_persons").value, 1)
        self.assertEqual(self._figure(summary, "fu_attempted_rate").denominator, 3)

    def test_midnight_in_shanghai_divides_the_periods(self):
        """FUP-12: the hospital's own 00:00, which is 16:00 UTC, belongs to the new day."""
        self._task("2026-06-07 23:59")
        self._task("2026-06-08 00:00")
        self.assertEqual(self._figure(self._summary(), "fu_events").value, 1)
        self.assertEqual(self._figure(self._summary(date_from="2026-06-08"), "fu_events").value, 1)
        days = self._summary(date_from="2026-06-15").line_ids.filtered(lambda line: line.dimension == "time")
        self.assertFalse(days)

    def test_the_25th_closes_the_month(self):
        """FUP-12: calls after the 25th count in the next month, over New Year too."""
        for due in ("2026-12-25 23:59", "2026-12-26 00:00", "2027-01-25 23:59", "2027-01-26 00:00"):
            self._task(due)
        with freeze_time("2027-03-01"):
            self.assertEqual(self._figure(self._summary("month", "2026-12-26"), "fu_events").value, 2)
            self.assertEqual(self._figure(self._summary("month", "2026-11-26"), "fu_events").value, 1)

    def test_zero_by_zero_is_a_dash(self):
        self._task("2026-06-03 20:00", "open")
        summary = self._summary()
        line = self._figure(summary, "fu_success_rate")
        self.assertEqual((line.value_text, line.fraction_text), ("–", "0/0"))
        self.assertEqual(self._figure(summary, "fu_attempted_rate").value_text, "0.0%")

    def test_not_applicable_leaves_the_denominator(self):
        """FUP-08, DOMAIN §4.4: the upper two of four levels; N/A and blank are not answers."""
        self._task("2026-06-03 20:00", answers={"doctor": "4", "nurse": "2", "waiting": "na"})
        self._task("2026-06-03 20:00", answers={"doctor": "3", "nurse": "na", "waiting": False})
        summary = self._summary()
        doctor = self._figure(summary, "fu_satisfaction_rate", "aspect", value_code="doctor")
        self.assertEqual((doctor.numerator, doctor.denominator, doctor.label), (2, 2, "Doctor"))
        nurse = self._figure(summary, "fu_satisfaction_rate", "aspect", value_code="nurse")
        self.assertEqual((nurse.numerator, nurse.denominator), (0, 1))
        self.assertFalse(summary.line_ids.filtered(lambda line: line.code == "waiting"))
        whole = self._figure(summary, "fu_satisfaction_rate")
        self.assertEqual((whole.numerator, whole.denominator), (2, 3))
        self.assertEqual(self._figure(summary, "fu_satisfaction_mean").value, 3)

    def test_opinions_are_counted_by_kind(self):
        """FUP-17."""
        task = self._task("2026-06-03 20:00")
        common = {"text": "x", "company_id": self.hospital.id, "res_model": task._name, "res_id": task.id}
        self.env["hcs.opinion"].create([{**common, "kind": kind} for kind in ("need", "need", "suggestion")])
        summary = self._summary()
        found = [self._figure(summary, f"fu_{name}").value for name in ("opinions", "suggestions", "needs")]
        self.assertEqual(found, [0, 1, 2])

    def test_totals_equal_plain_sql(self):
        """On random data each figure of each part is what a plain query says, and the parts add up to the whole."""
        self._fill(400)
        summary = self._summary("month", "2026-05-26")
        self.env.flush_all()
        for column, dimension in (("department_id", "department"), ("user_id", "agent")):
            self.env.cr.execute(
                f"""SELECT {column}, count(*), count(DISTINCT patient_id), count(first_attempt_at),
                           count(*) FILTER (WHERE first_attempt_at <= due_at), count(*) FILTER (WHERE state = 'done'),
                           count(*) FILTER (WHERE state = 'unsuccessful' AND failed_count >= 3)
                      FROM hcs_followup_task
                     WHERE company_id = %s AND state <> 'cancelled'
                       AND due_at >= '2026-05-25 16:00:00' AND due_at < '2026-06-25 16:00:00'
                  GROUP BY {column}""",  # noqa: S608
                [self.hospital.id],
            )
            for res_id, *numbers in self.env.cr.fetchall():
                codes = (
                    "fu_events",
                    "fu_persons",
                    "fu_attempted_rate",
                    "fu_on_time_rate",
                    "fu_effective_rate",
                    "fu_lost_rate",
                )
                found = [self._figure(summary, code, dimension, res_id or 0).numerator for code in codes]
                self.assertEqual(found, numbers, (column, res_id))
        for dimension in ("department", "plan", "agent", "time"):
            parts = summary.line_ids.filtered(
                lambda line, dimension=dimension: line.kpi_id.code == "fu_events" and line.dimension == dimension
            )
            self.assertEqual(sum(parts.mapped("numerator")), summary.row_count, dimension)
        self.assertGreater(summary.row_count, 100)

    def test_three_months_are_their_quarter(self):
        """FUP-12: a quarter is its three reporting months."""
        self._fill(300, "2026-03-20 00:00", 110)
        quarter = self._summary("quarter", "2026-03-26")
        months = [self._summary("month", start) for start in ("2026-03-26", "2026-04-26", "2026-05-26")]
        for code in ("fu_events", "fu_attempted_rate", "fu_satisfaction_rate", "fu_opinions"):
            total = self._figure(quarter, code)
            self.assertEqual(total.numerator, sum(self._figure(month, code).numerator for month in months), code)

    def test_drill_down_opens_exactly_the_counted_rows(self):
        """RP2: the list behind a figure has as many rows as the figure says, under the reader's rights."""
        self._fill(200, days=30)
        summary = self._summary("month", "2026-05-26")
        for user in (self.user_director, self.user_executive):
            lines = summary.with_user(user).line_ids.filtered(
                lambda line: (
                    line.kpi_id.code
                    not in ("fu_persons", "fu_satisfaction_mean", "fu_opinions", "fu_suggestions", "fu_needs")
                )
            )
            self.assertGreater(len(lines), 30)
            for line in lines:
                action = line.action_open_numerator()
                count = self.env[action["res_model"]].with_user(user).search_count(action["domain"])
                self.assertEqual(count, line.numerator, (line.display_name, line.dimension))
                if line.kpi_id.unit != "count":
                    action = line.action_open_rows()
                    count = self.env[action["res_model"]].with_user(user).search_count(action["domain"])
                    self.assertEqual(count, line.denominator, (line.display_name, line.dimension))

    def test_persons_are_the_groups_of_their_list(self):
        for number in (0, 0, 1):
            self._task("2026-06-03 20:00", patient_id=self.patients[number].id)
        summary = self._summary().with_user(self.user_director)
        action = self._figure(summary, "fu_persons").action_open_rows()
        tasks = self.env["hcs.followup.task"].with_user(self.user_director)
        self.assertEqual(len(tasks._read_group(action["domain"], action["context"]["group_by"])), 2)
        self.assertEqual(tasks.search_count(action["domain"]), 3)

    def test_another_hospital_is_not_counted(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        task = self._task("2026-06-03 20:00")
        self._task("2026-06-03 20:00")
        self.env.flush_all()
        self.env.cr.execute("UPDATE hcs_followup_task SET company_id = %s WHERE id = %s", [other.id, task.id])
        self.assertEqual(self._summary().row_count, 1)

    def test_names_are_frozen_in_every_language(self):
        """RPT-06: the reader's language decides, and a renamed department keeps its old name in an old summary."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.surgery.with_context(lang="zh_CN").name = "外科"
        self._task("2026-06-03 20:00")
        summary = self._summary()
        self.surgery.name = "Surgery and trauma"
        line = self._figure(summary, "fu_events", "department", self.surgery.id)
        self.assertEqual(line.with_context(lang="en_US").label, "Surgery")
        self.assertEqual(line.with_context(lang="zh_CN").label, "外科")

    def test_breakdown_equals_plain_counts(self):
        """The weekly breakdown for dashboards: its weeks are the hospital's own."""
        self._fill(150)
        analysis = self.as_user(self.user_leader, "hcs.followup.analysis")
        rows = analysis.get_breakdown("2026-05-26", "2026-06-25", ["week", "department"])
        found = {(row[0], row[1]): tuple(row[2:]) for row in rows}
        expected = {}
        for task in self.env["hcs.followup.task"].search(
            [("company_id", "=", self.hospital.id), ("state", "!=", "cancelled")]
        ):
            day = self.hospital._hcs_local_date(task.due_at)
            if date(2026, 5, 26) <= day <= date(2026, 6, 25):
                key = ((day - timedelta(days=day.weekday())).isoformat(), task.department_id.id)
                called, done = bool(task.first_attempt_at), task.state == "done"
                on_time = called and task.first_attempt_at <= task.due_at
                old = expected.get(key, (0, 0, 0, 0))
                expected[key] = tuple(a + b for a, b in zip(old, (1, called, on_time, done), strict=True))
        self.assertEqual(found, expected)
        self.assertGreater(len(expected), 6)
        self.assertEqual(local("2026-06-01 00:00").hour, 16)
