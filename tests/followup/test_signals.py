"""Whom not to call: stop signals when planning, by the schedule and when dialling (FUP-13)."""

from ast import literal_eval
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from . import FollowupCase, local

EVENING = "2026-06-01 19:05"


@tagged("post_install", "-at_install", "hcs_followup")
class TestStopSignals(FollowupCase):
    def _discharge(self, **values):
        return self._make_visit(
            kind="inpatient", admitted_at=local("2026-05-25 09:00"), discharged_at=local("2026-05-31 10:00"), **values
        )

    def _back_in_hospital(self, **values):
        values = {"kind": "inpatient", "state": "in_progress", "admitted_at": local("2026-06-01 12:00"), **values}
        return self._make_visit(amount_known=False, amount_spent=0, **values)

    def _dial(self, task, moment=EVENING):
        with freeze_time(local(moment)):
            return task.with_user(self.user_followup).action_dial()

    def assertStopped(self, task, reason):
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", reason))

    def test_each_signal_stops_at_the_dial_and_says_why(self):
        """FU6: the signal came after planning; nobody is called and the cause stands on the task."""

        def no_discharge(task):
            self.env.cr.execute("UPDATE hcs_visit SET discharged_at = NULL WHERE id = %s", [task.visit_id.id])

        signals = {
            "readmitted": lambda task: self._back_in_hospital(patient_id=task.patient_id.id),
            "discharge_cancelled": no_discharge,
            "visit_cancelled": lambda task: task.visit_id.write({"state": "cancelled"}),
            "number_wrong": lambda task: task.patient_id.phone_ids.write({"wrong": True}),
            "deceased": lambda task: self.env.cr.execute(
                "UPDATE hcs_patient SET deceased = TRUE WHERE id = %s", [task.patient_id.id]
            ),
        }
        for reason, happens in signals.items():
            with self.subTest(reason):
                task = self._plan(self._discharge(patient_id=self._make_patient().id), "2026-05-31 11:00")[0]
                happens(task)
                self.env.invalidate_all()
                action = self._dial(task)
                self.assertEqual(action["tag"], "display_notification")
                self.assertStopped(task, reason)
                self.assertFalse(task.attempt_ids)

    def test_the_schedule_stops_what_nobody_dials(self):
        task = self._make_task()
        self._back_in_hospital(admitted_at=local("2026-06-01 18:50"))
        self.assertEqual(self.tasks._cron_stop(now=local("2026-06-01 19:00"))["stopped"], 1)
        self.assertStopped(task, "readmitted")
        self.assertEqual(self.tasks._cron_stop(now=local("2026-06-01 19:00"))["stopped"], 0)

    def test_a_stay_before_the_visit_or_ended_stops_nothing(self):
        task = self._make_task()
        self._back_in_hospital(admitted_at=local("2026-05-01 12:00"))
        self._back_in_hospital(state="cancelled", admitted_at=local("2026-06-01 18:50"))
        self._back_in_hospital(admitted_at=local("2026-06-01 18:50"), discharged_at=local("2026-06-01 18:55"))
        self.tasks._cron_stop(now=local("2026-06-01 19:00"))
        self.assertEqual(task.state, "open")

    def test_planning_asks_for_the_signals_too(self):
        """Nothing is planned for somebody in the ward; what was planned is cancelled with the cause."""
        visit = self._discharge()
        tasks = self._plan(visit, "2026-05-31 11:00")
        stay = self._back_in_hospital()
        self._plan(visit, "2026-06-01 13:00", cancelled=len(tasks), created=0)
        self.assertEqual(set(tasks.mapped("cancel_reason")), {"readmitted"})
        later = self._make_visit(ended_at=local("2026-05-31 18:30"))
        self._plan(later, "2026-06-01 13:00", created=0, blocked=1)
        stay.state = "cancelled"
        self._plan(visit, "2026-06-01 14:00", replanned=len(tasks))
        visit.discharged_at = False
        self._plan(visit, "2026-06-01 15:00", cancelled=len(tasks))
        self.assertEqual(set(tasks.mapped("cancel_reason")), {"discharge_cancelled"})

    def test_a_room_adds_its_own_signal(self):
        """The hook of complaints and merged patients."""
        task = self._make_task()
        model = self.env.registry["hcs.followup.task"]
        signals = [("complaint_open", SQL("TRUE"))]
        told = []
        with (
            patch.object(model, "_stop_signals", lambda _self: signals),
            patch.object(model, "_after_stop", lambda tasks, reason: told.append((tasks, reason))),
        ):
            self._dial(task)
        self.assertStopped(task, "complaint_open")
        self.assertEqual(told, [(task, "complaint_open")])

    def test_stopped_and_held_are_listed_with_the_reason(self):
        stopped = self._make_task()
        self._back_in_hospital(admitted_at=local("2026-06-01 18:50"))
        self.tasks._cron_stop(now=local("2026-06-01 19:00"))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_followup_task_action_stopped"
        )
        domain = [("id", "=", stopped.id), *literal_eval(action["domain"])]
        self.assertEqual(self.tasks.with_user(self.user_leader).search(domain), stopped)
