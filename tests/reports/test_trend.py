"""RPT-08, RP2, RP4: the director's trend. Frozen figures win, the rest is added up from days; rows."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from tests.reports import ReportCase, local

PERIODS = 13


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-08-01 04:00:00")
class TestTrend(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.days = cls.env["hcs.day.figure"]

    def trend(self, user=None):
        return self.as_user(user or self.user_director, "hcs.trend")

    def count_days(self, last=date(2026, 7, 31)):
        self.env.flush_all()
        for name in ("followup", "answer"):
            self.days._refresh(self.hospital, self.days._touched(self.hospital, name, last), [name])

    def course(self, code="fu_attempted_rate", kind="week", part=None, user=None):
        answer = self.trend(user).get_course(code, kind, part)
        return answer, {
            period["key"]: point for period, point in zip(answer["periods"], answer["points"], strict=True)
        }

    def rows(self, action, user=None):
        env = self.as_user(user or self.user_director, action["res_model"])
        return env.with_context(**action["context"]).search(action["domain"])

    def publish(self, week="2026-06-01", **values):
        summary = self._summary(date_from=week)
        summary.sudo().write({"is_frozen": True, "state": "published", **values})
        return summary

    # Rights
    def test_who_may(self):
        """Leaders, directors and executives; nobody else, by whichever door."""
        for user in (self.user_leader, self.user_director, self.user_executive):
            self.assertEqual(len(self.trend(user).get_overview()["periods"]), PERIODS)
        for user in (self.user_agent, self.user_department, self.user_his, self.user_outsider):
            for call in (
                lambda trend: trend.get_overview(),
                lambda trend: trend.get_course("fu_events"),
                lambda trend: trend.action_open_rows("fu_events", "week", "2026-07-20"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call(self.trend(user))

    def test_nonsense_is_refused_in_words(self):
        trend = self.trend()
        for kind in ("year", None, 7, "'; --"):
            with self.assertRaises(UserError):
                trend.get_overview(kind)
        for code, part in (("nothing", None), ("fu_events", "practitioner"), ("fu_events", "time"), (None, None)):
            with self.assertRaises(UserError):
                trend.get_course(code, "week", part)
        with self.assertRaises(UserError):
            trend.action_open_rows("fu_events", "week", None)
        good = f"{self.hospital.id}|fu_events|2026-06-01|2026-06-07|numerator|total|0|"
        tasks = self.as_user(self.user_director, "hcs.followup.task")
        tasks.search([("trend_figure", "=", good)])
        for text in ("", "1|2", good.replace("fu_events", "x"), good.replace("numerator", "both"),
                     good.replace("total", "time"), good.replace("2026-06-01", "soon"),
                     good.replace(str(self.hospital.id), "999999", 1)):  # fmt: skip
            with self.subTest(text=text), self.assertRaises(UserError):
                tasks.search([("trend_figure", "=", text)])
        with self.assertRaises(AccessError):
            self.as_user(self.user_agent, "hcs.followup.task").search([("trend_figure", "=", good)])

    def test_another_hospital_is_not_in_it(self):
        other = self.env["res.company"].create({"name": "Elsewhere", "hcs_tz": "Asia/Shanghai"})
        self._task("2026-07-20 20:00", "done", "2026-07-20 19:00")
        self.count_days()
        stranger = self._make_user(
            "hcs_stranger", "group_hcs_director", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        theirs = self.as_user(stranger, "hcs.trend").with_context(allowed_company_ids=other.ids)
        self.assertEqual(theirs.get_overview("week")["areas"], [])
        self.assertTrue(self.trend().get_overview("week")["areas"])

    # Figures
    def test_thirteen_periods_of_which_the_last_runs(self):
        """2026-08-01 is a Saturday: the week is not over, nor the month from 26 July, nor the quarter."""
        for kind, last, closed in (("week", "2026-W31", "2026-W30"), ("month", "2026-08", "2026-07"),
                                   ("quarter", "2026-Q3", "2026-Q2")):  # fmt: skip
            answer = self.trend().get_overview(kind)
            keys = [period["key"] for period in answer["periods"]]
            self.assertEqual((len(keys), keys[-1], keys[answer["place"]]), (PERIODS, last, closed))
            self.assertEqual([period["open"] for period in answer["periods"]], [False] * 12 + [True])

    def test_figures_equal_the_rows(self):
        """Every week, month and quarter, of the whole and of each department, as plain SQL counts them."""
        self._fill(300)
        self.count_days()
        for kind in ("week", "month", "quarter"):
            answer, _by_key = self.course(kind=kind, part="department")
            some = 0
            for place, period in enumerate(answer["periods"]):
                for department in (None, self.surgery, self.dentistry):
                    self.env.cr.execute(
                        SQL(
                            """
                            SELECT COUNT(first_attempt_at), COUNT(*) FROM hcs_followup_task
                             WHERE company_id = %s AND state <> 'cancelled' AND %s
                               AND (due_at + interval '8 hours')::date BETWEEN %s AND LEAST(%s, date '2026-07-31')
                            """,
                            self.hospital.id,
                            SQL("department_id = %s", department.id) if department else SQL("TRUE"),
                            period["first"],
                            period["last"],
                        )
                    )
                    number, base = self.env.cr.fetchone()
                    rows = [row for row in answer["rows"] if department and row["res_id"] == department.id]
                    point = rows[0]["points"][place] if department else answer["points"][place]
                    some += base
                    if base:
                        self.assertEqual(point["fraction"], f"{number}/{base}")
                        self.assertAlmostEqual(point["value"], number / base)
                    else:
                        self.assertEqual(point["text"], "–", "0/0 is a dash")
            self.assertGreater(some, 300)

    def test_target_light_and_few_cases(self):
        for number in range(12):
            self._task("2026-07-20 20:00", "done" if number else "open", "2026-07-20 19:00" if number else None)
        self._task("2026-07-13 20:00", "done", "2026-07-13 19:00")
        self.count_days()
        _answer, points = self.course()
        self.assertEqual((points["2026-W30"]["light"], points["2026-W30"]["small"]), ("bad", False))
        self.assertEqual((points["2026-W29"]["light"], points["2026-W29"]["small"]), ("good", True))
        self.assertEqual(points["2026-W30"]["previous"], {"text": "100.0%", "change": "−8.3 pp", "trend": "bad",
                                                          "other_definition": False})  # fmt: skip
        self.assertFalse(points["2026-W28"]["known"], "before the first day that was counted there is no figure")
        [area] = [area for area in self.trend().get_overview("week")["areas"] if area["area"] == "followup"]
        tile = next(tile for tile in area["tiles"] if tile["code"] == "fu_attempted_rate")
        self.assertEqual((tile["text"], tile["light"], tile["previous"]["change"]), ("91.7%", "bad", "−8.3 pp"))
        self.assertEqual(len(tile["points"]), PERIODS)

    def test_the_running_period_is_not_compared(self):
        self._task("2026-07-20 20:00", "done", "2026-07-20 19:00")
        self._task("2026-07-28 20:00", "open")
        self.count_days()
        _answer, points = self.course()
        running = points["2026-W31"]
        self.assertEqual((running["text"], running["previous"]["change"]), ("0.0%", "–"))

    def test_last_year(self):
        self._task("2025-07-22 20:00", "open")
        self._task("2026-07-21 20:00", "done", "2026-07-21 19:00")
        self.count_days()
        _answer, points = self.course()
        self.assertEqual(points["2026-W30"]["last_year"]["text"], "0.0%")
        self.assertEqual(points["2026-W30"]["last_year"]["change"], "+100.0 pp")
        [area] = self.trend().get_overview("week")["areas"]
        self.assertEqual(area["tiles"][2]["last_year"]["change"], "+100.0 pp")

    # Frozen figures
    def test_frozen_figures_win_and_are_marked(self):
        """What was published stays; a draft is not believed where days can be added up."""
        self._task("2026-06-02 20:00", "done", "2026-06-02 19:00")
        self._task("2026-06-09 20:00", "done", "2026-06-09 19:00")
        self.publish("2026-06-01")
        self._summary(date_from="2026-06-08")
        self._task("2026-06-03 20:00")
        self._task("2026-06-10 20:00")
        self.count_days()
        _answer, points = self.course()
        self.assertEqual([(points[key]["text"], points[key]["source"]) for key in ("2026-W23", "2026-W24")],
                         [("100.0%", "published"), ("50.0%", "live")])  # fmt: skip

    def test_the_published_revision_wins_over_a_newer_submitted_one(self):
        self._task("2026-06-02 20:00", "done", "2026-06-02 19:00")
        summary = self.publish()
        self._task("2026-06-03 20:00")
        revision = summary.copy({"revision": 2, "date_from": summary.date_from, "date_to": summary.date_to})
        revision.sudo()._compile()
        revision.sudo().write({"is_frozen": True, "state": "submitted"})
        self.count_days()
        self.assertEqual(self.course()[1]["2026-W23"]["text"], "100.0%")
        revision.sudo().state = "published"
        self.assertEqual(self.course()[1]["2026-W23"]["text"], "50.0%")

    def test_a_changed_definition_breaks_the_line(self):
        for week in ("2026-06-02", "2026-06-09", "2026-06-16"):
            self._task(f"{week} 20:00", "done", f"{week} 19:00")
        self.publish("2026-06-01")
        self.publish("2026-06-08")
        self.env.ref("hospital_cs_reports.kpi_fu_attempted_rate").action_new_version()
        self.count_days()
        answer, points = self.course()
        self.assertEqual([key for key, point in points.items() if point["break"]], ["2026-W25"])
        self.assertEqual(points["2026-W25"]["previous"]["change"], "–")
        self.assertTrue(points["2026-W25"]["previous"]["other_definition"])
        self.assertEqual(answer["kpi"]["version"], 2)
        self.assertEqual([k for k, point in self.course("fu_events")[1].items() if point["break"]], [])

    def test_what_cannot_be_added_up(self):
        """Different persons come from summaries, drafts too; looked at alone they are counted."""
        for day in ("2026-07-20", "2026-07-21"):
            self._task(f"{day} 20:00", patient_id=self.patients[0].id)
        self.count_days()
        [area] = self.trend().get_overview("week")["areas"]
        persons = next(tile for tile in area["tiles"] if tile["code"] == "fu_persons")
        self.assertEqual(persons["source"], "none")
        points = self.course("fu_persons")[1]
        self.assertEqual((points["2026-W30"]["text"], points["2026-W30"]["source"]), ("1", "live"))
        self._summary(date_from="2026-07-20")
        [area] = self.trend().get_overview("week")["areas"]
        persons = next(tile for tile in area["tiles"] if tile["code"] == "fu_persons")
        self.assertEqual((persons["text"], persons["source"]), ("1", "draft"))

    def test_doctors_below_five_are_hidden(self):
        """RPT-01: neither in the table nor through its rows, on either side of the limit."""
        doctors = self.env["hcs.practitioner"].create(
            [{"name": name, "company_id": self.hospital.id} for name in ("Dr. Four", "Dr. Five")]
        )
        for doctor, number in zip(doctors, (4, 5), strict=True):
            for _index in range(number):
                visit = self.env["hcs.visit"].create(
                    {"patient_id": self.patients[0].id, "company_id": self.hospital.id,
                     "visit_at": local("2026-07-20 08:00"),
                     "department_id": self.surgery.id, "practitioner_id": doctor.id}
                )  # fmt: skip
                self._task("2026-07-20 20:00", "done", "2026-07-20 19:00", answers={"doctor": "4"}, visit_id=visit.id)
        self.count_days()
        answer, _points = self.course("fu_satisfaction_rate", part="practitioner")
        self.assertEqual([row["name"] for row in answer["rows"]], ["Dr. Five"])
        open_rows = self.trend().action_open_rows
        for doctor, number in zip(doctors, (0, 5), strict=True):
            action = open_rows("fu_satisfaction_rate", "week", "2026-07-20", None, "practitioner", doctor.id)
            self.assertEqual(len(self.rows(action)), number)

    # Rows
    def test_a_point_opens_its_rows(self):
        """As many as the figure says, on both sides, of the whole and of a part; frozen ones stay what they were."""
        self._fill(200)
        self.count_days()
        answer, points = self.course(part="department")
        for place, period in enumerate(answer["periods"][4:9], 4):
            point = answer["points"][place]
            for key, shown in ((("total", 0), point), (("department", self.surgery.id), next(
                    row["points"][place] for row in answer["rows"] if row["res_id"] == self.surgery.id))):  # fmt: skip
                sizes = [
                    len(
                        self.rows(
                            self.trend().action_open_rows("fu_attempted_rate", "week", period["first"], side, *key)
                        )
                    )
                    for side in ("numerator", "denominator")
                ]
                self.assertEqual("/".join(map(str, sizes)), shown["fraction"])
        self.publish("2026-06-01")
        size = len(self.rows(self.trend().action_open_rows("fu_events", "week", "2026-06-01")))
        self._task("2026-06-03 20:00")
        action = self.trend().action_open_rows("fu_events", "week", "2026-06-01")
        self.assertIn("summary_figure", str(action["domain"]))
        self.assertEqual(len(self.rows(action)), size)
        self.assertEqual(str(size), self.course("fu_events")[1]["2026-W23"]["text"])

    def test_readers_without_records_see_rows_without_names(self):
        service = self.env["hcs.service.type"].create({"name": "Enquiry", "code": "t_trend"})
        record = self.env["hcs.service.record"].create(
            {"type_id": service.id, "caller_name": "Li", "company_id": self.hospital.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hcs_service_record SET create_date = %(at)s, opened_at = %(at)s WHERE id = %(id)s",
            {"at": local("2026-07-20 10:00"), "id": record.id},
        )
        self.env.invalidate_all()
        action = self.trend(self.user_director).action_open_rows("sv_records", "week", "2026-07-20")
        self.assertEqual(self.rows(action), record)
        action = self.trend(self.user_executive).action_open_rows("sv_records", "week", "2026-07-20")
        self.assertEqual(action["res_model"], "hcs.trend")
        rows = self.rows(action, self.user_executive)
        self.assertEqual((rows.mapped("day"), rows.mapped("fact")), ([date(2026, 7, 20)], ["service"]))
        self.assertFalse({"patient_id", "person", "res_id", "caller_name"} & set(rows._fields))
        self.assertFalse(self.as_user(self.user_executive, "hcs.trend").search([]), "without a figure no rows")

    def test_unknown_today(self):
        """Today is counted tonight: neither the figure nor its rows have it."""
        self._task("2026-07-31 20:00")
        self._task("2026-08-01 08:00")
        self.count_days()
        self.assertEqual(self.course("fu_events")[1]["2026-W31"]["text"], "1")
        self.assertEqual(len(self.rows(self.trend().action_open_rows("fu_events", "week", "2026-08-01"))), 1)
        self.assertEqual(self.trend().get_overview("week")["known_until"], date(2026, 7, 31))

    # Speed
    def test_queries_do_not_grow(self):
        """As many queries for a year of work as for an empty hospital."""
        trend = self.trend()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            trend.get_overview("month")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            trend.get_overview("month")
            return self.env.cr.sql_log_count - before

        self._fill(20, days=2)
        self.count_days()
        few = queries()
        self._fill(300, "2026-01-01 00:00", days=200, seed=2)
        self.count_days()
        self.assertLessEqual(queries(), few + 1)
        self.assertLess(few, 25)
        with patch.object(type(self.env["hcs.fact"]), "_live", side_effect=AssertionError("rows were counted")):
            trend.get_overview("month")
