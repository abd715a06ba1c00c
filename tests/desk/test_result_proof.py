"""SVC-04: only proof ends the wait: a call that reached, a receipt, a parcel number, a name."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .results import ResultCase, local

NIGHT, NOON = "2026-06-01 23:30", "2026-06-01 10:30"


@tagged("post_install", "-at_install", "hcs_desk")
@freeze_time(local("2026-06-01 15:30"))
class TestResultProof(ResultCase):
    def setUp(self):
        super().setUp()
        self.order = self._order(("Blood", "final", "2026-06-01 15:00"), notice=True, flagged_by="patient")

    def _contacts(self, order=None):
        return self.env["hcs.contact"]._of(order or self.order)

    # CALLS
    def test_a_call_that_reached(self):
        self.order.action_dial()
        self.assertEqual((self.order.user_id, self.order.dialled_at), (self.user_agent, local("2026-06-01 15:30")))
        self.order.action_call_outcome("answered", note="Comes tomorrow")
        self.assertRecordValues(
            self.order,
            [{"state": "delivered", "how": "phone", "delivered_by_id": self.user_agent.id, "proof": "Comes tomorrow"}],
        )
        contact = self._contacts()
        self.assertRecordValues(
            contact,
            [{"channel": "call", "purpose": "service", "outcome": "answered", "patient_id": self.patient.id,
              "user_id": self.user_agent.id}],
        )  # fmt: skip
        self.assertEqual(contact.sudo().number, self.phone.sudo().number)
        self.assertEqual(self.order.proof_ids.sudo().contact_id, contact)

    def test_calls_that_did_not_reach_are_counted(self):
        for count, code in enumerate(
            ("no_answer", "busy", "powered_off", "unreachable", "out_of_service", "inconvenient", "callback"), 1
        ):
            self.order.action_call_outcome(code)
            self.assertEqual((self.order.state, self.order.call_count), ("ready", count))
        self.assertEqual(len(self._contacts()), 7)
        self.assertFalse(self.order.proof_ids)

    def test_one_click_on_the_board(self):
        self.order.action_dial()
        self.order.action_no_answer()
        self.assertEqual((self.order.call_count, self.order.dialled_at), (1, False))
        self.order.action_dial()
        self.order.action_told()
        self.assertEqual(
            (self.order.state, self._contacts().mapped("outcome")), ("delivered", ["answered", "no_answer"])
        )

    def test_family_is_named(self):
        """Who answered for the patient is asked for before the result counts as told."""
        action = self.order.action_call_outcome("proxy")
        self.assertEqual(action["res_model"], "hcs.result.deliver.wizard")
        self.assertEqual(self.order.state, "ready")
        wizard = self.as_user(self.user_agent, action["res_model"]).with_context(**action["context"]).create({})
        wizard.recipient = "Zhang Hong, daughter"
        wizard.action_deliver()
        self.assertEqual((self.order.state, self.order.recipient), ("delivered", "Zhang Hong, daughter"))
        self.assertEqual(self._contacts().outcome, "proxy")

    def test_a_wrong_number_is_marked(self):
        self.order.action_call_outcome("wrong_person")
        self.assertTrue(self.phone.wrong)
        with self.assertRaisesRegex(UserError, "number"):
            self.order.action_dial()

    def test_unknown_outcomes(self):
        for code in (None, "", "nonsense", 7, "\x00"):
            with self.assertRaises(UserError):
                self.order.action_call_outcome(code)

    def test_the_guard_is_asked(self):
        """Nobody calls the dead, or who does not want it."""
        self.patient.deceased = True
        for refused in (
            self.order.action_dial,
            lambda: self.order.action_call_outcome("answered"),
            lambda: self.order.action_deliver("phone", proof="told"),
        ):
            with self.assertRaisesRegex(UserError, "died"):
                refused()
        self.assertEqual(self.order.state, "ready")

    def test_hours(self):
        """Whoever asked to be told is called at any hour; by rule the calling hours hold, except where it says so."""
        rule = self.env["hcs.result.rule"].create({"name": "Rule", "notice": True})
        with freeze_time(local(NIGHT)):
            by_rule = self._order(("Blood", "final", NIGHT))
            self.assertEqual(by_rule.flagged_by, "rule")
            with self.assertRaisesRegex(UserError, "calling hours"):
                by_rule.action_dial()
            by_rule.action_call_outcome("no_answer")
            self.assertEqual(by_rule.call_count, 1, "a call that was made is recorded at whatever hour")
            self.order.action_dial()
            rule.any_hour = True
            by_rule.action_dial()

    # THE OTHER WAYS
    def test_proof_is_asked_for(self):
        for how, words in (
            ("phone", "reached"),
            ("sms", "receipt"),
            ("mail", "tracking number"),
            ("desk", "who took"),
        ):
            with self.subTest(how=how), self.assertRaisesRegex(UserError, words):
                self.order.action_deliver(how)
        for how in ("pigeon", None, ""):
            with self.assertRaisesRegex(UserError, "how"):
                self.order.action_deliver(how)
        self.assertEqual((self.order.state, len(self.order.proof_ids)), ("ready", 0))

    def test_by_mail(self):
        with self.assertRaisesRegex(UserError, "future"):
            self.order.action_deliver("mail", tracking_number="SF1", posted_on="2026-06-02")
        self.order.action_deliver("mail", tracking_number="SF1")
        self.assertEqual((self.order.state, self.order.tracking_number), ("delivered", "SF1"))
        self.assertEqual(str(self.order.posted_on), "2026-06-01")
        self.assertIn("SF1", self.order.proof_text)

    def test_at_the_desk(self):
        self.order.action_deliver("desk", recipient="Zhang San")
        self.assertRecordValues(self.order, [{"state": "collected", "how": "desk", "recipient": "Zhang San"}])
        with self.assertRaisesRegex(UserError, "delivered RES.* already"):
            self.order.action_deliver("desk", recipient="Zhang San")

    def test_signed_at_the_desk(self):
        self.order.action_deliver("desk", signature=b"iVBORw0KGgo=")
        self.assertTrue(self.order.proof_ids.signature)

    def test_told_first_and_collected_afterwards(self):
        self.order.action_call_outcome("answered")
        with self.assertRaises(UserError):
            self.order.action_collect()
        self.order.action_collect(recipient="Zhang San")
        self.assertEqual((self.order.state, self.order.how), ("collected", "phone"))
        self.assertEqual(sorted(self.order.proof_ids.mapped("event")), ["collected", "delivered"])
        with self.assertRaises(UserError):
            self.order.action_collect(recipient="Zhang San")

    def test_unflagged_results_are_handed_over_too(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        order.action_collect(recipient="Zhang San")
        self.assertEqual((order.state, order.how), ("collected", "desk"))

    def test_moments(self):
        for at in ("2026-06-01 06:59:00", "2026-06-01 07:31:00"):  # 14:59 and 15:31 in Shanghai
            with self.assertRaises(UserError):
                self.order.action_deliver("desk", recipient="A", at=at)
        self.order.action_deliver("desk", recipient="A", at="2026-06-01 07:20:00")
        self.assertEqual(self.order.delivered_at, local("2026-06-01 15:20"))

    def test_the_proof_is_never_changed(self):
        self.order.action_deliver("desk", recipient="Zhang San")
        proof = self.order.proof_ids.sudo()
        with self.assertRaises(UserError):
            proof.recipient = "Somebody else"
        with self.assertRaises(UserError):
            proof.unlink()

    def test_a_second_delivery_of_a_round_is_refused(self):
        """The unique pair decides, whatever the status said when it was read."""
        self.order.action_deliver("desk", recipient="Zhang San")
        self.env.flush_all()
        self.env.cr.execute("UPDATE hcs_result_delivery SET state = 'ready' WHERE id = %s", [self.order.id])
        self.order.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "A colleague delivered"):
            self.order.action_deliver("mail", tracking_number="SF1")

    def test_awaited_results_cannot_be_delivered(self):
        order = self._order(("Blood", "partial", None))
        with self.assertRaisesRegex(UserError, "not complete"):
            order.action_deliver("desk", recipient="A")
