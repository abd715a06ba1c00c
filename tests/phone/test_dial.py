"""Calls that begin with a click, and recordings as links (FEATURES IG5, SEC-04)."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.phone.common import NOW, WANG, PhoneCase


@contextmanager
def peer(status=200, location=None):
    """A machine that answers on this one, and what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            asked.append((self.command, self.path, self.headers.get("Authorization")))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        do_GET = do_POST = do_HEAD = answer

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_phone")
class TestDial(PhoneCase):
    def connect(self, base, method="get"):
        self.exchange.write(
            {
                "dial_method": method,
                "dial_url": base + "/call?from={extension}&to={number}&ref={reference}",
                "dial_header": "Authorization: Basic c2VjcmV0",
                "outside_prefix": "9",
            }
        )

    def phone(self, user=None):
        return self.wang.phone_ids.with_user(user or self.user_agent)

    def started(self):
        return self.calls.search([("direction", "=", "out"), ("exchange_id", "=", self.exchange.id)])

    def test_the_exchange_is_asked_and_the_number_stays_here(self):
        for method in ("get", "post"):
            with self.subTest(method=method), peer() as (base, asked):
                self.connect(base, method)
                answer = self.phone().action_call()
                self.assertNotIn(WANG, str(answer))
                [(verb, path, header)] = asked
                call = self.started()[:1]
                self.assertEqual(verb, method.upper())
                self.assertEqual(path, f"/call?from=101&to=9{WANG}&ref={call.reference}")
                self.assertEqual(header, "Basic c2VjcmV0")
                self.assertEqual((call.patient_id, call.user_id, call.state), (self.wang, self.user_agent, "ringing"))

    def test_what_it_refers_to_elsewhere_is_not_followed(self):
        with peer() as (elsewhere, never), peer(302, elsewhere) as (base, asked):
            self.connect(base)
            with self.assertRaises(UserError):
                self.phone().action_call()
            self.assertEqual((len(asked), never), (1, []))

    def test_an_exchange_that_does_not_answer_is_said_without_number_or_address(self):
        with peer(500) as (base, _asked):
            self.connect(base)
            with self.assertRaises(UserError) as caught:
                self.phone().action_call()
        for secret in (WANG, "localhost", "c2VjcmV0"):
            self.assertNotIn(secret, str(caught.exception))

    def test_the_link_is_for_those_who_may_see_the_number(self):
        with self.assertRaises(AccessError):
            self.phone().action_call()
        before = self.env["hcs.access.log"].search_count([("patient_id", "=", self.wang.id)])
        action = self.phone(self.user_pii).action_call()
        self.assertEqual((action["tag"], action["params"]), ("hcs_phone_dial", {"number": WANG}))
        self.assertEqual(self.env["hcs.access.log"].search_count([("patient_id", "=", self.wang.id)]), before + 1)

    def test_the_guard_is_asked(self):
        self.wang.deceased = True
        with self.assertRaises(UserError) as caught:
            self.phone(self.user_pii).action_call()
        self.assertIn("died", str(caught.exception))
        self.wang.deceased = False
        with freeze_time(NOW + timedelta(hours=13)), self.assertRaises(UserError):  # 23:00 in the hospital
            self.phone(self.user_pii).action_call()

    def test_who_asked_is_called_at_any_hour(self):
        record = self.env["hcs.service.record"].create({"type_id": self.callback_type.id, "patient_id": self.wang.id})
        with freeze_time(NOW + timedelta(hours=13)):
            self.assertTrue(record.with_user(self.user_pii).action_call())

    def test_a_wrong_number_is_not_called(self):
        self.wang.phone_ids.wrong = True
        with self.assertRaises(UserError):
            self.phone(self.user_pii).action_call()

    def test_what_the_exchange_tells_belongs_to_the_request(self):
        record = self.env["hcs.service.record"].create({"type_id": self.callback_type.id, "patient_id": self.wang.id})
        with peer() as (base, _asked):
            self.connect(base)
            record.with_user(self.user_agent).action_call()
        self.tell("d", "ringing", 2, direction="out", number=f"9{WANG}", extension="101")
        self.tell("d", "answered", 9, extension="101")
        self.assertEqual(self.started(), self.call("d"), "the call that was begun here is this one")
        self.assertEqual((self.call("d").service_record_id, self.call("d").state), (record, "answered"))

    def test_the_reference_tells_which_one(self):
        record = self.env["hcs.service.record"].create({"type_id": self.callback_type.id, "patient_id": self.wang.id})
        with peer() as (base, _asked):
            self.connect(base)
            record.with_user(self.user_agent).action_call()
        reference = self.started().reference
        self.tell("d", "cdr", None, direction="out", started="2026-03-02T10:20:00+08:00", reference=reference)
        self.assertEqual(self.call("d").service_record_id, record)

    def test_the_call_of_a_follow_up_is_dialled_by_the_exchange(self):
        plan = self.env["hcs.followup.plan"].create({"name": "Own", "code": "t_phone"})
        step = self.env["hcs.followup.plan.step"].create(
            {"plan_id": plan.id, "name": "Call", "offset": 0, "latest": 1}
        )
        task = self.env["hcs.followup.task"].create({"patient_id": self.wang.id, "step_id": step.id, "due_at": NOW})
        mine = task.with_user(self.user_followup)
        with peer() as (base, asked):
            self.connect(base)
            with self.assertRaises(AccessError):
                mine.action_ring()
            self.assertNotIn("ring", [entry["key"] for entry in mine._console_actions()])
            task.write({"state": "in_progress", "dialled_at": NOW, "user_id": self.user_followup.id})
            self.assertIn("ring", [entry["key"] for entry in mine._console_actions()])
            self.assertNotIn(WANG, str(mine.action_ring()))
            self.assertIn("from=102", asked[0][1])
            with self.assertRaises(AccessError):
                task.with_user(self.user_agent).action_ring()
        self.assertEqual(self.started().followup_task_id, task)

    def test_addresses_are_entered_by_administrators_alone(self):
        for values in (
            {"dial_method": "get", "dial_url": "https://{number}.example.org/"},
            {"dial_method": "get", "dial_url": "file:///etc/passwd?{number}"},
            {"dial_method": "get", "dial_url": "https://example.org/call"},
            {"dial_method": "get", "dial_url": False},
            {"recording_url": "javascript:alert(1)"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.exchange.write(values)
        self.exchange.dial_header = "Authorization: secret"
        for user in (self.user_agent, self.user_leader, self.user_director):
            with self.assertRaises(AccessError):
                self.exchange.with_user(user).read(["dial_header"])
            with self.assertRaises(AccessError):
                self.exchange.with_user(user).read(["dial_url"])

    # ---------------------------------------------------------------- recordings

    def recorded(self, recording="2026/a b.wav", seconds=-60):
        self.ring("rec", seconds=seconds)
        self.tell("rec", "ended", seconds + 50, reason="answered", recording=recording)
        self.user_leader.group_ids |= self.env.ref("hospital_customer_service.group_hcs_recording")
        return self.call("rec").with_user(self.user_leader)

    def test_a_recording_is_for_those_with_the_right_and_leaves_a_trace(self):
        with peer() as (base, _asked):
            self.exchange.recording_url = base + "/{call}/{recording}"
            call = self.recorded()
            for user in (self.user_agent, self.user_director, self.user_admin):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call.with_user(user).action_listen()
                with self.assertRaises(AccessError):
                    call.with_user(user).read(["recording"])
            action = call.action_listen()
            self.assertEqual(action["url"], base + "/rec/2026/a%20b.wav")
        [line] = self.env["hcs.phone.listen"].search([("phone_call_id", "=", call.id)])
        self.assertEqual((line.user_id, line.at), (self.user_leader, NOW))
        seen = self.env["hcs.access.log"].search([("patient_id", "=", self.wang.id), ("detail", "=", "recording")])
        self.assertEqual(seen.user_id, self.user_leader)

    def test_missing_and_expired_recordings_are_said_in_plain_words(self):
        with peer(404) as (base, _asked):
            self.exchange.write({"recording_url": base + "/{recording}", "recording_days": 30})
            call = self.recorded()
            with self.assertRaisesRegex(UserError, "any more"):
                call.action_listen()
        with freeze_time(NOW + timedelta(days=31)), self.assertRaisesRegex(UserError, "30 days"):
            call.action_listen()
        self.ring("none")
        with self.assertRaisesRegex(UserError, "no recording"):
            self.call("none").with_user(self.user_leader).action_listen()
        self.assertFalse(self.env["hcs.phone.listen"].search([("phone_call_id", "=", call.id)]))

    def test_a_file_of_the_exchange_is_no_address(self):
        call = self.recorded("javascript:alert(1)")
        with self.assertRaises(UserError):
            call.action_listen()
