"""FUP-09, FUP-10, FUP-17, CMP-08: a ticket is opened from wherever the words were heard."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.complaint.intake import IntakeCase
from tests.followup import FollowupCase, local


@tagged("post_install", "-at_install", "hcs_complaint")
class TestRaise(FollowupCase, IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._make_visit(ended_at=local("2026-06-01 18:30"))
        cls.plans._plan_visits(cls.visit, now=local("2026-06-01 18:40"))
        cls.task = cls.tasks.search([("visit_id", "=", cls.visit.id)], limit=1)
        cls.complaints = cls.env["hcs.complaint.ticket"]

    def made(self, action):
        self.assertEqual(action["res_model"], "hcs.complaint.ticket")
        return self.complaints.browse(action["res_id"])

    def proposed(self, action):
        self.assertEqual(action["res_model"], "hcs.complaint.intake")
        return {name.removeprefix("default_"): value for name, value in action["context"].items()}

    def test_from_the_call(self):
        """One step from the call: the ticket knows the person, the visit and the department."""
        task = self.task.with_user(self.user_followup)
        for kind in ("complaint", "suggestion", "praise"):
            ticket = self.made(getattr(task, f"action_raise_{kind}")("The food was cold"))
            self.assertEqual((ticket.kind, ticket.source, ticket.state), (kind, "followup", "received"))
            self.assertEqual(
                (ticket.followup_task_id, ticket.patient_id, ticket.visit_id, ticket.department_id),
                (self.task, self.patient, self.visit, self.visit.department_id),
            )
            self.assertEqual((ticket.received_by_id, ticket.holder_id), (self.user_followup, ticket.holder_id))
            self.assertIn(self.user_followup, ticket.handler_ids)
        serious = self.made(task.action_raise_complaint("Wrong eye", severity="5"))
        self.assertEqual(serious.severity, "5")

    def test_without_words_the_quick_entry_opens(self):
        proposed = self.proposed(self.task.with_user(self.user_followup).action_raise_praise())
        self.assertEqual((proposed["kind"], proposed["source"]), ("praise", "followup"))
        self.assertEqual((proposed["followup_task_id"], proposed["patient_id"]), (self.task.id, self.patient.id))

    def test_a_suggestion_stays_a_line_that_is_counted(self):
        ticket = self.made(self.task.with_user(self.user_followup).action_raise_suggestion("More chairs"))
        opinion = ticket.opinion_id
        self.assertEqual((opinion.kind, opinion.state, opinion.text), ("suggestion", "passed", "More chairs"))
        self.assertEqual(self.task.opinion_ids, opinion)

    def test_absurd_words(self):
        task = self.task.with_user(self.user_followup)
        for text in ("", "  ", 7, False, ["x"]):
            with self.subTest(text=text), self.assertRaises(UserError):
                task.action_raise_complaint(text)
        for severity in ("9", 3, "x"):
            with self.assertRaises(UserError):
                task.action_raise_complaint("Words", severity=severity)

    def test_who_may(self):
        for user in (self.user_department, self.user_executive, self.user_outsider, self.user_his):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.task.with_user(user).action_raise_complaint("Words")

    def test_from_a_request(self):
        service = self.env["hcs.service.type"].create({"name": "Enquiry", "code": "t_raise"})
        record = self.env["hcs.service.record"].create(
            {
                "type_id": service.id,
                "channel": "phone",
                "caller_name_masked": "Zhang Wei",
                "caller_phone_masked": "13800001111",
                "caller_relation": "child",
                "department_id": self.department.id,
            }
        )
        ticket = self.made(record.with_user(self.user_agent).action_raise_complaint("Nobody called back"))
        self.assertEqual((ticket.source, ticket.service_record_id), ("hotline", record))
        self.assertEqual((ticket.complainant_name, ticket.complainant_phone), ("Zhang Wei", "13800001111"))
        self.assertEqual(ticket.complainant_role, "other")
        proposed = self.proposed(record.with_user(self.user_agent).action_raise_complaint())
        self.assertNotIn("13800001111", str(proposed), "nothing personal on the way through the client")
        self.assertEqual(proposed["service_record_id"], record.id)

    def test_from_the_card(self):
        proposed = self.proposed(self.patient.with_user(self.user_agent).action_raise_complaint())
        self.assertEqual((proposed["patient_id"], proposed["source"]), (self.patient.id, "in_person"))

    def test_from_an_opinion(self):
        opinion = self.env["hcs.opinion"].create(
            {
                "text": "The doctor did not listen",
                "patient_id": self.patient.id,
                "department_id": self.department.id,
                "res_model": "hcs.followup.task",
                "res_id": self.task.id,
            }
        )
        ticket = self.made(opinion.with_user(self.user_agent).action_raise_complaint())
        self.assertEqual((ticket.opinion_id, ticket.description), (opinion, opinion.text))
        self.assertEqual((ticket.followup_task_id, ticket.source), (self.task, "followup"))
        self.assertEqual(opinion.state, "passed")

    def test_from_the_row_of_the_executive_assistant(self):
        """FUP-10: the executive assistant decides; who the patient is stays hidden from the executive."""
        self.task.sudo()._refer([{"kind": "complaint", "text": "Waited for three hours"}])
        row = self.task.referral_ids
        row.referee_id = self.user_executive
        with self.assertRaises(AccessError):
            row.with_user(self.user_followup).action_raise_complaint()
        ticket = self.made(row.with_user(self.user_executive).action_raise_complaint())
        self.assertEqual((ticket.description, ticket.followup_task_id), ("Waited for three hours", self.task))
        self.assertEqual((ticket.patient_id, row.ticket_id), (self.patient, ticket))
        with self.assertRaisesRegex(UserError, "already"):
            row.with_user(self.user_executive).action_raise_suggestion()

    def test_incident_and_complaint_both_ways(self):
        """FEATURES IN2: each knows of the other."""
        incident = self.env["hcs.incident"].create(
            {"kind": "medical_accident", "description": "Wrong dose", "patient_id": self.patient.id}
        )
        ticket = self.made(incident.with_user(self.user_leader).action_raise_complaint("They complain about the dose"))
        self.assertEqual((ticket.incident_id, incident.complaint_ids), (incident, ticket))
        other = self.register(patient_id=self.patient.id, severity="4")
        action = other.with_user(self.user_agent).action_report_incident()
        reported = self.env["hcs.incident"].browse(action["res_id"])
        self.assertEqual((reported.severity, reported.patient_id), ("2", self.patient))
        self.assertEqual(reported.complaint_ids, other)
        self.assertEqual(other.with_user(self.user_agent).action_report_incident()["res_id"], reported.id, "once")

    def test_card_and_timeline_keep_to_the_wall(self):
        """Counters and history of the card show a ticket to its readers only."""
        ticket = self.register(
            self.user_complaint, patient_id=self.patient.id, staff_ids=[Command.set(self.user_leader.ids)]
        )
        patient = self.patient.with_user(self.user_complaint)
        self.assertEqual((patient.complaint_count, patient.complaint_open_count), (1, 1))
        kinds = [entry["kind"] for entry in patient.get_timeline(kinds=["complaint"])["entries"]]
        self.assertEqual(kinds, ["complaint"])
        for user in (self.user_leader, self.user_agent):
            walled = self.patient.with_user(user)
            walled.invalidate_recordset(["complaint_count", "complaint_open_count"])
            self.assertEqual((walled.complaint_count, walled.complaint_open_count), (0, 0))
            self.assertFalse(walled.get_timeline(kinds=["complaint"])["entries"])
        self.assertIn(ticket, self.complaints.with_user(self.user_complaint).search(
            patient.action_open_complaints()["domain"]
        ))  # fmt: skip


@tagged("post_install", "-at_install", "hcs_complaint")
class TestStopSignal(FollowupCase, IntakeCase):
    """FUP-13: a serious complaint that is open ends the follow-ups with its cause; its owner is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.at = local("2026-06-02 19:30")
        cls.guard = cls.env["hcs.contact.guard"]

    def verdict(self, purpose="followup", channel="call"):
        return self.guard._check(self.patient, purpose, channel, self.at)[self.patient.id]

    def serious(self, **values):
        return self.register(self.user_leader, patient_id=self.patient.id, **{"severity": "3", **values})

    def test_what_counts_as_serious(self):
        self.assertFalse(self.verdict())
        self.serious(severity="2")
        self.serious(kind="praise", severity="5")
        self.serious(kind="suggestion", severity="5")
        self.assertFalse(self.verdict())
        ticket = self.serious()
        self.assertEqual(self.verdict(), "on_hold")
        ticket.sudo().write({"state": "closed"})
        self.assertFalse(self.verdict())
        self.serious(kind="dispute", severity="4")
        self.assertEqual(self.verdict(), "on_hold")

    def test_what_the_person_asked_for_goes_on(self):
        self.serious()
        for purpose in ("service", "reminder"):
            self.assertNotEqual(self.verdict(purpose), "on_hold")
        self.patient.deceased = True
        self.assertEqual(self.verdict(), "deceased", "a death is said as it is")

    def test_the_reason_does_not_speak_of_a_complaint(self):
        self.assertNotIn("complaint", self.guard._reason_text("on_hold").lower())
        labels = dict(self.tasks._fields["cancel_reason"]._description_selection(self.env))
        self.assertNotIn("complaint", labels["complaint_open"].lower())

    def test_tasks_are_cancelled_with_the_cause_and_the_owner_is_told_once(self):
        task = self._make_task()[:1]
        self.serious(severity="2")
        at = task.not_before
        self.tasks._cron_stop(at)
        self.assertEqual(task.state, "open", "a small complaint stops nothing")
        ticket = self.serious()
        ticket.sudo().user_id = self.user_complaint
        self.tasks._cron_stop(at)
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", "complaint_open"))
        told = ticket.activity_ids.filtered(lambda todo: "stopped" in (todo.summary or ""))
        self.assertEqual(told.user_id, self.user_complaint)
        self.assertEqual(len(told), 1)
        notes = len(ticket.message_ids)
        self.tasks._cron_stop(at)
        self.assertEqual(len(ticket.message_ids), notes, "told once for each follow-up")

    def test_asked_again_when_the_agent_dials(self):
        task = self._make_task()[:1].with_user(self.user_followup)
        ticket = self.serious()
        with freeze_time(self.at):
            told = task.action_dial()
        self.assertEqual(told["params"]["type"], "warning")
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", "complaint_open"))
        self.assertTrue(ticket.message_ids.filtered(lambda note: "cancelled" in (note.body or "")))

    def test_a_call_in_which_it_was_said_is_recorded(self):
        """The complaint of this very call does not keep its outcome out of the book."""
        task = self._make_task()[:1]
        ticket = task.action_raise_complaint("Wrong eye", severity="5")
        self.assertTrue(ticket)
        with self.assertRaises(UserError):
            task._check_guard(self.at)
        self.assertIsNone(task._check_guard(self.at, over=True))
