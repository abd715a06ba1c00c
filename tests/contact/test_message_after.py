from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.hospital_customer_service.models.contact.hcs_sms_api import MessageNotSent

from tests.contact.common import MessageCase

NOON = "2026-03-16 04:00:00"


@freeze_time(NOON)
@tagged("post_install", "-at_install", "hcs_contact")
class TestMessageAfter(MessageCase):
    """IG4: what the gateway answers, receipts, time-outs, failures and their repair."""

    def _sent(self, state="success"):
        self.gateway.answer = lambda orders: [{"uuid": order["uuid"], "state": state} for order in orders]
        self._confirm()
        self._run_queue()
        self.gateway.answer = None
        return self._messages()

    def _receipt(self, message, state, **values):
        self.provider._apply_receipts([{"uuid": message.sms_uuid, "state": state, **values}])

    def _run_receipts(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("hospital_customer_service.ir_cron_message_receipts")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    @staticmethod
    def _raise(error):
        def answer(_orders):
            raise error

        return answer

    # RECEIPTS
    def test_a_receipt_by_callback(self):
        message = self._sent()
        self._receipt(message, "delivered", cost=0.045)
        self.assertEqual((message.state, message.cost), ("delivered", 0.045))
        self._receipt(message, "success")
        self._receipt(message, "not_delivered")
        self.assertEqual(message.state, "delivered", "late receipts change nothing")

    def test_a_receipt_of_failure_comes_after_it_was_sent(self):
        message = self._sent()
        self._receipt(message, "rejected")
        self.assertEqual((message.state, message.reason), ("failed", "sms_rejected"))
        self.assertIn("refuses", message.reason_text)
        self._receipt(message, "delivered")
        self.assertEqual(message.state, "delivered", "the other order of the same two receipts")

    def test_odoos_own_door_for_receipts_reaches_our_message(self):
        message = self._sent()
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", message.sms_uuid)])
        tracker._action_update_from_sms_state("sent")
        self.assertEqual(message.state, "delivered")

    def test_receipts_are_asked_for(self):
        message = self._sent()
        self.gateway.receipts = {message.sms_uuid: {"state": "delivered"}}
        self.cr.execute("UPDATE hcs_message SET write_date = %s", ["2026-03-16 03:55:00"])
        self._run_receipts()
        self.assertFalse(self.gateway.asked, "it may still come by itself")
        self.cr.execute("UPDATE hcs_message SET write_date = %s", ["2026-03-16 03:45:00"])
        self._run_receipts()
        self.assertEqual(self.gateway.asked, [message.sms_uuid])
        self.assertEqual(message.state, "delivered")
        self._run_receipts()
        self.assertEqual(len(self.gateway.asked), 1)

    # TIME-OUT
    def test_a_time_out_is_an_unknown_outcome_and_never_sent_again_by_itself(self):
        self.gateway.answer = self._raise(TimeoutError("13800138000"))
        self._confirm()
        with self.assertLogs("odoo.addons.hospital_customer_service", "WARNING") as logs:
            self._run_queue()
        self.assertNotIn("13800138000", "".join(logs.output))
        message = self._messages()
        self.assertEqual(message.state, "unknown")
        self.gateway.answer = None
        for _turn in range(3):
            self._run_queue()
            self.env["sms.sms"].search([]).send()
            self.env["sms.sms"].search([]).resend_failed()
        self.assertFalse(self.gateway.delivered)

    def test_a_time_out_is_sent_again_only_after_the_gateway_said_it_has_nothing(self):
        """DOMAIN §5.13: the receipt is asked before a repetition."""
        message = self._sent("unknown")
        self.assertEqual(message.state, "unknown")
        with self.assertRaisesRegex(UserError, "twice"):
            message.action_retry()
        self.assertEqual(self.gateway.asked, [message.sms_uuid])
        self.gateway.receipts = {message.sms_uuid: {"state": "delivered"}}
        message.action_retry()
        self.assertEqual(message.state, "delivered")
        self.assertEqual(len(self.gateway.delivered), 1)

    def test_what_the_gateway_never_got_may_be_sent_again(self):
        message = self._sent("unknown")
        first = message.sms_uuid
        self.gateway.receipts = {first: {"state": "not_found"}}
        message.action_retry()
        self.assertEqual(message.state, "queued")
        self.assertNotEqual(message.sms_uuid, first)
        self._run_queue()
        self.assertEqual(message.state, "sent")
        self.assertEqual(len(self.gateway.delivered), 2)

    def test_a_server_that_stopped_while_sending_asks_first(self):
        """The rows are claimed and committed before the gateway is called: the queue does not take them again."""
        self._confirm()
        self._sms().write({"state": "process"})
        message = self._messages()
        message.state = "sending"
        self._run_queue()
        self.assertFalse(self.gateway.delivered)
        self.gateway.receipts = {message.sms_uuid: {"state": "success"}}
        message._ask_receipts()
        self.assertEqual(message.state, "sent")

    def test_a_gateway_that_certainly_took_nothing(self):
        self.gateway.answer = self._raise(MessageNotSent("insufficient_credit"))
        self._confirm()
        self._run_queue()
        self.assertEqual((self._messages().state, self._messages().reason), ("failed", "sms_credit"))

    def test_an_answer_for_some_leaves_the_others_unknown(self):
        other = self._make_patient("李四", number="13900139000")
        self.gateway.answer = lambda orders: [{"uuid": orders[0]["uuid"], "state": "success"}]
        self.Template._send("booking_confirmed", self.patient | other, self.params)
        self._run_queue()
        self.assertEqual(sorted(self._messages().mapped("state")), ["sent", "unknown"])

    # FAILURES
    def test_failures_wake_the_person_in_charge_once(self):
        self.company.hcs_message_user_id = self.user_leader
        self._sent("server_error")
        activity = self.provider.activity_ids
        self.assertEqual(activity.user_id, self.user_leader)
        self._sent("server_error")
        self.assertEqual(self.provider.activity_ids, activity)
        self.assertNotIn("138", activity.note)
        self.assertNotIn("张丽", activity.note + (activity.summary or ""))

    def test_a_refusal_is_a_failure_that_a_person_sees(self):
        self.company.hcs_message_user_id = self.user_leader
        self.patient.phone_ids.wrong = True
        self._confirm()
        self.assertTrue(self.provider.activity_ids)

    def test_the_list_of_failures_and_settling(self):
        message = self._sent("server_error")
        action = self.env.ref("hospital_customer_service.hcs_message_failed_action")
        self.assertIn("attention", action.context)
        attention = [
            ("state", "in", ("failed", "refused", "expired", "unknown")),
            ("handled_at", "=", False),
            ("reason", "not in", ("deceased", "consent_withdrawn", "consent_missing")),
        ]
        self.assertEqual(self.env["hcs.message"].search(attention), message)
        message.with_user(self.user_agent).action_settle()
        self.assertEqual(message.handled_by_id, self.user_agent)
        self.assertFalse(self.env["hcs.message"].search(attention))

    def test_an_agent_sends_again(self):
        message = self._sent("server_error")
        self.assertEqual(message.state, "failed")
        action = message.with_user(self.user_agent).action_retry()
        self.assertEqual(action["tag"], "display_notification")
        self._run_queue()
        self.assertEqual((message.state, message.tries), ("sent", 2))
        outcomes = self.env["hcs.contact"].search([("message_id", "=", message.id)], order="id").mapped("outcome")
        self.assertEqual(outcomes, ["message_failed", "message_sent"])

    def test_a_retry_asks_the_guard(self):
        message = self._sent("server_error")
        self.patient.deceased = True
        with self.assertRaisesRegex(UserError, "died"):
            message.action_retry()
        with self.assertRaises(UserError):
            self._confirm_for(self._make_patient("王五", number="13700137000")).action_retry()

    def _confirm_for(self, patient):
        self._confirm(patient=patient)
        return self.env["hcs.message"].search([("patient_id", "=", patient.id)])

    def test_a_number_added_later_is_used_by_the_retry(self):
        nobody = self._make_patient("李四", number=None)
        message = self._confirm_for(nobody)
        self.assertEqual(message.state, "refused")
        self.env["hcs.patient.phone"].create({"patient_id": nobody.id, "number": "13900139000"})
        message.action_retry()
        self._run_queue()
        self.assertEqual(self.gateway.delivered[0][2]["number"], "+8613900139000")

    def test_a_retry_at_night_waits(self):
        message = self._sent("server_error")
        with freeze_time("2026-03-16 15:30:00"):
            message.action_retry()
            self._run_queue()
        self.assertEqual(len(self.gateway.delivered), 1, "the failed one only")
        self.assertEqual((message.state, message.planned_at), ("queued", self.at("2026-03-17 08:00")))

    def test_a_waiting_message_can_be_stopped(self):
        self._confirm()
        message = self._messages()
        message.with_user(self.user_agent).action_cancel()
        self._run_queue()
        self.assertEqual(message.state, "cancelled")
        self.assertFalse(self.gateway.delivered)
        with self.assertRaises(UserError):
            message.action_cancel()

    def test_others_may_not(self):
        message = self._sent("server_error")
        for user in (self.user_outsider, self.user_department, self.user_executive, self.user_his):
            for method in ("action_retry", "action_cancel", "action_settle"):
                with self.assertRaises(AccessError):
                    getattr(message.with_user(user), method)()
        for user in (self.user_agent, self.user_director, self.user_admin):
            with self.assertRaises(AccessError):
                message.with_user(user).write({"state": "delivered"})

    # MONEY
    def test_long_messages_cost_more(self):
        self.provider.price = 0.05
        message = self._sent()
        self.assertGreater(len(message.body), 70)
        self.assertAlmostEqual(message.cost % 0.05, 0, places=4)
        self.assertGreater(message.cost, 0.05)

    def test_receipts_wait_for_days_not_for_ever(self):
        message = self._sent()
        self.cr.execute("UPDATE hcs_message SET create_date = %s, write_date = create_date", ["2026-03-10 00:00:00"])
        self._run_receipts()
        self.assertFalse(self.gateway.asked)
        self.assertEqual(message.state, "sent")
