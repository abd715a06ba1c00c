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
        self.assertFalse(self._record(patient_id=self._make_patient().id).due_followup_count, "nobody else's")
        with self.assertRaises(AccessError):
            record.with_user(self.user_agent).action_make_followup()
        task.action_cancel()
        record.invalidate_recordset()
        self.assertFalse(mine.due_followup_count)
        with self.assertRaises(UserError):
            mine.action_make_followup()

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
