import logging
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from tests.contact.common import MessageCase

NOON = "2026-03-16 04:00:00"  # 12:00 in Shanghai, a Monday
NIGHT = "2026-03-16 15:30:00"  # 23:30 in Shanghai


@freeze_time(NOON)
@tagged("post_install", "-at_install", "hcs_contact")
class TestMessage(MessageCase):
    """IG4, APT-01: a message goes out once, when it may, through our gateway, and everybody sees what became of it."""

    # THE WAY OUT
    def test_a_confirmation_waits_in_the_queue_and_goes_out_by_the_scheduled_road(self):
        self.assertEqual(self._confirm(), {self.patient.id: False})
        message = self._messages()
        self.assertEqual((message.state, message.number), ("queued", "+8613800138000"))
        self.assertFalse(self.gateway.delivered, "nothing leaves before the transaction ends")
        self._run_queue()
        self.assertEqual(message.state, "sent")
        [(sign, template_code, order)] = self.gateway.delivered
        self.assertEqual((sign, template_code), (self.company.name, "booking_confirmed"))
        self.assertEqual(order["number"], "+8613800138000")
        self.assertEqual(order["params"]["date"], "2026-03-18")
        self.assertIn("2026-03-18", order["content"])

    def test_the_direct_road_uses_the_same_gateway(self):
        self._confirm()
        sms = self._sms()
        with patch("odoo.addons.sms.tools.sms_api.SmsApi._contact_iap", side_effect=AssertionError("abroad")):
            sms.send()
        self.assertEqual(len(self.gateway.delivered), 1)
        self.assertEqual(self._messages().state, "sent")

    def test_sign_template_and_parameters_are_kept_with_the_row(self):
        self.provider.sign = "Renji"
        self.env.ref("hospital_customer_service.hcs_message_template_booking_confirmed").provider_code = "SMS_1"
        self._confirm()
        sms = self._sms()
        self.assertEqual((sms.hcs_sign, sms.hcs_template_code), ("Renji", "SMS_1"))
        self.assertEqual(
            set(sms.hcs_params),
            {"patient_title", "hospital", "department", "date", "time", "place", "reference", "phone"},
        )

    def test_two_companies_in_one_queue(self):
        """DOMAIN §2.5: the scheduled road of Odoo breaks on a queue of two companies."""
        other = self.env["res.company"].create({"name": "Second hospital", "phone": "021-2"})
        patient = self._make_patient("李四", number="13900139000", company_id=other.id)
        self._confirm()
        self._confirm(patient=patient)
        self._run_queue()
        self.assertEqual({sign for sign, _code, _order in self.gateway.delivered}, {self.company.name, other.name})
        messages = self._messages()
        self.assertEqual(messages.mapped("state"), ["sent", "sent"])
        self.assertEqual(messages.company_id, self.company | other)
        self.assertFalse(messages[0].with_user(self.user_agent).search([("company_id", "=", other.id)]))

    def test_free_text_is_never_sent(self):
        sms = self.env["sms.sms"].create({"number": "+8613800138000", "body": "Hello"})
        self._run_queue()
        self.assertFalse(self.gateway.delivered)
        self.assertEqual((sms.state, sms.failure_type), ("error", "hcs_no_template"))

    def test_batches(self):
        """Messages of one template go in calls of the gateway's size."""
        self.gateway.BATCH_SIZE = 2
        patients = self.patient
        for number in range(4):
            patients |= self._make_patient(f"P{number}", number=f"1380013810{number}")
        self.Template._send("booking_confirmed", patients, self.params)
        self._run_queue()
        self.assertEqual(self.gateway.calls, [2, 2, 1])

    # HOURS
    def test_at_night_it_waits_for_the_morning(self):
        with freeze_time(NIGHT):
            self.assertEqual(self._confirm(), {self.patient.id: False})
            message = self._messages()
            self.assertEqual(message.planned_at, self.at("2026-03-17 08:00"))
            self._run_queue()
            self._sms().send()
            self.assertFalse(self.gateway.delivered)
        with freeze_time("2026-03-16 23:59:59"):
            self._run_queue()
            self.assertFalse(self.gateway.delivered)
        with freeze_time("2026-03-17 00:00:00"):
            self._run_queue()
            self.assertEqual(len(self.gateway.delivered), 1)

    def test_a_queue_that_stood_still_until_night_waits_again(self):
        self._confirm()
        with freeze_time(NIGHT):
            self._run_queue()
            self.assertFalse(self.gateway.delivered)
            self.assertEqual(self._messages().state, "queued")
        with freeze_time("2026-03-17 00:00:00"):
            self._run_queue()
        self.assertEqual(len(self.gateway.delivered), 1)

    def test_service_messages_go_on_holidays_greetings_keep_the_calling_windows(self):
        guard = self.env["hcs.contact.guard"]
        holiday = self.at("2026-02-17 09:00")
        self.assertEqual(guard._next_allowed(self.company, "service", "sms", holiday), holiday)
        self.assertEqual(guard._next_allowed(self.company, "greeting", "sms", holiday), self.at("2026-02-24 14:00"))

    def test_what_would_be_too_late_is_dropped_and_shown(self):
        with freeze_time(NIGHT):
            answer = self.Template._send("queue_called", self.patient, {"queue_number": "7", "place": "Room 2"})
        self.assertEqual(answer, {self.patient.id: "outside_window"})
        message = self._messages()
        self.assertEqual(message.state, "expired")
        self.assertTrue(message.reason_text)
        self.assertFalse(self._sms())

    def test_a_message_in_the_queue_expires(self):
        self._confirm(until=self.at("2026-03-16 13:00"))
        with freeze_time("2026-03-16 05:00:00"):
            self._run_queue()
        self.assertEqual(self._messages().state, "expired")
        self.assertFalse(self.gateway.delivered)

    # GUARD
    def test_refused_ones_are_kept_with_the_reason(self):
        self.patient.deceased = True
        self.assertEqual(self._confirm(), {self.patient.id: "deceased"})
        message = self._messages()
        self.assertEqual((message.state, message.reason), ("refused", "deceased"))
        self.assertIn("died", message.reason_text)
        self.assertFalse(self._sms())
        self.assertFalse(self.env["hcs.contact"].search([("patient_id", "=", self.patient.id)]))

    def test_the_guard_is_asked_again_when_it_goes_out(self):
        self._confirm()
        self.patient.deceased = True
        self._run_queue()
        self.assertEqual((self._messages().state, self._messages().reason), ("refused", "deceased"))
        self.assertFalse(self.gateway.delivered)

    def test_wrong_numbers(self):
        self.patient.phone_ids.wrong = True
        self.assertEqual(self._confirm(), {self.patient.id: "wrong_number"})
        nobody = self._make_patient("李四", number=None)
        self.assertEqual(self._confirm(patient=nobody), {nobody.id: "no_number"})

    def test_a_number_that_turned_out_wrong_is_replaced_by_the_next(self):
        self._confirm()
        self.patient.phone_ids.wrong = True
        self.env["hcs.patient.phone"].create({"patient_id": self.patient.id, "number": "13900139000"})
        self._run_queue()
        self.assertEqual(self.gateway.delivered[0][2]["number"], "+8613900139000")

    def test_a_template_that_needs_consent_cannot_be_sent_as_service(self):
        self.Template.create(
            {"name": "Offer", "code": "t_offer", "purpose": "marketing", "body": "{patient_title}, come and see us."}
        )
        self.assertEqual(
            self.Template._send("t_offer", self.patient, purpose="service"), {self.patient.id: "consent_missing"}
        )

    def test_a_caller_without_a_card(self):
        answer = self.Template._send("record_received", None, {"reference": "S-1"}, phone="13700137000")
        self.assertEqual(answer, {False: False})
        self._run_queue()
        self.assertEqual(self.gateway.delivered[0][2]["number"], "+8613700137000")
        self.assertEqual(self._messages().caller_name, "Caller")

    def test_an_archived_template_switches_its_message_off(self):
        self.env.ref("hospital_customer_service.hcs_message_template_booking_confirmed").active = False
        self.assertEqual(self._confirm(), {self.patient.id: "no_template"})
        self.assertFalse(self._messages())

    # ONCE
    def test_nobody_gets_two_messages_about_one_event(self):
        visit = self._make_visit()
        for expected in (False, "already_sent"):
            answer = self.Template._send("booking_confirmed", self.patient, self.params, res=visit)
            self.assertEqual(answer[self.patient.id], expected)
        pairs = [(self.patient, visit), (self.patient, visit)]
        self.Template._send("result_ready", pairs, {"place": "Desk", "reference": "R"})
        self.assertEqual(len(self._messages()), 2)
        self.assertFalse(
            self.Template._send("booking_confirmed", self.patient, self.params, res=visit, key="2")[self.patient.id]
        )

    def test_what_was_overtaken_is_not_sent(self):
        visit = self._make_visit()
        self.Template._send("booking_confirmed", self.patient, self.params, res=visit)
        self.env["hcs.message"]._supersede(visit)
        self._run_queue()
        self.assertFalse(self.gateway.delivered)
        self.assertEqual((self._messages().state, self._messages().reason), ("cancelled", "superseded"))

    # LEDGER
    def test_every_message_is_a_line_of_the_ledger_and_on_the_timeline(self):
        visit = self._make_visit()
        self.Template.with_user(self.user_agent)._send("booking_confirmed", self.patient, self.params, res=visit)
        self._run_queue()
        contact = self.env["hcs.contact"].search([("patient_id", "=", self.patient.id)])
        self.assertRecordValues(
            contact,
            [
                {
                    "channel": "sms",
                    "direction": "out",
                    "purpose": "service",
                    "outcome": "message_sent",
                    "outcome_name": "Message sent",
                    "user_id": self.user_agent.id,
                    "res_model": "hcs.visit",
                    "res_id": visit.id,
                    "message_id": self._messages().id,
                }
            ],
        )
        self.assertEqual(contact.with_user(self.user_agent).number_masked, "*" * 10 + "8000")
        entries = self.patient.with_user(self.user_agent).get_timeline(kinds=["contact"])["entries"]
        self.assertEqual(len(entries), 1)
        self.assertIn("Sent", entries[0]["subtitle"])

    def test_no_number_for_those_who_may_not_see_it(self):
        self._confirm()
        self._run_queue()
        message = self._messages()
        with self.assertRaises(AccessError):
            message.with_user(self.user_agent).read(["number"])
        self.assertEqual(message.with_user(self.user_agent).number_masked, "*" * 10 + "8000")
        self.assertEqual(message.with_user(self.user_pii).number, "+8613800138000")
        for model in ("sms.sms", "sms.tracker"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user_agent).search([])

    def test_the_log_gateway_hides_numbers(self):
        self.provider_class_patch.stop()
        self.addCleanup(self.provider_class_patch.start)
        self._confirm()
        with self.assertLogs("odoo.addons.hospital_customer_service", logging.INFO) as logs:
            self._run_queue()
        self.assertIn("8000", "".join(logs.output))
        self.assertNotIn("138001", "".join(logs.output))
        self.assertEqual(self._messages().state, "sent")
