"""The retry machine on the database, driven by chance, and its golden dates (FUP-03, FUP-06)."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from . import FollowupCase, local, shown

FAILURES = ("no_answer", "busy", "powered_off", "unreachable", "inconvenient", "callback", "proxy", "not_placed")
# the change of season, the Spring Festival, the National Day, an ordinary week
STARTS = ("2026-04-29 18:30", "2026-09-29 18:30", "2026-02-12 18:30", "2026-06-01 18:30")
MOMENTS = st.tuples(st.sampled_from(FAILURES), st.integers(0, 59), st.booleans())


@tagged("post_install", "-at_install", "hcs_followup")
class TestRetryMachine(FollowupCase):
    def _call(self, task, code, moment, **values):
        with freeze_time(moment):
            task.with_user(self.user_followup).action_record_attempt(code, **values)

    def _covered(self, moment):
        return self.env["hcs.calling.slot"]._covers(self.company, moment)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(start=st.sampled_from(STARTS), calls=st.lists(MOMENTS, min_size=20, max_size=20), once=st.booleans())
    def test_never_outside_a_window_never_too_often_always_an_end(self, start, calls, once):
        """FU5: whatever the outcomes, every planned try lies in a window and the task comes to an end."""
        self.env.invalidate_all()
        self.company.write({"hcs_one_failure_per_window": once, "hcs_retry_days": 14})
        task = self._make_task(start, start, patient_id=self._make_patient().id)
        for code, minutes, agrees in calls:
            if task.state != "open":
                break
            at = task.next_try_at
            if not task.callback_agreed:
                self.assertTrue(self._covered(at), shown(at))
                self.assertLessEqual(at, task.due_at + timedelta(days=14))
                later = at + timedelta(minutes=minutes)
                at = later if self._covered(later) else at
            callback = at + timedelta(hours=26) if agrees and code in ("inconvenient", "callback") else None
            self._call(task, code, at, callback_at=callback, confirmed_holiday=True)
            self.assertLessEqual(task.failed_count, self.company.hcs_max_failures)
            if code == "not_placed":
                # a misdial leaves the task where it was: time, not the machine, ends it
                self.tasks._cron_expire(now=task.late_at + timedelta(days=3))
        self.tasks._cron_expire(now=(task.late_at or task.due_at) + timedelta(days=3))
        self.assertIn(task.state, ("unsuccessful", "expired"))
        self.assertFalse(task.next_try_at)

    def _retry_after(self, anchor, *moments):
        task = self._make_task(anchor, anchor, patient_id=self._make_patient().id)
        for moment in moments:
            self._call(task, "no_answer", local(moment))
        return shown(task.next_try_at) if task.next_try_at else task.state

    def test_golden_calendar(self):
        """FUP-03: the first and the last minute, the day the season changes, the Spring Festival."""
        for at, expected in (
            ("2026-06-01 19:59", "2026-06-02 14:30"),
            ("2026-06-01 20:00", "2026-06-02 14:30"),
            ("2026-06-01 19:00", "2026-06-02 14:30"),
        ):
            with self.subTest(at):
                self.assertEqual(self._retry_after("2026-06-01 18:30", at), expected)
        # winter opens the afternoon at 14:00, summer at 14:30; the first of October is a holiday
        self.assertEqual(self._retry_after("2026-04-29 18:30", "2026-04-29 19:30"), "2026-04-30 14:00")
        self.assertEqual(self._retry_after("2026-04-30 18:30", "2026-04-30 19:30"), "2026-05-06 14:30")
        self.assertEqual(self._retry_after("2026-09-30 18:30", "2026-09-30 19:30"), "2026-10-08 14:00")
        # 15 to 23 February 2026; the Saturday before is a make-up working day
        self.assertEqual(self._retry_after("2026-02-14 18:30", "2026-02-14 19:30"), "2026-02-24 14:00")
        self.company.hcs_retry_days = 7
        self.assertEqual(self._retry_after("2026-02-14 18:30", "2026-02-14 19:30"), "expired")

    def test_the_edges_of_a_window_at_the_dial(self):
        """19:59 may be dialled, 20:00 may not."""
        for at, allowed in (
            ("2026-06-01 18:59", False),
            ("2026-06-01 19:00", True),
            ("2026-06-01 19:59", True),
            ("2026-06-01 20:00", False),
        ):
            with self.subTest(at), freeze_time(local(at)):
                task = self._make_task(patient_id=self._make_patient().id)
                self.assertEqual(not task.with_user(self.user_followup)._guard_code(local(at)), allowed)
                self.assertEqual(bool(self.tasks.with_user(self.user_followup)._claim_next(now=local(at))), allowed)
                task.action_cancel()
