"""Policies as data: which holds, what a change does, what a manager sees (FEATURES D1, SD6; STYLE: never silent)."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .clocks import NOW, ClockCase, local


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time(NOW)
class TestClockPolicies(ClockCase):
    # Which one holds
    def test_the_first_that_fits_holds(self):
        """One first response a record, by the first policy whose condition fits; several reports, each its own."""
        urgent = self._policy(sequence=1, target=10, domain="[('priority', '=', '3')]")
        usual = self._policy(sequence=2)
        reports = self._policy(purpose="report", target=120) | self._policy(purpose="report", target=720)
        self.assertEqual(self._start("2026-11-20 09:00", priority="3").policy_id, urgent | reports)
        self.assertEqual(self._start("2026-11-20 09:00", priority="0").policy_id, usual | reports)

    def test_only_the_own_hospital(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        self._policy(company_id=other.id)
        self.assertFalse(self._start("2026-11-20 09:00"))

    def test_nothing_happens_without_a_policy(self):
        self._policy().active = False
        self.assertFalse(self._start("2026-11-20 09:00"))

    def test_what_cannot_work_is_refused(self):
        for values in (
            {"domain": "[('no_such_field', '=', 1)]"},
            {"domain": "[("},
            {"domain": "__import__('os')"},
            {"start_event": "full_moon"},
            {"stop_event": "full_moon"},
            {"model": "res.partner"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._policy(**values)

    # A changed rule
    def test_a_changed_policy_touches_nothing_until_it_is_applied(self):
        """SD6: the manager sees how many run by it; applied, used time is kept and old and new due are logged."""
        policy = self._policy(pausable=True)
        clock = self._start("2026-11-20 09:00")
        record = clock.service_record_id
        record._clock_pause("Waits for the patient", local("2026-11-20 09:20"))
        record._clock_resume(local("2026-11-20 10:20"))
        policy.write({"target": 120, "warn_percent": 50})
        self.assertEqual((policy.running_count, policy.stale_count), (1, 1))
        self.assertEqual(clock.due_at, local("2026-11-20 11:00"))
        with freeze_time("2026-11-20 02:30"):
            policy.with_user(self.user_director).action_reapply()
        self.assertEqual((policy.running_count, policy.stale_count), (1, 0))
        self.assertRecordValues(
            clock,
            [{"target": 120, "due_at": local("2026-11-20 12:00"), "warn_at": local("2026-11-20 11:00")}],
        )
        changed = clock.event_ids.filtered(lambda event: event.kind == "due_changed")
        self.assertEqual(
            (changed.old_due_at, changed.new_due_at), (local("2026-11-20 11:00"), local("2026-11-20 12:00"))
        )
        self.assertEqual(record.next_due_at, local("2026-11-20 12:00"))

    def test_a_changed_priority_keeps_the_time_that_was_used(self):
        """GLPI #6902, #15605: raised, lowered and raised again it comes to the same; a pause stays a pause."""
        urgent = self._policy(sequence=1, target=30, domain="[('priority', '=', '3')]")
        usual = self._policy(sequence=2, target=120, pausable=True)
        clock = self._start("2026-11-20 09:00", priority="0")
        record = clock.service_record_id
        record._clock_pause("Waits for the patient", local("2026-11-20 09:10"))
        record._clock_resume(local("2026-11-20 10:10"))
        for priority, policy, due in (
            ("3", urgent, "2026-11-20 10:30"),
            ("0", usual, "2026-11-20 12:00"),
            ("3", urgent, "2026-11-20 10:30"),
        ):
            record.priority = priority
            record._clock_reapply(local("2026-11-20 10:15"))
            self.assertRecordValues(clock, [{"policy_id": policy.id, "due_at": local(due), "round": 1}])
        self.assertEqual(len(record.clock_ids), 1)

    def test_a_paused_clock_takes_the_new_rule_and_stays_paused(self):
        policy = self._policy(pausable=True)
        clock = self._start("2026-11-20 09:00")
        record = clock.service_record_id
        record._clock_pause("Waits for the patient", local("2026-11-20 09:20"))
        policy.target = 30
        record._clock_reapply(local("2026-11-20 09:30"))
        self.assertEqual(clock.state, "paused")
        self.assertEqual(clock.next_wake_at, clock.pause_until)
        record._clock_resume(local("2026-11-20 10:00"))
        self.assertEqual(clock.due_at, local("2026-11-20 10:10"))

    def test_a_policy_that_no_longer_fits(self):
        """Cancelled, and what fits only now starts where the first one did."""
        self._policy(domain="[('priority', '=', '0')]")
        report = self._policy(purpose="report", domain="[('priority', '=', '3')]")
        clock = self._start("2026-11-20 09:00", priority="0")
        record = clock.service_record_id
        record.priority = "3"
        record._clock_reapply(local("2026-11-20 09:30"))
        self.assertEqual(clock.state, "cancelled")
        other = record.clock_ids - clock
        self.assertRecordValues(other, [{"policy_id": report.id, "started_at": local("2026-11-20 09:00")}])

    def test_applying_twice_changes_nothing_more(self):
        policy = self._policy()
        clock = self._start("2026-11-20 09:00")
        policy.target = 90
        self.assertEqual(clock.service_record_id._clock_reapply(), clock)
        self.assertFalse(clock.service_record_id._clock_reapply())
        self.assertEqual(len(clock.event_ids), 1)

    # What a manager sees
    def test_in_words_with_an_example(self):
        policy = self._policy(pausable=True, domain="[('priority', '=', '3')]")
        self.env["hcs.clock.escalation"].create(
            {"policy_id": policy.id, "percent": 150, "notify": "director", "repeat_days": 1}
        )
        for words in ("60 working minutes", "Handed over", "80 %", "24 hours", "150 %: director", "condition"):
            self.assertIn(words, policy.summary)
        with Form(policy.with_user(self.user_director)) as form:
            form.preview_at = local("2026-11-20 17:50")
            self.assertEqual(form.preview_due_at, local("2026-11-23 08:50"))
            form.target = 120
            self.assertEqual(form.preview_due_at, local("2026-11-23 09:50"))
            self.assertEqual(form.preview_warn_at, local("2026-11-23 09:26"))

    def test_changes_are_kept(self):
        """History: who changed what, the ladder included."""
        policy = self._policy()
        self.env.cr.precommit.run()
        line = self.env["hcs.clock.escalation"].create({"policy_id": policy.id, "notify": "executive"})
        self.assertIn("executive", policy.message_ids[0].body)
        line.unlink()
        self.assertNotIn("executive", policy.message_ids[0].body)
        policy.target = 45
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = policy.message_ids.tracking_value_ids
        self.assertEqual(values.filtered(lambda value: value.field_id.name == "target").new_value_integer, 45)

    def test_the_form_warns_when_clocks_run_by_it(self):
        policy = self._policy()
        self.assertIsNone(policy._onchange_rule())
        self._start("2026-11-20 09:00", 3)
        policy.invalidate_recordset()
        self.assertIn("3", policy._onchange_rule()["warning"]["title"])

    def test_who_may(self):
        policy = self._policy()
        for user in (self.user_agent, self.user_leader):
            with self.assertRaises(AccessError):
                policy.with_user(user).target = 1
            with self.assertRaises(AccessError):
                policy.with_user(user).action_reapply()
        policy.with_user(self.user_director).target = 1
        with self.assertRaises(AccessError):
            policy.with_user(self.user_outsider).read(["name"])
