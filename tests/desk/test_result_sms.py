"""SVC-04: a message says that something is ready, never what; its receipt ends the wait."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .results import ResultCase, local


@tagged("post_install", "-at_install", "hcs_desk")
@freeze_time(local("2026-06-01 15:30"))
class TestResultSms(ResultCase):
    def setUp(self):
        super().setUp()
        self.lab.write({"name": "HIV laboratory", "location": "Building 2, floor 3"})
        self.order = self._order(("HIV antibody", "registered", None), notice=True, flagged_by="patient")
        self._final(self.order.item_ids, "2026-06-01 15:30")

    def _message(self):
        return self.env["hcs.message"].search(
            [("res_model", "=", "hcs.result.delivery"), ("res_id", "=", self.order.id)]
        )

    def test_no_clinical_content(self):
        """Neither what was examined nor where it was examined, only where to fetch it, the number and a phone."""
        self.order.write({"note": "positive", "order_ref": "HIV-77"})
        self.order.action_send_sms()
        body = self._message().body
        for word in ("HIV", "antibody", "positive", "laboratory", "Zhang San"):
            self.assertNotIn(word.lower(), body.lower())
        for word in (self.order.reference, "021-5555", "Building 2, floor 3"):
            self.assertIn(word, body)

    def test_the_template_refuses_clinical_words(self):
        template = self.env["hcs.message.template"].search([("code", "=", "result_ready")], limit=1)
        with self.assertRaises(ValidationError):
            template.body = "{patient_title}: your HIV test is positive"

    def test_only_the_receipt_is_proof(self):
        self.order.action_send_sms()
        self.assertEqual((self.order.state, self.order.sudo().clock_ids.state), ("ready", "running"))
        message = self._message().sudo()
        with freeze_time(local("2026-06-01 15:35")):
            message._apply_sms_state("pending")
            self.assertEqual(self.order.state, "ready", "sent is not received")
        with freeze_time(local("2026-06-01 15:40")):
            message._apply_sms_state("sent")
        self.assertRecordValues(
            self.order,
            [
                {
                    "state": "delivered",
                    "how": "sms",
                    "delivered_at": local("2026-06-01 15:40"),
                    "delivered_by_id": self.user_agent.id,
                }
            ],
        )
        self.assertIn("Receipt", self.order.proof)
        self.assertEqual(self.order.sudo().clock_ids.state, "met")
        message._apply_sms_state("sent")
        self.assertEqual(len(self.order.proof_ids), 1)

    def test_a_failed_message_leaves_it_open_and_shows(self):
        self.order.action_send_sms()
        self._message().sudo()._apply_sms_state("error", "sms_number_format")
        self.order.invalidate_recordset()
        self.assertEqual((self.order.state, self.order.sudo().clock_ids.state), ("ready", "running"))
        self.assertTrue(self.order.message_problem)

    def test_a_receipt_of_an_older_round_proves_nothing(self):
        self.order.action_send_sms()
        message = self._message().sudo()
        with freeze_time(local("2026-06-01 16:00")):
            self._final(self.order.item_ids, "2026-06-01 16:00", "corrected")
            message._apply_sms_state("sent")
        self.assertEqual((self.order.state, self.order.round), ("ready", 2))

    def test_delivered_otherwise_meanwhile(self):
        self.order.action_send_sms()
        self.order.action_deliver("desk", recipient="Zhang San")
        self._message().sudo()._apply_sms_state("sent")
        self.assertEqual((self.order.state, self.order.how), ("collected", "desk"))

    def test_the_guard_decides(self):
        self.patient.deceased = True
        with self.assertRaises(UserError):
            self.order.action_send_sms()
        self.assertFalse(self._message())

    def test_held_results_are_not_announced(self):
        self.order.action_hold("unpaid")
        with self.assertRaisesRegex(UserError, "held back"):
            self.order.action_send_sms()
