"""SVC-01, PS: who wrote hears that the request arrived; what could not be told is seen. SD11, SD16, SVC-07."""

from odoo.tests import freeze_time, tagged

from tests.desk.common import ServiceCase, local


@tagged("post_install", "-at_install", "hcs_desk")
class TestConfirmation(ServiceCase):
    def setUp(self):
        super().setUp()
        clock = freeze_time(local(self.NOW))
        clock.start()
        self.addCleanup(clock.stop)
        self.company.phone = "021-12345678"
        self.service.confirm_received = True

    def messages(self, record):
        return self.env["hcs.message"].search([("res_model", "=", "hcs.service.record"), ("res_id", "=", record.id)])

    def test_who_writes_is_told_the_number(self):
        record = self.register()
        message = self.messages(record)
        self.assertEqual((message.code, message.patient_id), ("record_received", self.patient))
        self.assertIn(record.reference, message.body)
        self.assertEqual(record.message_sent_count, 1)

    def test_a_caller_without_a_card_too(self):
        record = self.register(patient_id=False, caller_phone_masked="13912345678")
        self.assertEqual(self.messages(record).number[-11:], "13912345678")

    def test_who_speaks_to_somebody_needs_no_message(self):
        for channel in ("phone", "in_person", "on_site", "his"):
            self.assertFalse(self.messages(self.register(channel=channel)))

    def test_types_decide_and_no_number_is_no_failure(self):
        nobody = self.env["hcs.patient"].create({"name": "Li Si"})
        self.assertFalse(self.messages(self.register(patient_id=nobody.id)))
        self.service.confirm_received = False
        self.assertFalse(self.messages(self.register()))

    def test_what_could_not_be_told_is_seen_on_the_record(self):
        record = self.register(patient_id=False, caller_phone_masked="1391234")
        self.assertEqual(self.messages(record).state, "refused")
        self.assertTrue(record.message_problem)

    def test_shipped(self):
        """Switched on where people write from outside."""
        codes = self.env["hcs.service.type"].search([("confirm_received", "=", True), ("company_id", "=", False)])
        self.assertLessEqual({"consultation", "expert_booking", "exam_booking"}, set(codes.mapped("code")))


@tagged("post_install", "-at_install", "hcs_desk")
class TestReadThrough(ServiceCase):
    def test_effort_and_hand_overs_of_a_merged_record_are_seen(self):
        """SD11, SD16: who worked on it before the merge, where the record goes on."""
        with freeze_time(local(self.NOW)):
            into, merged = self.register(), self.register()
            merged.action_start()
            merged.action_hand_over(department_id=self.department.id, note="Asked")
        with freeze_time(local("2026-06-01 09:30")):
            merged.action_merge(into.id)
        self.assertTrue(merged.stint_ids)
        self.assertEqual(into.effort_ids, into.stint_ids | merged.stint_ids)
        self.assertEqual(into.all_handover_ids, merged.handover_ids)
        with freeze_time(local("2026-06-01 09:40")):
            merged.action_undo_merge()
        self.env.invalidate_all()
        self.assertFalse(into.all_handover_ids)

    def test_statistics_count(self):
        """SVC-07: how many per agent and channel, not only how fast; the type is a group away."""
        arch = self.env.ref("hospital_customer_service.hcs_service_record_view_pivot").arch
        self.assertIn('display_quantity="1"', arch)
        for name in ("user_id", "channel"):
            self.assertIn(f'name="{name}" type="row"', arch)
