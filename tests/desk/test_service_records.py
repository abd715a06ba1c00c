"""SVC-01, SVC-03, SD1, SD8, SD10: the life of a service record."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from tests.desk.common import ServiceCase, local

NOW = local(ServiceCase.NOW)


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestRecords(ServiceCase):
    def test_a_record_gets_what_its_type_says(self):
        self.step(name="Ask", due_minutes=30, department_id=self.department.id)
        self.service.default_priority = "2"
        record = self.register()
        self.assertRegex(record.reference, r"^SR\d{7}$")
        self.assertEqual((record.state, record.phase, record.priority), ("new", "pre", "2"))
        self.assertEqual((record.team_id, record.opened_at, record.display_name), (self.team, NOW, record.reference))
        self.assertRecordValues(
            record.step_ids,
            [{"name": "Ask", "state": "todo", "due_at": NOW + timedelta(minutes=30), "mandatory": True}],
        )

    def test_who_owns_it_follows_it_and_who_wrote_it_down_does_not(self):
        record = self.register()
        self.assertFalse(record.message_follower_ids)
        self.assertEqual(len(record.message_ids), 1, "that it was made is told all the same")
        record.with_user(self.user_leader).action_hand_over(user_id=self.user_agent.id)
        self.assertEqual(record.message_partner_ids, self.user_agent.partner_id)

    def test_a_type_without_code_lives(self):
        """SD1: configuration alone makes a service with steps, entries and endings of its own."""
        entry = self.env.ref("hospital_customer_service.hcs_service_field_place")
        self.step()
        self.service.required_field_ids = entry
        record = self.register()
        self.assertIn(",place,", record.shown_entries)
        self.assertNotIn(",wanted_at,", record.shown_entries)
        record.action_start()
        with self.assertRaisesRegex(UserError, r"step still open: Ask[\s\S]*not filled in: Place"):
            record.action_done()
        record.step_ids.action_done()
        record.place = "Gate 2"
        record.action_done()
        self.assertEqual((record.state, record.closing_id.code), ("done", "done"))

    def test_an_optional_step_may_stay_open(self):
        self.step(mandatory=False)
        record = self.register()
        record.action_done()
        self.assertEqual((record.state, record.step_ids.state), ("done", "todo"))

    def test_a_mandatory_step_cannot_be_skipped(self):
        self.step()
        self.step(name="Leaflet", mandatory=False)
        steps = self.register().step_ids
        with self.assertRaisesRegex(UserError, "mandatory"):
            steps[0].action_skip()
        steps[1].action_skip()
        self.assertEqual(steps.mapped("state"), ["todo", "skipped"])

    def test_a_step_asks_for_its_proof_and_entries(self):
        self.step(
            proof_required=True,
            required_field_ids=[Command.set(self.env.ref("hospital_customer_service.hcs_service_field_place").ids)],
        )
        record = self.register()
        with self.assertRaisesRegex(UserError, "fill in Place"):
            record.step_ids.action_done("SF123")
        record.place = "Gate 2"
        with self.assertRaisesRegex(UserError, "needs a proof"):
            record.step_ids.action_done()
        record.step_ids.action_done("SF123")
        self.assertEqual((record.step_ids.done_at, record.step_ids.done_by_id), (NOW, self.user_agent))

    def test_an_ending_without_success_asks_for_the_outcome_only(self):
        self.step()
        record = self.register()
        with self.assertRaisesRegex(UserError, "what came of it"):
            record.action_done("failed")
        record.action_done("failed", outcome="Nobody speaks Thai")
        self.assertEqual((record.state, record.outcome), ("done", "Nobody speaks Thai"))

    def test_an_unknown_closing_code_is_named_with_the_known_ones(self):
        with self.assertRaisesRegex(UserError, "done, failed"):
            self.register().action_done("nonsense")

    def test_the_caller_on_the_phone_is_answered_at_once(self):
        phone, web = self.register(channel="phone"), self.register(channel="web")
        self.assertEqual((phone.first_response_at, phone.first_response_minutes), (NOW, 0.0))
        self.assertFalse(web.first_response_at)

    def test_times_are_kept_once(self):
        record = self.register()
        with freeze_time(NOW + timedelta(minutes=10)):
            record.action_add_contact(channel="phone", direction="out", answered=True)
        with freeze_time(NOW + timedelta(minutes=20)):
            record.action_answer()
        with freeze_time(NOW + timedelta(minutes=30)):
            record.action_done()
        minutes = (record.first_response_minutes, record.answer_minutes, record.close_minutes)
        self.assertEqual(minutes, (10.0, 10.0, 30.0))

    def test_moments_and_states_are_not_written_by_hand(self):
        record = self.register()
        for values in ({"state": "done"}, {"closed_at": NOW}, {"first_contact": True}, {"next_due_at": NOW}):
            with self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            self.register(state="done")
        with self.assertRaisesRegex(UserError, "Cancel it"):
            record.sudo().unlink()

    def test_reopen_within_the_days_goes_on_and_later_is_followed(self):
        """SD8, D4: what was measured first stays; later a new record follows, filled in and linked."""
        record = self.register(description="Thai", caller_phone_masked="13700001111")
        record.action_done()
        with freeze_time(NOW + timedelta(days=6)):
            record.action_reopen("Still ill")
            self.assertEqual((record.state, record.reopened_count, record.closed_at), ("in_progress", 1, False))
            self.assertFalse(record.first_contact)
            self.assertEqual(record.answered_at, NOW)
            record.action_done()
        with freeze_time(NOW + timedelta(days=14)):
            action = record.action_reopen("Once more")
        successor = record.successor_id
        self.assertEqual((record.state, action["res_id"]), ("done", successor.id))
        self.assertEqual((successor.predecessor_id, successor.patient_id), (record, self.patient))
        self.assertEqual((successor.description, successor.sudo().caller_phone), ("Thai", "13700001111"))
        with freeze_time(NOW + timedelta(days=15)):
            record.action_reopen()
        self.assertEqual(record.successor_id, successor, "the second time finds the first successor")

    def test_needs_propose_the_next_service(self):
        """SVC-11: the first need in the order of the list decides; the record that follows is linked."""
        need = self.env.ref("hospital_customer_service.hcs_service_need_booking")
        record = self.register(need_ids=[Command.set(need.ids)])
        self.assertEqual(record.proposed_type_id.code, "expert_booking")
        record.action_done()
        record.action_create_next()
        successor = record.successor_id
        self.assertEqual((successor.type_id.code, successor.user_id), ("expert_booking", self.user_agent))
        self.assertFalse(record.next_type_id, "proposed once")

    def test_next_contact_is_an_activity_that_moves(self):
        record = self.register(user_id=self.user_agent.id, next_contact_on="2026-06-03")
        self.assertEqual(record.activity_ids.date_deadline.isoformat(), "2026-06-03")
        record.next_contact_on = "2026-06-05"
        self.assertEqual(record.activity_ids.mapped("date_deadline")[0].isoformat(), "2026-06-05")
        self.assertEqual(len(record.activity_ids), 1)
        record.next_contact_on = False
        self.assertFalse(record.activity_ids)

    def test_a_type_may_ask_for_the_next_contact_itself(self):
        self.service.next_contact_days = 3
        self.assertEqual(self.register().next_contact_on.isoformat(), "2026-06-04")

    def test_opening_a_record_costs_the_same_however_long_it_is(self):
        """Speed: constant queries."""
        record = self.register()
        spec = {"contact_ids": {"fields": {"note": {}}}, "step_ids": {"fields": {"name": {}}}, "shown_entries": {}}

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            record.web_read(spec)
            return self.env.cr.sql_log_count - before

        queries()
        short = queries()
        for number in range(10):
            record.action_add_contact(note=str(number))
            self.env["hcs.service.step"].create({"record_id": record.id, "name": str(number)})
        self.assertLessEqual(queries(), short + 3)

    def test_form_copies_the_phase(self):
        form = Form(self.as_user(self.user_agent, "hcs.service.record"))
        form.type_id = self.env.ref("hospital_customer_service.hcs_service_type_discharge")
        form.channel = "in_person"
        self.assertEqual(form.save().phase, "post")


@tagged("post_install", "-at_install", "hcs_desk")
class TestShippedTypes(ServiceCase):
    def test_all_services_of_the_centre_are_there(self):
        """The list of issue 3; medicine mailing is off until the hospital switches it on."""
        codes = set(self.env["hcs.service.type"].search([("company_id", "=", False)]).mapped("code"))
        expected = """
            consultation expert_booking exam_booking home_care_booking result_delivery certificate visit_assistance
            escort admission discharge reception guidance fee_enquiry psychological_support health_education message
            transfer report_mailing other
        """.split()
        self.assertEqual(set(expected) - codes, set())
        medicine = self.env.ref("hospital_customer_service.hcs_service_type_medicine_mailing")
        self.assertFalse(medicine.active)

    def test_every_type_can_be_opened_closed_and_found_on_the_timeline(self):
        """PAT-02, SVC-01: tested for every type."""
        types = self.env["hcs.service.type"].with_context(active_test=False).search([("company_id", "=", False)])
        for service in types:
            with self.subTest(service=service.code):
                self.assertTrue(service.closing_code_ids)
                record = self.register(type_id=service.id)
                self.assertTrue(record.clock_ids, "a first response is promised for every service")
                entries = self.patient.with_user(self.user_agent).get_timeline(kinds=["service"])["entries"]
                self.assertIn(record.id, [entry["res_id"] for entry in entries])
                record.action_cancel("mistake")

    def test_first_response_differs_by_channel(self):
        """SVC-03: online in minutes, the phone at once, a letter in days."""
        with freeze_time(NOW):
            due = {
                channel: self.register(channel=channel).clock_ids.filtered(
                    lambda clock: clock.purpose == "first_response"
                )
                for channel in ("web", "wechat", "email", "letter", "phone")
            }
        self.assertEqual(due["web"].due_at, NOW + timedelta(minutes=5))
        self.assertEqual(due["wechat"].due_at, NOW + timedelta(minutes=5))
        self.assertEqual(due["email"].due_at, NOW + timedelta(minutes=60))
        self.assertEqual(due["letter"].due_at.date().isoformat(), "2026-06-03")
        self.assertEqual(due["phone"].state, "met", "the phone is answered at once")


@tagged("post_install", "-at_install", "hcs_desk")
class TestPromises(ServiceCase):
    """SD6, D2: what changes the promise keeps the time that was used and says what was due before."""

    def test_priority_and_service_move_the_deadline(self):
        self.env["hcs.clock.policy"].search([]).active = False
        rules = (("Normal", "[('priority', '=', '0')]", 60), ("Urgent", "[('priority', '=', '3')]", 20))
        for name, domain, target in rules:
            self.env["hcs.clock.policy"].create(
                {
                    "name": name,
                    "model": "hcs.service.record",
                    "domain": domain,
                    "start_event": "created",
                    "stop_event": "done",
                    "purpose": "resolution",
                    "target": target,
                    "unit": "minute",
                    "pausable": True,
                }
            )
        with freeze_time(local(self.NOW)):
            record = self.register()
            clock = record.clock_ids
        self.assertEqual(clock.due_at, self.later(minutes=60))
        with freeze_time(self.later(minutes=5)):
            record.action_wait("Insurance number")
        with freeze_time(self.later(minutes=15)):
            record.action_resume()
            record.priority = "3"
        self.assertEqual(record.clock_ids, clock, "the same deadline goes on")
        self.assertEqual(clock.due_at, self.later(minutes=30), "twenty minutes and the ten that stood still")
        event = clock.event_ids.filtered(lambda event: event.kind == "due_changed").sorted("id")[-1:]
        self.assertEqual((event.old_due_at, event.new_due_at), (self.later(minutes=70), self.later(minutes=30)))
        self.assertEqual(record.next_due_at, clock.due_at)
        events = len(clock.event_ids)
        with freeze_time(self.later(minutes=16)):
            record.write({"priority": "3", "subject": "The same"})
        self.assertEqual(len(clock.event_ids), events, "nothing changed")
        with freeze_time(self.later(minutes=17)):
            record.action_done()
            result = (clock.state, clock.due_at)
        record.sudo().priority = "0"
        self.assertEqual((clock.state, clock.due_at), result, "a result is frozen")
