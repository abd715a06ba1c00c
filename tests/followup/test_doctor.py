from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.common import MODULE
from tests.followup import FollowupCase, local

CALL = "2026-06-01 19:10"


@tagged("post_install", "-at_install", "hcs_followup")
class TestDoctor(FollowupCase):
    """FUP-09: red flags reach the doctor before the call ends, and the answer reaches follow-up and patient."""

    def setUp(self):
        super().setUp()
        self.user_department.group_ids |= self.env.ref("base.group_user")
        self.doctor = self.env["hcs.practitioner"].create(
            {"name": "Dr Li", "department_id": self.department.id, "user_id": self.user_department.id}
        )
        self.task = self._make_task(practitioner_id=self.doctor.id)
        self.mine = self.task.with_user(self.user_followup)
        self.adverse = self.env.ref(f"{MODULE}.survey_hcs_visit_paid_adverse")
        self.severe = self.env.ref(f"{MODULE}.survey_hcs_visit_paid_adverse_3")
        self.none = self.env.ref(f"{MODULE}.survey_hcs_visit_paid_adverse_1")

    @freeze_time(local(CALL))
    def test_a_red_flag_tells_the_doctor_at_once_and_once(self):
        result = self.mine.action_answer(self.adverse.id, self.severe.ids)
        request = self.task.doctor_request_ids
        self.assertEqual(result["alert_id"], request.id)
        self.assertTrue(request.red_flag)
        self.assertEqual(request.user_id, self.user_department)
        self.assertEqual(request.due_at, local("2026-06-01 19:40"))
        self.assertIn(self.severe.value, request.request)
        self.assertNotIn(self.patient.name, request.request)
        self.assertTrue(request.activity_ids.filtered(lambda activity: activity.user_id == self.user_department))
        self.assertFalse(self.mine.action_answer(self.adverse.id, self.severe.ids)["alert_id"])
        self.assertEqual(len(self.task.doctor_request_ids), 1)

    @freeze_time(local(CALL))
    def test_a_slip_of_the_key_is_taken_back(self):
        self.mine.action_answer(self.adverse.id, self.severe.ids)
        self.mine.action_answer(self.adverse.id, self.none.ids)
        self.assertTrue(self.task.doctor_request_ids.withdrawn)
        self.assertTrue(
            self.mine.action_answer(self.adverse.id, self.severe.ids)["alert_id"], "said again: told again"
        )

    @freeze_time(local(CALL))
    def test_what_the_doctor_has_taken_on_is_not_taken_back(self):
        self.mine.action_answer(self.adverse.id, self.severe.ids)
        self.task.doctor_request_ids.with_user(self.user_department).action_accept()
        self.mine.action_answer(self.adverse.id, self.none.ids)
        self.assertEqual(self.task.doctor_request_ids.state, "accepted")

    @freeze_time(local(CALL))
    def test_the_answer_returns_to_the_follow_up_and_to_the_patient(self):
        request = self.env["hcs.collaboration"].browse(self.mine.action_ask_doctor("Dizzy since yesterday. Halve it?"))
        self.assertEqual(request.due_at, local("2026-06-01 23:10"))
        with self.assertRaises(UserError):
            request.with_user(self.user_followup).action_patient_told()
        request.with_user(self.user_department).action_answer("Halve it until Friday.")
        self.assertIn("Halve it until Friday.", self.task.doctor_feedback)
        told = request.with_user(self.user_followup)
        self.assertTrue(told.is_to_tell)
        self.assertIn(told, told.search([("is_to_tell", "=", True)]))
        told.action_patient_told()
        self.assertFalse(told.is_to_tell)
        self.assertEqual(told.patient_told_by_id, self.user_followup)

    def test_without_words_a_form_asks_for_them(self):
        action = self.mine.action_ask_doctor()
        self.assertEqual(action["res_model"], "hcs.followup.doctor.wizard")
        wizard = self.env[action["res_model"]].with_user(self.user_followup).with_context(action["context"])
        wizard.create({"question": "May she fly?"}).action_send()
        self.assertEqual(self.task.doctor_request_ids.request, "May she fly?")

    def test_nobody_to_ask_is_said(self):
        self.task.department_id = False
        self.task.visit_id.department_id = False
        with self.assertRaises(UserError):
            self.mine.action_ask_doctor("?")

    def test_the_doctor_sees_no_more_than_the_question(self):
        request = self.env["hcs.collaboration"].browse(self.mine.action_ask_doctor("?"))
        seen = request.with_user(self.user_department)
        self.assertEqual(seen.request, "?")
        with self.assertRaises(AccessError):
            seen.read(["followup_task_id"])
        with self.assertRaises(AccessError):
            self.task.with_user(self.user_department).read(["state"])
        with self.assertRaises(AccessError):
            self.task.with_user(self.user_department).action_ask_doctor("?")
