"""What else a call needs: a patient who calls by himself, a code for the own phone, no offers without consent."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.followup import FollowupCase, local

MORNING = "2026-06-01 18:50"


@tagged("post_install", "-at_install", "hcs_followup")
class TestInbound(FollowupCase):
    def _record(self, **values):
        service = self.env["hcs.service.type"].search([("phase", "=", "pre"), ("group", "!=", "booking")], limit=1)
        return self.env["hcs.service.record"].create({"type_id": service.id, **values})

    @freeze_time(local(MORNING))
    def test_whoever_calls_is_offered_what_is_due(self):
        """FU7: an agreed or due call is made while the patient is on the line anyhow."""
        task = self._make_task()
        record = self._record(patient_id=self.patient.id)
        mine = record.with_user(self.user_followup)
        self.assertEqual(mine.due_followup_count, 1)
        action = mine.action_make_followup()
        self.assertEqual((action["tag"], action["params"]["task_id"]), ("hcs_call_console", task.id))
        self.assertTrue(action["params"]["incoming"])
        self.assertFalse(self._record(patient_id=self._make_patient().id).due_followup_count, "nobody else's")
        with self.assertRaises(AccessError):
            record.with_user(self.user_agent).action_make_followup()
        task.action_cancel()
        record.invalidate_recordset()
        self.assertFalse(mine.due_followup_count)
        with self.assertRaises(UserError):
            mine.action_make_followup()

    def _calls_in(self, task, at, code="answered"):
        mine = task.with_user(self.user_followup)
        with freeze_time(local(at)):
            shown = mine.action_console_incoming()
            self.assertFalse(shown["stopped"])
            self.assertTrue(shown["task"]["incoming"])
            self.assertFalse(task.with_user(self.user_pii).dial_number, "nothing is dialled, so nothing is shown")
        with freeze_time(local(at.replace(":00", ":06"))):
            mine.action_console_outcome(code)
        return self.env["hcs.contact"].search([("res_model", "=", task._name), ("res_id", "=", task.id)], limit=1)

    def test_whoever_calls_is_written_as_incoming(self):
        """FU7, CNT: the ledgers tell a call that came in from one we made; the patient chose the hour."""
        task = self._make_task()
        with freeze_time(local("2026-06-01 10:00")), self.assertRaisesRegex(UserError, "outside"):
            task.with_user(self.user_followup).action_dial()
        contact = self._calls_in(task, "2026-06-01 10:00")
        self.assertEqual((contact.direction, contact.reached), ("in", True))
        self.assertRecordValues(
            task.attempt_ids, [{"incoming": True, "counted": False, "started_at": local("2026-06-01 10:00")}]
        )
        self.assertEqual((task.state, task.incoming), ("done", False))

    def test_an_incoming_call_is_no_call_of_ours(self):
        """FUP-13: caps protect people from us; who calls three times may be asked the third time."""
        self.company.write({"hcs_cap_day": 1, "hcs_cap_week": 1})
        first, second = self._make_task(), self._make_task(now="2026-06-01 18:41")
        self._calls_in(first, "2026-06-01 10:00", "inconvenient")
        self.assertEqual(first.state, "open")
        contact = self._calls_in(first, "2026-06-01 11:00", "answered")
        self.assertEqual(contact.direction, "in")
        self.assertIn(second.state, ("open", "done"))

    def test_who_hangs_up_and_is_called_back_in_vain_was_not_incoming(self):
        task = self._make_task()
        with freeze_time(local(MORNING)):
            task.with_user(self.user_followup).action_take_incoming()
        with freeze_time(local("2026-06-01 18:55")):
            task.with_user(self.user_followup).action_record_attempt("no_answer")
        contact = self.env["hcs.contact"].search([("res_model", "=", task._name), ("res_id", "=", task.id)])
        self.assertEqual((contact.direction, task.attempt_ids.incoming, task.failed_count), ("out", False, 1))
        self.assertFalse(task.incoming)

    def test_what_stops_for_good_stops_this_too(self):
        """FUP-13: what stops a call for good stops this one too, and nobody else takes it in hand."""
        task = self._make_task()
        with freeze_time(local(MORNING)):
            with self.assertRaises(AccessError):
                task.with_user(self.user_agent).action_take_incoming()
            # the feed writes past the planner
            self.env.cr.execute("UPDATE hcs_patient SET deceased = TRUE WHERE id = %s", [self.patient.id])
            self.env.invalidate_all()
            shown = task.with_user(self.user_followup).action_console_incoming()
        self.assertTrue(shown["stopped"])
        self.assertFalse(task.incoming)

    def test_far_away_calls_are_not_offered(self):
        task = self._make_task()
        record = self._record(patient_id=self.patient.id)
        with freeze_time(local("2026-05-31 12:00")):
            self.assertFalse(record._due_followups())
        with freeze_time(local(MORNING)):
            self.assertEqual(record._due_followups(), task)

    def test_a_caller_without_a_card_is_known_by_the_number(self):
        with freeze_time(local("2026-06-01 10:00")):
            first = self._record(caller_name="Qian", caller_phone="13911112222")
        self.plans._plan_records(first, now=local("2026-06-01 10:10"))
        with freeze_time(local("2026-06-02 18:00")):
            again = self._record(caller_name="Qian", caller_phone="+86 13911112222")
            self.assertEqual(len(again._due_followups()), 1)
            self.assertFalse(self._record(caller_name="Li", caller_phone="13911113333")._due_followups())
            self.assertFalse(self._record()._due_followups())

    def test_the_code_leads_to_the_questions_and_its_address_is_nowhere_else(self):
        """FUP-04: tablet or the patient's own phone."""
        task = self._make_task()
        mine = task.with_user(self.user_followup)
        action = mine.action_show_qr()
        code = self.env[action["res_model"]].with_user(self.user_followup).browse(action["res_id"])
        self.assertTrue(code.image)
        self.assertEqual(task.answers_ids.hcs_by, "desk")
        self.assertNotIn(task.answers_ids.access_token, str(code.read()))
        task.answers_ids._mark_done()
        with self.assertRaises(UserError):
            mine.action_show_qr()
        with self.assertRaises(AccessError):
            self._make_task(patient_id=self._make_patient().id).with_user(self.user_agent).action_show_qr()

    def test_no_offers_without_consent_to_them(self):
        """FUP-18."""
        task = self._make_task()
        self.assertFalse(task.with_user(self.user_followup).may_promote)
        with freeze_time(local("2026-06-01 19:05")):
            card = task.with_user(self.user_followup).get_console(task.id)["task"]
            self.assertFalse(card["may_promote"])
            consent = {"patient_id": self.patient.id, "purpose": "marketing", "source": "call"}
            self.env["hcs.consent"].create({**consent, "state": "given"})
            task.invalidate_recordset()
            self.assertTrue(task.may_promote)
        with freeze_time(local("2026-06-01 19:06")):
            self.env["hcs.consent"].create({**consent, "state": "withdrawn"})
            task.invalidate_recordset()
            self.assertFalse(task.may_promote)
