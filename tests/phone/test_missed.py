"""What nobody answered becomes a call-back with a clock, one per number, and ends when the number is reached
(FRD-04, SVC-09)."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.phone.common import NOW, WANG, PhoneCase

OTHER = "13999990000"


@freeze_time(NOW + timedelta(minutes=10))
@tagged("post_install", "-at_install", "hcs_phone")
class TestMissed(PhoneCase):
    def miss(self, call="m", number=WANG, seconds=0, reason="abandoned", extension="101"):
        self.ring(call, number, extension, seconds)
        self.tell(call, "ended", seconds + 25, reason=reason)
        return self.call(call)

    def reach(self, call="r", number=WANG, seconds=100, direction="in"):
        self.tell(call, "ringing", seconds, direction=direction, number=number, extension="102")
        self.tell(call, "answered", seconds + 5, extension="102")
        self.tell(call, "ended", seconds + 60, reason="answered")

    def test_a_missed_call_asks_for_a_call_back_with_a_clock(self):
        call = self.miss()
        record = self.callbacks()
        self.assertEqual(len(record), 1)
        self.assertEqual((record.type_id, record.state, record.channel), (self.callback_type, "new", "phone"))
        self.assertEqual((record.patient_id, call.callback_id), (self.wang, record))
        self.assertEqual(record.opened_at, NOW + timedelta(seconds=25))
        [clock] = record.clock_ids.filtered(lambda clock: clock.purpose == "first_response")
        self.assertEqual(clock.state, "running", "nobody has answered yet")
        self.assertFalse(record.first_response_at)
        self.assertEqual(clock.policy_id.code, "callback_first")

    def test_every_way_of_not_being_answered(self):
        for number, reason in enumerate(("abandoned", "timeout", "busy", "closed", "failed", "unanswered")):
            with self.subTest(reason=reason):
                caller = f"1390000000{number}"
                self.miss(f"w{number}", caller, reason=reason)
                self.assertEqual(len(self.callbacks(f"86{caller}")), 1)

    def test_outside_hours_where_no_telephone_rang(self):
        self.tell("x", "ended", 5, direction="in", number=OTHER, reason="closed")
        self.assertEqual(self.call("x").state, "missed")
        self.assertEqual(len(self.callbacks(f"86{OTHER}")), 1)

    def test_further_calls_add_to_the_open_one(self):
        for number in range(3):
            self.miss(f"m{number}", seconds=number * 60)
        [record] = self.callbacks()
        self.assertEqual(len(record.phone_callback_ids), 3)
        self.assertEqual(len(record.contact_ids), 3)
        self.assertTrue(all(contact.outcome == "no_answer" for contact in record.contact_ids))

    def test_it_ends_by_itself_when_the_number_is_reached(self):
        for direction in ("in", "out"):
            with self.subTest(direction=direction):
                self.miss(f"m{direction}", seconds=0 if direction == "in" else 200)
                record = self.callbacks()[-1]
                self.reach(f"r{direction}", seconds=100 if direction == "in" else 300, direction=direction)
                self.env.invalidate_all()
                self.assertEqual((record.state, record.closing_id.code), ("done", "reached"))
                self.assertEqual((record.user_id, record.closed_by_id), (self.user_followup, self.user_followup))
                clock = record.clock_ids.filtered(lambda clock: clock.purpose == "first_response")
                self.assertNotEqual(clock.state, "running")

    def test_an_attempt_that_does_not_reach_leaves_it_open(self):
        self.miss()
        self.tell("o", "ringing", 60, direction="out", number=WANG, extension="102")
        self.tell("o", "ended", 90, reason="unanswered")
        self.assertEqual((self.call("o").state, self.callbacks().state), ("unreached", "new"))

    def test_a_late_line_about_an_earlier_call_reaches_nobody(self):
        """Who called after it still waits."""
        self.miss(seconds=200)
        self.reach(seconds=0)
        self.assertEqual(self.callbacks().state, "new")

    def test_a_call_that_was_answered_after_all(self):
        """The answer arrives behind the end."""
        self.miss()
        self.tell("m", "answered", 10, extension="101")
        self.assertEqual(self.call("m").state, "ended")
        self.assertEqual(self.callbacks().state, "done")

    def test_nobody_is_called_back_who_was_reached_meanwhile_or_last_month(self):
        self.reach(seconds=100)
        self.miss(seconds=0)
        self.assertFalse(self.callbacks())
        self.miss("old", OTHER, seconds=-30 * 86400)
        self.assertFalse(self.callbacks(f"86{OTHER}"), "a list of calls of last month asks nobody to call back")

    def test_withheld_and_internal_calls_ask_for_nothing(self):
        self.miss("w", "anonymous")
        self.miss("i", "102")
        self.assertEqual((self.call("w").state, self.call("i").state), ("abandoned", "unreached"))
        self.assertFalse(self.call("w").callback_id | self.call("i").callback_id)

    def test_an_exchange_may_ask_for_nothing(self):
        self.exchange.missed_type_id = False
        self.miss()
        self.assertFalse(self.callbacks())

    def test_a_new_one_is_opened_after_the_first_ended(self):
        self.miss()
        self.reach()
        self.miss("again", seconds=300)
        self.assertEqual(self.callbacks().mapped("state"), ["done", "new"])

    @mute_logger("odoo.addons.hospital_customer_service.models.phone.hcs_phone_call_events")
    def test_what_follows_may_fail_and_the_call_is_kept(self):
        """An exchange posts a refused event again and again: one bad record must not hold up all calls after it."""
        with patch.object(type(self.calls), "_ask_callback", side_effect=ValueError(WANG)):
            self.ring("m")
            self.assertEqual(self.tell("m", "ended", 25, reason="timeout"), (True, "stored"))
        self.assertEqual((self.call("m").state, self.callbacks().ids), ("missed", []))
        wrong = self.inbox.search([("call_id", "=", "m"), ("state", "=", "error")])
        self.assertEqual(wrong.kind, "ended")
        self.assertNotIn(WANG, wrong.error)

    @mute_logger("odoo.sql_db")
    def test_two_are_never_open_for_one_number(self):
        self.miss()
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.callbacks().copy({"callback_digits": f"86{WANG}"}).flush_recordset()
        self.assertIn("callback_uniq", str(caught.exception))

    def test_nobody_writes_the_number_of_a_call_back(self):
        self.miss()
        with self.assertRaises(AccessError):
            self.callbacks().with_user(self.user_pii).write({"callback_digits": "8613800000000"})

    def test_the_card_tells_how_often_the_caller_tried(self):
        self.miss("m1")
        self.miss("m2", seconds=60)
        with freeze_time(NOW + timedelta(seconds=300)):
            self.ring("m3", seconds=300)
        card = self.call("m3").with_user(self.user_agent).get_card()
        self.assertEqual(card["missed"], 2)
        self.assertEqual(len(card["patients"][0]["records"]), 1, "the call-back is among what is open")

    # ---------------------------------------------------------------- by hand

    def log(self, **values):
        logs = self.env["hcs.phone.log"].with_user(self.user_agent)
        return logs.create({"phone": WANG, "started_at": NOW, **values})

    def test_a_call_is_written_down_without_any_exchange(self):
        self.exchange.active = False
        log = self.log(minutes=4, note="Fee")
        self.assertEqual(log.patient_id, self.wang)
        log.action_save()
        call = self.calls.search([("by_hand", "=", True)])
        self.assertEqual((call.state, call.talk_seconds, call.user_id), ("ended", 240, self.user_agent))
        self.assertEqual((call.number_masked, call.patient_id), ("*******5678", self.wang))
        self.assertFalse(log.phone, "what was typed stays in the call alone")

    def test_by_hand_a_missed_call_is_one_too(self):
        self.log(answered=False).action_save()
        self.assertEqual(len(self.callbacks()), 1)
        self.log(direction="out", started_at=NOW + timedelta(minutes=5)).action_save()
        self.assertEqual(self.callbacks().state, "done")

    def test_by_hand_for_an_open_request(self):
        record = self.env["hcs.service.record"].create({"type_id": self.callback_type.id, "patient_id": self.wang.id})
        self.log(service_record_id=record.id, direction="out").action_save()
        self.env.invalidate_all()
        self.assertEqual(record.phone_call_ids.direction, "out")
        self.assertEqual(record.contact_ids.direction, "out")

    def test_what_cannot_be_is_refused(self):
        for values in ({"started_at": NOW + timedelta(days=1)}, {"minutes": -1}, {"minutes": 9000}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.log(**values).action_save()
        with self.assertRaises(UserError):
            self.log(phone="12").action_save()

    # ---------------------------------------------------------------- lists

    def test_my_missed_calls(self):
        self.miss()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_phone_call_action_missed"
        )
        for user, found in ((self.user_agent, self.call("m")), (self.user_followup, self.calls)):
            domain = [
                tuple(user.id if value == "uid" else value for value in leaf) if isinstance(leaf, tuple) else leaf
                for leaf in eval(action["domain"], {"uid": "uid"})  # pylint: disable=eval-used
            ]
            self.assertEqual(self.calls.with_user(user).search(domain).ids, found.ids)
