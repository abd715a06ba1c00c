"""ORG-02, SEC-01: a department reads what it was handed, without who asked; others read nothing."""

from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from tests.desk.common import ServiceCase

PERSONAL = (
    "patient_id",
    "caller_name_masked",
    "caller_phone_masked",
    "subject",
    "description",
    "outcome",
    "contact_ids",
)


@tagged("post_install", "-at_install", "hcs_desk")
class TestAccess(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.doctor.user_id = cls.user_department

    def test_a_department_sees_what_it_was_handed(self):
        handed, other = self.register(description="Zhang San is afraid"), self.register()
        handed.action_hand_over(department_id=self.department.id, note="Fasting?")
        records = self.as_user(self.user_department, "hcs.service.record")
        self.assertEqual(records.search([]), handed)
        own = handed.with_user(self.user_department)
        self.assertEqual((own.reference, own.handover_ids.note), (handed.reference, "Fasting?"))
        for name in PERSONAL:
            with self.assertRaises(AccessError, msg=name):
                own.read([name])
        with self.assertRaises(AccessError):
            own.action_start()
        with self.assertRaises(AccessError):
            other.with_user(self.user_department).read(["reference"])

    def test_a_department_does_not_read_the_talk(self):
        record = self.register()
        record.message_post(body="Zhang San called")
        record.action_hand_over(department_id=self.department.id)
        found = self.as_user(self.user_department, "mail.message").search(
            [("model", "=", record._name), ("res_id", "=", record.id)]
        )
        self.assertFalse(found)

    def test_a_department_takes_the_question_and_does_its_step(self):
        self.step(name="X-ray ready", department_id=self.department.id)
        self.step(name="Other")
        record = self.register()
        record.action_hand_over(practitioner_id=self.doctor.id)
        record.handover_ids.with_user(self.user_department).action_acknowledge()
        self.assertEqual(record.handover_ids.acknowledged_by_id, self.user_department)
        steps = self.as_user(self.user_department, "hcs.service.step").search([])
        self.assertEqual(steps.mapped("name"), ["X-ray ready"])
        steps.action_done()
        self.assertEqual(steps.sudo().done_by_id, self.user_department)
        with self.assertRaises(AccessError):
            (record.step_ids.sudo() - steps.sudo()).with_user(self.user_department).action_done()

    def test_nobody_else_sees_anything(self):
        record = self.register()
        for user in (self.user_executive, self.user_his, self.user_outsider):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["reference"])
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.service.record").get_open_similar(type_id=self.service.id)
            for method in ("action_start", "action_resume", "action_done", "action_cancel", "action_answer"):
                with self.assertRaises(AccessError):
                    getattr(record.with_user(user), method)()

    @users("hcs_agent")
    def test_an_agent_does_not_read_back_what_was_typed(self):
        record = self.register(patient_id=False, caller_name_masked="Wang Wu", caller_phone_masked="13700001111")
        for name in ("caller_name", "caller_phone", "caller_digits"):
            with self.assertRaises(AccessError):
                record.read([name])
        found = record.search([("caller_phone_masked", "ilike", "13700001111")])
        self.assertEqual(found, record)

    def test_names_stay_out_of_names_and_subjects(self):
        record = self.register(subject="Zhang San")
        self.assertEqual(record.display_name, record.reference)
        self.assertEqual(record._message_compute_subject(), record.reference)
        found = self.as_user(self.user_agent, "hcs.service.record").name_search("Zhang San")
        self.assertEqual(found, [(record.id, record.reference)])
