"""The month of follow-up on screen, and the numbers to verify (FUP-12)."""

from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from . import FollowupCase, local


@tagged("post_install", "-at_install", "hcs_followup")
class TestCycle(FollowupCase):
    def setUp(self):
        super().setUp()
        self.cycles = self.env["hcs.followup.cycle"]

    def _unreached(self, day="2026-06-02", code="empty_number", patient=None):
        task = self._make_task(f"{day} 18:30", f"{day} 18:40", patient_id=(patient or self._make_patient()).id)
        with freeze_time(local(f"{day} 19:05")):
            task.with_user(self.user_followup).action_record_attempt(code)
        return task

    def _month(self, now="2026-06-25 09:00"):
        self.cycles._cron_cycle(now=local(now))
        return self.cycles.search([("company_id", "=", self.company.id), ("month", "=", "2026-06-01")])

    def test_golden_dates_by_the_calendar_of_the_hospital(self):
        for month, dates in (
            ((2026, 9), ("2026-09-25", "2026-09-28", "2026-09-29", "2026-09-28", "2026-09-30")),
            ((2026, 2), ("2026-02-25", "2026-02-25", "2026-02-27", "2026-02-26", "2026-02-28")),
        ):
            values = self.cycles._prepare_values(self.company, date(*month, 1))
            names = ("date_to", "verify_from", "verify_to", "review_on", "final_on")
            self.assertEqual(tuple(str(values[name]) for name in names), dates)

    def test_a_day_after_the_cut_belongs_to_the_next_month(self):
        for day, month in ((date(2026, 6, 25), "2026-06-01"), (date(2026, 6, 26), "2026-07-01")):
            self.assertEqual(str(self.cycles._ensure(self.company, day).month), month)
        self.assertEqual(str(self.cycles._ensure(self.company, date(2026, 12, 26)).month), "2027-01-01")

    def test_settings_move_the_dates(self):
        self.company.write({"hcs_cycle_closing_day": 20, "hcs_cycle_final_day": 28})
        values = self.cycles._prepare_values(self.company, date(2026, 8, 1))
        self.assertEqual((str(values["date_from"]), str(values["date_to"])), ("2026-07-21", "2026-08-20"))
        self.assertEqual(str(values["final_on"]), "2026-08-28")

    def test_a_month_closes_on_a_day_every_month_has(self):
        for day in (0, 28, 30):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self.company.hcs_cycle_closing_day = day
        self.company.hcs_cycle_closing_day = 31
        values = self.cycles._prepare_values(self.company, date(2026, 2, 1))
        self.assertEqual((str(values["date_from"]), str(values["date_to"])), ("2026-02-01", "2026-02-28"))

    def test_unreached_patients_are_listed_once(self):
        """One line per patient of the month, none for who refused, died or was called after the cut."""
        patient = self._make_patient()
        missed = self._unreached(code="empty_number", patient=patient)
        self._unreached(code="refused")
        self._unreached(day="2026-05-20")
        self.env["hcs.followup.number"].search([]).write({"state": "none"})
        gone = self._unreached()
        self.env["hcs.followup.number"].search([("state", "=", "open")]).write({"state": "none"})
        gone.patient_id.deceased = True
        cycle = self._month()
        self.assertEqual(cycle.number_ids.task_id, missed)
        self.assertEqual((cycle.number_ids.kind, cycle.number_ids.due_on), ("unreached", cycle.verify_to))
        self.assertEqual(self._month(), cycle)
        self.assertEqual(cycle.number_count, 1)
        cycle.number_ids.with_user(self.user_followup).action_confirm_number()
        self._month("2026-06-26 09:00")
        self.assertEqual((cycle.number_count, cycle.number_open_count), (1, 0))

    def test_the_month_goes_step_by_step(self):
        self.tasks._get_followup_team(self.company).leader_id = self.user_leader
        self._unreached()
        self.env["hcs.followup.number"].search([]).write({"state": "none"})
        with freeze_time(local("2026-06-25 12:00")):
            cycle = self._month().with_user(self.user_leader)
            self.assertEqual(cycle.phase, "collecting")
            with self.assertRaises(UserError):
                cycle.action_verified()
        self.assertEqual(len(cycle.activity_ids), 3)
        with freeze_time(local("2026-06-26 12:00")):
            cycle.invalidate_recordset()
            self.assertEqual(cycle.phase, "verification")
            with self.assertRaisesRegex(UserError, "still to be verified"):
                cycle.action_verified()
            cycle.number_ids.action_no_number()
            cycle.action_verified()
            self.assertEqual((cycle.phase, cycle.verified_by_id), ("review", self.user_leader))
            cycle.action_reviewed()
            with self.assertRaisesRegex(UserError, "final result"):
                cycle.action_close()
            cycle.feedback = "Ward 3 calls back faster"
            cycle.action_close()
            self.assertEqual(cycle.phase, "closed")
            with self.assertRaises(AccessError):
                cycle.with_user(self.user_followup).action_reviewed()
            self.assertEqual(cycle.with_user(self.user_executive).number_count, 1)

    def test_figures_of_the_month_add_up(self):
        self._unreached()
        self._make_task(patient_id=self._make_patient().id).action_cancel()
        self._make_task(patient_id=self._make_patient().id)
        cycle = self._month()
        self.assertEqual(cycle.due_count, cycle.done_count + cycle.unreached_count + cycle.todo_count)
        self.assertEqual((cycle.unreached_count, cycle.todo_count), (1, 1))

    def test_dates_in_a_wrong_order_are_refused(self):
        cycle = self._month()
        with self.assertRaises(ValidationError):
            cycle.verify_to = "2026-06-20"
