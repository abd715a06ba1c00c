"""CARE-01: once per person and occasion, at allowed hours, to those who agreed; receipts; nothing is sent twice."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.care import CareCase


@tagged("post_install", "-at_install", "hcs_care")
class TestCareMessage(CareCase):
    def _one(self, state, reason=False, patient=None):
        line = self._lines(patient or self.patient)
        self.assertEqual(len(line), 1)
        self.assertEqual((line.state, line.reason), (state, reason))
        return line

    # THE WAY OUT
    def test_a_wish_waits_for_its_hour_and_goes_out_once(self):
        """Planned at nine, sent when the hours of calls begin, at two; the words and the gateway's template."""
        self._rule(provider_code="SMS_77")
        self._run("2026-03-16 09:00")
        line = self._one("queued")
        self.assertEqual(line.message_id.planned_at, self.at("2026-03-16 14:00"))
        self.assertIn("all the best", line.message_id.body)
        self.assertIn(self.company._hcs_opt_out_words(), line.message_id.body, "a wish says how to refuse")
        with self._now("2026-03-16 13:59"):
            self._run_queue()
        self.assertFalse(self.gateway.delivered)
        with self._now("2026-03-16 14:00"):
            self._run_queue()
            self._run_queue()
        self.assertEqual([code for _sign, code, _order in self.gateway.delivered], ["SMS_77"])
        self._one("sent")
        self._run("2026-03-16 15:00")
        self.assertEqual(len(self.gateway.delivered), 1)
        contact = self.env["hcs.contact"].search([("patient_id", "=", self.patient.id)])
        self.assertEqual((contact.purpose, contact.res_model, contact.res_id), ("greeting", line._name, line.id))

    def test_receipts_reach_the_line(self):
        self._rule()
        self._run()
        with self._now("2026-03-16 14:30"):
            self._run_queue()
        line = self._one("sent")
        self.env["sms.tracker"].search([("sms_uuid", "=", line.message_id.sms_uuid)])._action_update_from_sms_state(
            "sent"
        )
        self._one("delivered")

    def test_a_number_that_does_not_exist(self):
        self.gateway.answer = lambda orders: [
            {"uuid": order["uuid"], "state": "invalid_destination"} for order in orders
        ]
        self._rule()
        self._run()
        with self._now("2026-03-16 14:30"):
            self._run_queue()
        line = self._lines(self.patient)
        self.assertEqual(line.state, "failed")
        self.assertTrue(line.reason_text)

    def test_a_wish_that_would_come_too_late_does_not_come(self):
        """After the last hour of the day there is no birthday left."""
        self._rule(hour=20.5)
        self._run("2026-03-16 20:30")
        self._one("suppressed", "outside_window")
        self.assertFalse(self._messages(), "nobody has to look after a message that was never made")

    def test_several_batches_and_a_job_that_stops_in_between(self):
        people = [self._person("1970-03-16", number=f"1390013900{number}") for number in range(5)]
        self._rule()
        with self._now("2026-03-16 09:00"):
            planned = [self.Rule._plan(self.company, self._day("2026-03-16"), 4) for _again in range(3)]
            self.assertEqual(planned, [4, 2, 0])
            batch = self.Line.sudo()._next_batch(3)
            batch._send(self.at("2026-03-16 09:00"))
        self._run("2026-03-16 10:00")
        lines = self._lines()
        self.assertEqual(lines.patient_id, self.patient | self.env["hcs.patient"].concat(*people))
        self.assertEqual(len(lines), 6)
        self.assertEqual(len(lines.message_id), 6)

    @mute_logger("odoo.addons.hospital_customer_service.models.care.hcs_care_message")
    def test_one_that_cannot_be_sent_does_not_hold_up_the_others(self):
        other = self._person("1970-03-16")
        self._rule()
        original = type(self.Line)._send_sms

        def broken(lines, *args):
            if other in lines.patient_id:
                raise ValueError(other.name)
            return original(lines, *args)

        with patch.object(type(self.Line), "_send_sms", broken):
            self._run()
        self._one("queued")
        self._one("failed", "unknown", patient=other)

    # WHO IS NOT WRITTEN TO
    def test_nobody_who_did_not_agree(self):
        silent = self._person("1970-03-16", agrees=False, number="13900139001")
        withdrew = self._person("1970-03-16", number="13900139002")
        self._agree(withdrew, state="withdrawn", at="2026-02-01 00:00:00")
        self._agree(silent, purpose="marketing")
        self._rule()
        self._run()
        self.assertEqual(self._lines().patient_id, self.patient)
        self._agree(silent, at="2026-03-16 02:00:00")
        self._run("2026-03-16 11:00")
        self.assertEqual(self._lines().patient_id, self.patient | silent, "agreed on the day itself")

    def test_the_dead_and_children(self):
        self._person("1970-03-16", number="13900139001", deceased=True)
        child = self._person("2008-03-17", number="13900139002")
        grown = self._person("2008-03-16", number="13900139003")
        self._rule("weather", day_on="2026-03-16")
        self._run()
        self.assertEqual(self._lines().patient_id, self.patient | child | grown)
        self._one("suppressed", "minor", patient=child)
        self._one("queued", patient=grown)

    def test_what_is_due_is_written_to_the_parents_of_a_child(self):
        child = self._person("2020-01-01", agrees=False)
        self._make_course("2026-03-16", patient=child)
        self._rule("revisit_due")
        self._run()
        self._one("queued", patient=child)

    def test_a_serious_complaint_is_open(self):
        self.env["hcs.complaint.ticket"].create(
            {"description": "Serious", "patient_id": self.patient.id, "kind": "complaint", "severity": "4"}
        )
        self._rule()
        self._run()
        line = self._one("suppressed", "on_hold")
        self.assertNotIn("omplaint", line.reason_text, "staff it names read this too")

    def test_no_number_and_a_wrong_one(self):
        nobody = self._person("1970-03-16", number=None)
        self.patient.phone_ids.wrong = True
        self._rule()
        self._run()
        self._one("suppressed", "wrong_number")
        self._one("suppressed", "no_number", patient=nobody)
        self.assertFalse(self._messages(), "they are not shown as messages that failed")

    def test_limits(self):
        self.company.hcs_cap_week = 1
        self.env["hcs.contact"].create(
            {"patient_id": self.patient.id, "purpose": "followup", "started_at": self.at("2026-03-12 15:00")}
        )
        self._rule()
        preview = self._preview("2026-03-16")
        self._run()
        line = self._one("suppressed", "cap_week")
        self.assertEqual(preview.line_ids.reason_text, line.reason_text, "the preview looks at limits too")

    def test_death_between_planning_and_sending(self):
        self._rule()
        self._run("2026-03-16 09:00")
        self.patient.deceased = True
        with self._now("2026-03-16 14:30"):
            self._run_queue()
        self._one("suppressed", "deceased")
        self.assertFalse(self.gateway.delivered)

    def test_two_rules_on_one_occasion(self):
        """The first rule that may write to a person does; the other one has nothing left to say."""
        first = self._rule(sequence=1, purpose="marketing")
        second = self._rule(sequence=2)
        self._run()
        self.assertEqual(self._one("queued").rule_id, second, "did not agree to marketing")
        other = self._person("1970-03-16")
        self._agree(other, purpose="marketing")
        self._run("2026-03-16 10:00")
        self.assertEqual(self._one("queued", patient=other).rule_id, first)

    def test_a_sleeping_rule_and_another_hospital(self):
        self._rule(active=False)
        company = self.env["res.company"].create({"name": "Second hospital"})
        self._rule(company_id=company.id)
        self._run()
        self.assertFalse(self._lines())

    # BUTTONS
    def test_a_leader_takes_one_back(self):
        self._rule()
        self._run()
        line = self._one("queued")
        with self.assertRaises(UserError):
            line.with_user(self.user_agent).action_cancel()
        line.with_user(self.user_leader).action_cancel()
        self._one("cancelled", "withdrawn")
        with self._now("2026-03-16 14:30"):
            self._run_queue()
        self._run("2026-03-16 15:00")
        self.assertFalse(self.gateway.delivered)
        with self.assertRaisesRegex(UserError, "still wait"):
            line.with_user(self.user_leader).action_cancel()

    def test_nobody_writes_lines_by_hand(self):
        self._rule()
        self._run()
        line = self._lines().with_user(self.user_director)
        with self.assertRaises(AccessError):
            line.state = "sent"
        with self.assertRaises(AccessError):
            line.copy({"occasion_key": "again"})
