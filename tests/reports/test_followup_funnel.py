"""The funnel of follow-ups adds up, for any period and any group (FU12)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.followup import FollowupCase, local

RESULTS = ("completed_count", "refused_count", "unreachable_count", "expired_count", "open_count")
STEPS = ("due_count", "attempted_count", "reached_count", "completed_count")
CODES = ("answered", "no_answer", "refused", "do_not_call", "empty_number", "inconvenient", "busy")
WINDOWS = ("2026-06-01 19:05", "2026-06-02 14:35", "2026-06-02 19:05")


@tagged("post_install", "-at_install", "hcs_reports")
class TestFollowupFunnel(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analysis = cls.env["hcs.followup.analysis"].with_user(cls.user_leader)
        cls.others = cls.env["hcs.department"].create({"name": "Children"})

    def _call(self, task, *codes):
        for code, moment in zip(codes, WINDOWS, strict=False):
            with freeze_time(local(moment)):
                task.with_user(self.user_followup).action_record_attempt(code)

    def _fill(self):
        """One task for each way a follow-up may go."""
        ways = {
            "done": ("answered",),
            "late": ("no_answer", "answered"),
            "refused": ("refused",),
            "wants_none": ("do_not_call",),
            "unreached": ("no_answer", "busy", "powered_off"),
            "inconvenient": ("inconvenient", "no_answer", "busy"),
            "wrong": ("empty_number",),
            "tried": ("no_answer",),
            "asked": ("inconvenient",),
            "untouched": (),
            "cancelled": (),
            "expired": (),
        }
        tasks = {}
        for number, (way, codes) in enumerate(ways.items()):
            department = (self.department, self.others)[number % 2]
            tasks[way] = self._make_task(patient_id=self._make_patient().id, department_id=department.id)
            self._call(tasks[way], *codes)
        tasks["cancelled"].action_cancel()
        tasks["expired"].sudo().write({"state": "expired"})
        return tasks

    def _funnel(self, by=None, first="2026-06-01", last="2026-06-30"):
        return self.analysis.get_funnel(first, last, by)

    def test_results_add_up_to_what_was_due(self):
        self._fill()
        [row] = self._funnel()
        self.assertEqual(row["due_count"], 11)
        self.assertEqual(sum(row[name] for name in RESULTS), row["due_count"])
        self.assertEqual([row[name] for name in STEPS], [11, 9, 6, 2])
        self.assertEqual([row[name] for name in RESULTS], [2, 2, 3, 1, 3])

    def test_every_group_adds_up_and_the_groups_to_the_whole(self):
        self._fill()
        [whole] = self._funnel()
        for by in ("department", "plan", "agent", "result"):
            rows = self._funnel(by)
            for row in rows:
                self.assertEqual(sum(row[name] for name in RESULTS), row["due_count"], by)
                counts = [row[name] for name in STEPS]
                self.assertEqual(counts, sorted(counts, reverse=True), by)
            for name in {*STEPS, *RESULTS}:
                self.assertEqual(sum(row[name] for row in rows), whole[name], (by, name))

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        calls=st.lists(
            st.tuples(
                st.sampled_from((*CODES, "")), st.integers(0, 2), st.integers(1, 28), st.booleans(), st.booleans()
            ),
            min_size=1,
            max_size=8,
        ),
        cut=st.integers(1, 29),
    )
    def test_any_follow_ups_add_up_for_any_cut(self, calls, cut):
        """FUP-12, FU12: whatever happened to them, wherever a period is cut, by whatever they are grouped."""
        self.tasks.search([]).write({"due_at": local("2020-01-01 10:00")})
        places = self.department, self.others, self.env["hcs.department"]
        for code, place, day, other_agent, gone in calls:
            task = self._make_task(patient_id=self._make_patient().id)
            task.department_id = places[place]
            if code:
                self._call(task, code)
            task.write(
                {"due_at": local(f"2026-06-{day:02} 19:59"), "user_id": self.user_leader.id if other_agent else False}
            )
            if gone and task.state == "open":
                task.write({"state": "expired"})
        self.env.flush_all()
        [whole] = self._funnel()
        self.assertEqual(whole["due_count"], len(calls))
        self.assertEqual(sum(whole[name] for name in RESULTS), len(calls))
        parts = [self._funnel(last=f"2026-06-{cut:02}"), self._funnel(first=f"2026-06-{cut + 1:02}")]
        parts += [self._funnel(by) for by in ("department", "plan", "agent", "result")]
        for rows in (parts[0] + parts[1], *parts[2:]):
            for name in {*STEPS, *RESULTS}:
                self.assertEqual(sum(row[name] for row in rows), whole[name], name)
            for row in rows:
                counts = [row[name] for name in STEPS]
                self.assertEqual(counts, sorted(counts, reverse=True))

    def test_periods_add_up_too(self):
        self._fill()
        parts = self._funnel(last="2026-06-01") + self._funnel(first="2026-06-02")
        self.assertEqual(sum(row["due_count"] for row in parts), 11)
        self.assertEqual(self._funnel(first="2025-01-01", last="2025-01-31")[0]["due_count"], 0)

    def test_a_task_has_one_result(self):
        tasks = self._fill()
        results = {
            way: self.analysis.search([("task_id", "=", task.id)]).mapped("result") for way, task in tasks.items()
        }
        self.assertEqual(results.pop("cancelled"), [])
        self.assertTrue(all(len(result) == 1 for result in results.values()))
        self.assertEqual(results["wants_none"], ["refused"])
        self.assertEqual(results["wrong"], ["unreachable"])

    def test_wrong_questions_are_refused(self):
        with self.assertRaises(UserError):
            self._funnel("patient")
        with self.assertRaises(UserError):
            self._funnel(first="2026-07-01")
        with self.assertRaises(AccessError):
            self.env["hcs.followup.analysis"].with_user(self.user_followup).get_funnel("2026-06-01", "2026-06-30")
