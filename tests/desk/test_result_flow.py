"""SVC-04, SD12: when a result is ready, held back, issued again, and what proves that the patient was told."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .results import ResultCase, local

DONE = "2026-06-01 15:30"


@tagged("post_install", "-at_install", "hcs_desk")
@freeze_time(local(DONE))
class TestResultFlow(ResultCase):
    # READY
    def test_ready_when_the_last_part_is_final(self):
        """SVC-04: results of an order wait for each other."""
        order = self._order(("Blood", "final", "2026-06-01 14:00"), ("Urine", "registered", None))
        self.assertEqual((order.state, order.issued_at), ("waiting", False))
        self._final(order.item_ids[1], "2026-06-01 15:10")
        self.assertEqual((order.state, order.issued_at), ("ready", local("2026-06-01 15:10")))

    def test_a_cancelled_part_is_not_waited_for(self):
        order = self._order(("Blood", "final", "2026-06-01 14:00"), ("Urine", "registered", None))
        order.item_ids[1].write({"status": "cancelled"})
        self.assertEqual((order.state, order.issued_at), ("ready", local(DONE)), "complete since it was cancelled")
        order = self._order(("Blood", "cancelled", None), ("Urine", "cancelled", None))
        self.assertEqual(order.state, "cancelled")

    def test_preliminary_is_not_final(self):
        for status in ("registered", "partial", "preliminary"):
            self.assertEqual(self._order(("Blood", status, None)).state, "waiting")
        for status in ("final", "amended", "corrected"):
            self.assertEqual(self._order(("Blood", status, "2026-06-01 15:00")).state, "ready")

    def test_by_hand_everything_is_there(self):
        order = self._order(("Blood", "partial", None), ("Urine", "cancelled", "2026-06-01 15:00"))
        order.action_ready()
        self.assertEqual(order.item_ids.mapped("status"), ["final", "cancelled"])
        self.assertEqual((order.state, order.issued_at), ("ready", local(DONE)))
        empty = self._order()
        empty.action_ready()
        self.assertEqual((empty.state, len(empty.item_ids)), ("ready", 1))

    def test_entered_with_its_time_alone(self):
        order = self._order(issued_at="2026-06-01 06:30:00")
        self.assertEqual((order.state, order.item_ids.status), ("ready", "final"))
        self.assertEqual(order.issued_at, local("2026-06-01 14:30"))

    def test_a_part_more_reopens_it(self):
        """What was issued is not the result of the order any more; the first delivery stays as it was."""
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        order.action_deliver("desk", recipient="Zhang Hong")
        order.write({"item_ids": [Command.create({"name": "Urine"})]})
        self.assertEqual((order.state, order.issued_at, order.round, order.how), ("waiting", False, 2, False))
        self._final(order.item_ids[1], "2026-06-01 15:20")
        self.assertEqual((order.state, order.round), ("ready", 2))
        self.assertEqual(order.proof_ids.mapped("round"), [1])

    def test_doing_it_twice_changes_nothing(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"), notice=True)
        before = order.read()
        order._settle()
        order.item_ids.write({"status": "final", "issued_at": local("2026-06-01 15:00")})
        self.assertEqual(order.read(), before)

    # HOLD
    def test_a_held_result_is_neither_told_nor_handed_over(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"), notice=True)
        order.action_hold("unpaid")
        self.assertEqual(order.state, "held")
        for refused in (
            order.action_dial,
            lambda: order.action_deliver("desk", recipient="Zhang San"),
            lambda: order.action_call_outcome("answered"),
            order.action_open_deliver,
        ):
            with self.assertRaisesRegex(UserError, "held back: Not paid yet"):
                refused()
        order.action_release()
        self.assertEqual((order.state, order.hold), ("ready", "none"))

    def test_a_hold_needs_a_reason(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"))
        for reason in ("none", "nonsense", None, ""):
            with self.assertRaisesRegex(UserError, "Say why"):
                order.action_hold(reason)
        with self.assertRaisesRegex(UserError, "reason"):
            order.action_hold("other")
        order.action_hold("other", note="Asked for by the police")
        self.assertEqual((order.state, order.hold_note), ("held", "Asked for by the police"))

    def test_held_before_it_is_ready(self):
        order = self._order(("Blood", "registered", None), hold="doctor_first")
        self.assertEqual(order.state, "waiting")
        self._final(order.item_ids, "2026-06-01 15:00")
        self.assertEqual(order.state, "held")

    def test_what_is_kept_from_the_patient_goes_to_the_doctor_first(self):
        self.patient.kept_secret = True
        order = self._order(("Blood", "final", "2026-06-01 15:00"), notice=True)
        self.assertEqual((order.state, order.hold), ("held", "doctor_first"))
        self.assertIn("kept from the patient", order.patient_warning)

    # CORRECTED
    def test_a_corrected_result_starts_again(self):
        """SVC-04: a new round; the proof of the first one stays."""
        order = self._order(("Blood", "final", "2026-06-01 14:00"), ("Urine", "final", "2026-06-01 14:00"))
        order.action_deliver("mail", tracking_number="SF1")
        first = order.proof_ids.read()
        for number, status in enumerate(("corrected", "amended"), 2):
            self._final(order.item_ids[0], f"2026-06-01 15:0{number}", status)
            self.assertEqual((order.state, order.round), ("ready", number))
            self.assertEqual(order.issued_at, local(f"2026-06-01 15:0{number}"))
            self.assertFalse(order.how or order.tracking_number or order.delivered_at or order.delivered_by_id)
        self.assertEqual(order.proof_ids.read(), first)

    def test_the_same_correction_twice_is_one(self):
        order = self._order(("Blood", "final", "2026-06-01 14:00"))
        for _again in range(2):
            self._final(order.item_ids, "2026-06-01 15:00", "corrected")
        self.assertEqual(order.round, 2)

    def test_corrected_before_it_is_complete_is_no_new_round(self):
        order = self._order(("Blood", "final", "2026-06-01 14:00"), ("Urine", "registered", None))
        self._final(order.item_ids[0], "2026-06-01 15:00", "corrected")
        self.assertEqual((order.state, order.round), ("waiting", 1))

    def test_corrected_at_once_is_a_first_issue(self):
        order = self._order(("Blood", "preliminary", None))
        self._final(order.item_ids, "2026-06-01 15:00", "corrected")
        self.assertEqual((order.state, order.round), ("ready", 1))

    def test_withdrawn_after_the_patient_was_told(self):
        order = self._order(("Blood", "final", "2026-06-01 14:00"), notice=True)
        order.action_deliver("mail", tracking_number="SF1")
        order.item_ids.sudo().write({"status": "cancelled"})
        self.assertEqual(order.state, "cancelled")
        self.assertEqual(order.activity_ids.user_id, self.user_agent)

    def test_cancelled_by_hand(self):
        order = self._order(("Blood", "registered", None))
        order.action_cancel()
        self.assertEqual((order.state, order.item_ids.status), ("cancelled", "cancelled"))
        empty = self._order()
        empty.action_cancel()
        self.assertEqual(empty.state, "cancelled")
        with self.assertRaisesRegex(UserError, "is closed: Cancelled"):
            empty.action_ready()

    # FLAGS
    def test_flagged_by_hand(self):
        order = self._order(("Blood", "registered", None))
        order.action_flag("doctor")
        self.assertEqual((order.notice, order.flagged_by, order.flagged_at), (True, "doctor", local(DONE)))
        order.action_unflag()
        self.assertEqual((order.notice, order.flagged_by, order.flagged_at), (False, False, False))
        with self.assertRaises(UserError):
            order.action_flag("nobody")

    # BY HAND
    def test_results_are_written_by_buttons_only(self):
        order = self._order(("Blood", "registered", None))
        for name, value in (
            ("state", "delivered"),
            ("round", 3),
            ("issued_at", "2026-06-01 00:00:00"),
            ("delivered_at", "2026-06-01 00:00:00"),
            ("how", "desk"),
            ("proof", "said so"),
            ("call_count", 0),
            ("flagged_at", "2026-06-01 00:00:00"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                order.write({name: value})
        with self.assertRaises(AccessError):
            self._order(state="delivered")
        with self.assertRaises(AccessError):
            self._order(delivered_at="2026-06-01 00:00:00")
        for mark in (True, 1, {"x": 1}):
            forged = order.with_context(hcs_result_settling=mark)
            forged.item_ids.write({"status": "final"})
            self.assertEqual(order.state, "ready", "a value that a client sends in the context settles nothing")
            order.item_ids.write({"status": "registered"})

    def test_a_ready_result_stays_with_its_patient(self):
        other = self.env["hcs.patient"].create({"name": "Li Si"})
        order = self._order(("Blood", "registered", None))
        order.patient_id = other
        self._final(order.item_ids, "2026-06-01 15:00")
        with self.assertRaisesRegex(UserError, "another patient"):
            order.patient_id = self.patient

    def test_nothing_issued_is_deleted(self):
        order = self._order(("Blood", "final", "2026-06-01 15:00"), ("Urine", "final", "2026-06-01 15:00"))
        with self.assertRaises(UserError):
            order.item_ids[0].unlink()
        with self.assertRaises(UserError):
            order.with_user(self.user_leader).unlink()
        awaited = self._order(("Blood", "registered", None), ("Urine", "final", "2026-06-01 15:00"))
        awaited.item_ids[0].unlink()
        self.assertEqual(awaited.state, "ready")
        with self.assertRaises(AccessError):
            self._order().unlink()
        self._order().with_user(self.user_leader).unlink()

    def test_absurd_values_are_refused(self):
        order = self._order(("Blood", "registered", None))
        for values in ({"issued_at": "0001-01-01"}, {"name": "x" * 2000}, {"status": "nonsense"}):
            with self.assertRaises(ValidationError):
                order.item_ids.write(values)
        for at in ("yesterday", "0001-01-01 00:00:00"):
            with self.assertRaises(UserError):
                order.action_ready() and order.action_deliver("desk", recipient="A", at=at)
