"""Events become calls, in whatever order they come; the card is for the one who is rung (SVC-09, D18)."""

import itertools
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.phone.common import NOW, WANG, PhoneCase

STORY = [
    ("ringing", 0, {"direction": "in", "number": WANG, "extension": "101", "queue": "service"}),
    ("answered", 12, {"extension": "101"}),
    ("transferred", 60, {"extension": "101", "to": "102"}),
    ("ended", 200, {"reason": "answered"}),
]


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_phone")
class TestCalls(PhoneCase):
    def sent(self):
        """Watch what goes to whose screen."""
        found = []
        listener = type(self.env["res.users"])
        send = patch.object(
            listener, "_bus_send", lambda user, kind, message, **_more: found.append((user.login, kind, message))
        )
        send.start()
        self.addCleanup(send.stop)
        return found

    def test_every_order_of_arrival_makes_the_same_call(self):
        made = set()
        for number, order in enumerate(itertools.permutations(STORY)):
            for kind, seconds, values in order:
                self.tell(f"o{number}", kind, seconds, **values)
            call = self.call(f"o{number}")
            made.add(
                (call.state, call.user_id, call.extension_id, call.wait_seconds, call.talk_seconds, call.transfers,
                 call.number, call.queue, call.rang_user_ids, call.started_at, call.patient_id)
            )  # fmt: skip
        self.assertEqual(len(made), 1)
        [told] = made
        self.assertEqual(told[:6], ("ended", self.user_followup, self.place_2, 12, 188, 1))
        self.assertEqual(told[8], self.user_agent | self.user_followup)

    def test_a_line_of_the_list_of_calls_before_the_ringing(self):
        self.tell("c", "cdr", None, direction="in", number=WANG, extension="101", started="2026-03-02T09:58:00+08:00",
                  answered="2026-03-02T09:58:05+08:00", ended="2026-03-02T09:59:00+08:00")  # fmt: skip
        seen = self.sent()
        self.ring("c", seconds=-120)
        self.assertEqual((self.call("c").state, self.call("c").wait_seconds), ("ended", 5))
        self.assertFalse([line for line in seen if line[1] == "hcs_phone/ring"], "no card for a call that is over")

    def test_the_card_appears_at_the_telephone_that_rings_and_nowhere_else(self):
        seen = self.sent()
        self.ring()
        call = self.call()
        self.assertEqual(seen, [("hcs_agent", "hcs_phone/ring", {"call": call.id})])
        del seen[:]
        self.ring()
        self.assertFalse(seen, "the same event again shows nothing")
        self.tell("1", "transferred", 30, extension="101", to="102")
        self.assertEqual([line for line in seen if line[1] == "hcs_phone/ring"],
                         [("hcs_followup", "hcs_phone/ring", {"call": call.id})])  # fmt: skip

    def test_the_message_to_the_screen_has_no_word_about_the_caller(self):
        seen = self.sent()
        self.ring()
        self.tell("1", "answered", 3, extension="101")
        self.assertTrue(all(set(message) <= {"call", "state", "user"} for _who, _kind, message in seen))

    def test_late_news_shows_no_card(self):
        seen = self.sent()
        self.ring(seconds=-600)
        self.assertFalse(seen)

    def test_a_telephone_nobody_sits_at_or_somebody_outside_the_centre_shows_none(self):
        seen = self.sent()
        self.place_1.user_id = self.user_outsider
        self.ring("1")
        self.ring("2", extension="999")
        self.assertFalse([line for line in seen if line[1] == "hcs_phone/ring"])
        self.assertFalse(self.call("2").extension_id)

    def test_all_patients_of_the_number_are_on_the_card(self):
        """D18, Zammad #3107: a family shares a telephone; every candidate is shown with what is open for each."""
        child = self._make_patient("Wang Xiaobao", "+86 138 1234 5678", relation="parent")
        record = self.env["hcs.service.record"].create(
            {"type_id": self.callback_type.id, "patient_id": child.id, "subject": "Report by mail"}
        )
        done = self.env["hcs.service.record"].create({"type_id": self.callback_type.id, "patient_id": child.id})
        done.action_cancel()
        self.ring()
        card = self.call().with_user(self.user_agent).get_card()
        self.assertEqual({patient["id"] for patient in card["patients"]}, {self.wang.id, child.id})
        [of_child] = [patient for patient in card["patients"] if patient["id"] == child.id]
        self.assertEqual([line["id"] for line in of_child["records"]], [record.id])
        self.assertEqual((card["number"], card["more"]), ("*******5678", False))
        self.assertFalse(self.call().patient_id, "nobody knows which of them calls")

    def test_the_card_never_has_the_whole_number_for_an_agent(self):
        self.ring()
        self.assertNotIn(WANG, str(self.call().with_user(self.user_agent).get_card()))

    def test_the_card_is_for_the_one_who_is_rung(self):
        self.ring()
        for user in (self.user_followup, self.user_leader, self.user_admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.call().with_user(user).get_card()
        with self.assertRaises(AccessError):
            self.call().with_user(self.user_outsider).get_card()
        self.assertTrue(self.call().with_user(self.user_agent).get_card())

    def test_a_screen_that_was_opened_meanwhile_asks_what_rings(self):
        self.ring()
        calls = self.calls.with_user(self.user_agent)
        self.assertEqual(calls.get_ringing(), self.call().ids)
        self.assertEqual(self.calls.with_user(self.user_followup).get_ringing(), [])
        self.tell("1", "answered", 3, extension="101")
        self.assertEqual(calls.get_ringing(), [])

    def test_withheld_and_internal_numbers(self):
        self.ring("w", number="anonymous")
        card = self.call("w").with_user(self.user_agent).get_card()
        self.assertEqual((card["withheld"], card["number"], card["patients"]), (True, "", []))
        self.ring("i", number="102")
        call = self.call("i")
        self.assertEqual((call.direction, call.number_masked), ("internal", "102"))
        self.assertTrue(call.with_user(self.user_agent).get_card()["internal"])

    def test_a_display_with_the_zero_of_another_city(self):
        self.ring(number="013812345678")
        self.assertEqual((self.call().digits, self.call().patient_id), (f"86{WANG}", self.wang))
        self.exchange.outside_prefix = "9"
        self.tell("o", "ringing", direction="out", number=f"9{WANG}", extension="101")
        self.assertEqual((self.call("o").number, self.call("o").patient_id), (WANG, self.wang))

    def test_a_new_request_has_the_number_without_showing_it(self):
        self.ring("u", number="13999990000")
        call = self.call("u").with_user(self.user_agent)
        action = call.action_new_record()
        intakes = self.env["hcs.service.intake"].with_user(self.user_agent).with_context(**action["context"])
        self.assertNotIn("13999990000", str(action))
        values = intakes.default_get(["phone", "channel", "phone_call_id", "patient_id"])
        self.assertEqual((values["phone"], values["phone_call_id"]), ("*******0000", call.id))
        intake = intakes.create({**values, "type_id": self.callback_type.id, "description": "Wants to know"})
        intake.action_save()
        record = self.call("u").service_record_id
        self.assertEqual((record.caller_phone, record.user_id), ("13999990000", self.user_agent))
        self.assertEqual(record.contact_ids.number, "13999990000")
        self.assertNotIn("13999990000", str(intake.read()))

    def test_a_second_call_about_the_same_finds_the_open_request(self):
        first = self.env["hcs.service.record"].create(
            {"type_id": self.callback_type.id, "caller_phone": "13999990000", "subject": "Fees"}
        )
        self.ring("u", number="13999990000")
        call = self.call("u").with_user(self.user_agent)
        self.assertEqual([line["id"] for line in call.get_card()["records"]], [first.id])
        intakes = self.env["hcs.service.intake"].with_user(self.user_agent)
        intake = intakes.with_context(**call.action_new_record()["context"]).create({"type_id": self.callback_type.id})
        self.assertEqual(intake.similar_id, first)
        intake.action_append()
        self.assertEqual(self.call("u").service_record_id, first)

    def test_who_of_the_family_calls_is_said_by_the_agent(self):
        child = self._make_patient("Wang Xiaobao", WANG)
        self.ring()
        self.call().with_user(self.user_agent).action_choose_patient(child.id)
        self.assertEqual(self.call().patient_id, child)
        record = self.env["hcs.service.record"].create({"type_id": self.callback_type.id, "patient_id": self.wang.id})
        self.call().with_user(self.user_agent).action_choose_record(record.id)
        self.assertEqual((self.call().patient_id, self.call().service_record_id), (self.wang, record))

    def test_what_is_due_is_done_while_the_patient_is_on_the_line(self):
        """D18: the console goes on with it as an incoming call; the number decides whose follow-up it may be."""
        plan = self.env["hcs.followup.plan"].create({"name": "Own", "code": "t_ring"})
        step = self.env["hcs.followup.plan.step"].create(
            {"plan_id": plan.id, "name": "Call", "offset": 0, "latest": 1}
        )
        other = self._make_patient("Li Si", "13900139000")
        due, foreign = self.env["hcs.followup.task"].create(
            [{"patient_id": patient.id, "step_id": step.id, "due_at": NOW} for patient in (self.wang, other)]
        )
        self.ring(extension="102")
        call = self.call().with_user(self.user_followup)
        card = call.get_card()
        self.assertTrue(card["may_follow_up"])
        self.assertEqual([task["id"] for task in card["patients"][0]["tasks"]], due.ids)
        with self.assertRaisesRegex(UserError, "does not have this number"):
            call.action_follow_up(foreign.id)
        self.assertFalse(self.call().followup_task_id)
        window = call.action_follow_up(due.id)
        console = self.env.ref("hospital_customer_service.hcs_call_console_action")
        self.assertEqual((window["tag"], window["params"]), (console.tag, {"task_id": due.id, "incoming": True}))
        self.assertEqual((self.call().followup_task_id, self.call().patient_id), (due, self.wang))
        with self.assertRaises(AccessError):
            self.call().with_user(self.user_agent).action_follow_up(due.id)

    def test_only_one_who_got_a_transferred_call_can_say_it_was_wrong(self):
        self.ring()
        with self.assertRaises(UserError):
            self.call().with_user(self.user_agent).action_wrong_transfer()
        self.tell("1", "transferred", 30, extension="101", to="102")
        self.call().with_user(self.user_followup).action_wrong_transfer()
        self.assertEqual((self.call().wrong_transfer, self.call().wrong_transfer_user_id), (True, self.user_followup))
        self.tell("1", "ended", 90, reason="answered")
        self.assertTrue(self.call().wrong_transfer, "what somebody said stays")

    def test_put_through_again_within_half_a_minute_was_wrong(self):
        self.ring()
        self.tell("1", "transferred", 30, extension="101", to="102")
        self.tell("1", "transferred", 50, extension="102", to="103")
        self.assertTrue(self.call().wrong_transfer)

    def test_nobody_writes_a_call_by_hand(self):
        self.ring()
        call = self.call().with_user(self.user_agent)
        for name, value in (("state", "ended"), ("user_id", self.user_leader.id), ("started_at", NOW),
                            ("direction", "out"), ("recording", "x"), ("service_record_id", 1)):  # fmt: skip
            with self.subTest(field=name), self.assertRaises(AccessError):
                call.write({name: value})
        with self.assertRaises(AccessError):
            self.calls.with_user(self.user_agent).create({})
        call.write({"note": "Asked for the fee"})

    def test_a_call_whose_end_was_never_told_ends(self):
        self.ring("1")
        self.ring("2", number="13999990000")
        self.tell("2", "answered", 5, extension="101")
        with freeze_time(NOW + timedelta(hours=9)):
            self.calls._cron_end_forgotten()
        self.assertEqual((self.call("1").state, self.call("2").state), ("missed", "ended"))
        self.assertEqual(self.call("1").ended_at, NOW)

    def test_what_was_posted_long_ago_is_forgotten_and_the_call_stays(self):
        for kind, seconds, values in STORY:
            self.tell("1", kind, seconds, **values)
        with freeze_time(NOW + timedelta(days=100)):
            self.env.cr.execute("UPDATE hcs_phone_event SET create_date = %s", [NOW])
            self.inbox._gc_events()
            self.assertFalse(self.inbox.search([("call_id", "=", "1")]))
            self.tell("1", "ended", 500, reason="answered")
        self.assertEqual(
            (self.call().talk_seconds, self.call().state), (188, "ended"), "one late word changes nothing"
        )
