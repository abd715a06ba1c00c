"""SVC-02, DIR-02, FRD-04, SD2, SD14: contacts, hand-over, waiting."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from tests.desk.common import ServiceCase, local

NOW = local(ServiceCase.NOW)


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestContacts(ServiceCase):
    def similar(self, **values):
        return [line["id"] for line in self.as_user(self.user_agent, "hcs.service.record").get_open_similar(**values)]

    def test_a_contact_is_a_line_of_the_ledger(self):
        record = self.register(channel="wechat")
        record.action_add_contact(note="Sent a picture")
        contact = record.contact_ids
        self.assertEqual((contact.channel, contact.direction, contact.patient_id), ("wechat", "in", self.patient))
        self.assertEqual((contact.res_model, contact.res_id), (record._name, record.id))

    def test_a_caller_without_a_record_is_not_named_in_the_ledger(self):
        record = self.register(patient_id=False, caller_name_masked="Wang Wu", caller_phone_masked="13700001111")
        record.action_add_contact(channel="phone")
        self.assertNotIn("Wang", record.contact_ids.caller_name)
        self.assertEqual(record.caller_name_masked, "Wang **")
        self.assertEqual(record.caller_phone_masked, "*******1111")
        self.assertEqual(record.contact_ids.sudo().number, "13700001111")

    def test_the_customer_ends_the_waiting(self):
        """D2: a waiting record goes on when the customer writes or calls, not when we do."""
        record = self.register()
        record.action_wait("Insurance number")
        record.action_add_contact(direction="out", reached=False)
        self.assertEqual(record.state, "waiting")
        record.action_add_contact(direction="in")
        self.assertEqual((record.state, record.wait_reason), ("in_progress", False))

    def test_a_second_contact_within_hours_finds_the_open_record(self):
        """SD2: same person and type within N hours; by card or by number, with or without the country code."""
        record = self.register()
        stranger = self.register(patient_id=False, caller_phone_masked="137 0000 1111")
        ids = {"type_id": self.service.id}
        self.assertEqual(self.similar(**ids, patient_id=self.patient.id), record.ids)
        self.assertEqual(self.similar(**ids, caller_phone="+8613700001111"), stranger.ids)
        self.assertEqual(self.similar(type_id=self.service.copy({"code": "x"}).id, patient_id=self.patient.id), [])
        self.assertEqual(self.similar(**ids, caller_phone="1111"), [], "a tail is not a person")
        with freeze_time(NOW + timedelta(hours=25)):
            self.assertEqual(self.similar(**ids, patient_id=self.patient.id), [])
        record.action_done()
        self.assertEqual(self.similar(**ids, patient_id=self.patient.id), [])

    def test_the_form_finds_it_while_the_number_is_typed(self):
        """SD2: without a patient record, before anything is saved."""
        known = self.register(patient_id=False, caller_phone_masked="13987654321")
        typed = self.as_user(self.user_agent, "hcs.service.record").new(
            {"type_id": self.service.id, "caller_phone_masked": "139 8765 4321"}
        )
        self.assertEqual(typed.similar_ids._origin, known)
        typed.caller_phone_masked = "13811112222"
        self.assertFalse(typed.similar_ids)

    def test_a_message_of_an_employee_does_not_end_the_waiting(self):
        record = self.register()
        record.action_wait("Insurance number")
        record.message_post(body="Asked again")
        self.assertEqual(record.state, "waiting")
        stranger = self.env["res.partner"].create({"name": "Somebody"})
        record.sudo().message_post(body="Here it is", message_type="email", author_id=stranger.id)
        self.assertEqual(record.state, "in_progress")


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestHandover(ServiceCase):
    def test_the_number_of_the_directory_is_shown_and_kept(self):
        """DIR-02: the expert's number, else the department's, else the leader's."""
        record = self.register()
        self.assertEqual(record.action_hand_over(practitioner_id=self.doctor.id, note="Fasting?"), "5123")
        self.assertEqual(record.action_hand_over(department_id=self.department.id), "5001")
        self.department.phone = False
        self.user_leader.phone = "5999"
        self.assertEqual(record.action_hand_over(department_id=self.department.id), "5999")
        self.assertRecordValues(
            record.handover_ids.sorted("id"),
            [
                {"phone": "5123", "practitioner_id": self.doctor.id, "note": "Fasting?"},
                {"phone": "5001", "practitioner_id": False, "note": False},
                {"phone": "5999", "practitioner_id": False, "note": False},
            ],
        )
        self.assertEqual((record.department_id, record.handover_count), (self.department, 3))

    def test_nothing_is_handed_to_nobody(self):
        with self.assertRaisesRegex(UserError, "to whom"):
            self.register().action_hand_over()

    def test_a_colleague_becomes_the_agent(self):
        record = self.register(user_id=self.user_agent.id)
        record.action_hand_over(user_id=self.user_leader.id)
        self.assertEqual(record.user_id, self.user_leader)
        self.assertIn(self.user_leader, record.activity_ids.user_id)

    def test_messages_and_transfers_cannot_get_lost(self):
        """FRD-04: not closed before somebody took it; the clock of the hand-over runs until then."""
        for code in ("message", "transfer"):
            service = self.env.ref(f"hospital_customer_service.hcs_service_type_{code}")
            record = self.register(type_id=service.id, description="Call back")
            with self.assertRaisesRegex(UserError, "nobody has acknowledged"):
                record.action_done()
            record.action_hand_over(practitioner_id=self.doctor.id, note="Call back")
            waits = record.clock_ids.filtered(lambda clock: clock.policy_id.stop_event == "acknowledged")
            self.assertEqual(waits.mapped("state"), ["running"])
            self.assertIn(
                record, self.env["hcs.service.record"].search([("handover_ids.acknowledged_at", "=", False)])
            )
            with self.assertRaisesRegex(UserError, "nobody has acknowledged"):
                record.action_done()
            record.handover_ids.action_acknowledge("Nurse Wu")
            self.assertEqual(waits.mapped("state"), ["met"])
            record.action_done()
            self.assertEqual((record.state, record.first_contact), ("done", False))
        self.assertEqual(record.handover_ids.taken_by, "Nurse Wu")
        with self.assertRaisesRegex(UserError, "taken already"):
            record.handover_ids.action_acknowledge()

    def test_a_call_that_reached_nobody_goes_on_as_a_message(self):
        record = self.register(type_id=self.env.ref("hospital_customer_service.hcs_service_type_transfer").id)
        record.action_hand_over(department_id=self.department.id)
        record.handover_ids.action_acknowledge()
        record.action_done("message_taken")
        record.action_create_next()
        self.assertEqual(record.successor_id.type_id.code, "message")


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestIntake(ServiceCase):
    def intake(self):
        return Form(self.as_user(self.user_agent, "hcs.service.intake"))

    def test_a_known_number_finds_the_patient(self):
        form = self.intake()
        form.phone = "138 1234 5678"
        self.assertEqual(form.patient_id, self.patient)
        other = self.intake()
        other.phone = "5678"
        self.assertIn(self.patient, other.candidate_ids[:])
        form.type_id = self.service
        form.description = "Needs Thai\nTomorrow"
        record = self.env["hcs.service.record"].browse(form.save().action_save()["res_id"])
        self.assertRecordValues(
            record,
            [
                {
                    "patient_id": self.patient.id,
                    "state": "in_progress",
                    "user_id": self.user_agent.id,
                    "subject": "Needs Thai",
                    "caller_phone": "138 1234 5678",
                }
            ],
        )
        self.assertEqual(len(record.contact_ids), 1)

    def test_two_of_one_number_are_left_to_the_agent(self):
        self.env["hcs.patient"].create({"name": "Li Si", "phone_ids": [(0, 0, {"number": "13812345678"})]})
        form = self.intake()
        form.phone = "13812345678"
        self.assertFalse(form.patient_id)
        self.assertEqual(form.candidate_count, 2)

    def test_a_repeated_request_is_added_to_the_open_one(self):
        record = self.register()
        form = self.intake()
        form.phone = "13812345678"
        form.type_id = self.service
        self.assertEqual(form.similar_id, record)
        form.description = "Is there news?"
        self.assertEqual(form.save().action_append()["res_id"], record.id)
        self.assertEqual(record.contact_ids.note, "Is there news?")
        self.assertEqual(self.env["hcs.service.record"].search_count([("patient_id", "=", self.patient.id)]), 1)

    def test_answered_in_one_breath(self):
        form = self.intake()
        form.phone = "13812345678"
        form.type_id = self.service
        intake = form.save()
        intake.action_answered()
        record = self.env["hcs.service.record"].search([("patient_id", "=", self.patient.id)])
        self.assertEqual((record.state, record.first_contact), ("done", True))
        self.assertFalse(intake.phone, "the dialog forgets what was typed")

    def test_the_words_of_the_caller_name_the_department(self):
        """DIR-03: while the request is typed; a danger to life opens the emergency flow from here."""
        self.env["hcs.triage.rule"].search([]).active = False
        rule = self.env["hcs.triage.rule"].create(
            {
                "name": "Broken bone",
                "department_id": self.department.id,
                "urgency": "urgent",
                "advice": "Do not move it",
                "words": "broken arm",
            }
        )
        intakes = self.as_user(self.user_agent, "hcs.service.intake")
        intake = intakes.create({"type_id": self.service.id, "description": "Fell, broken arm"})
        self.assertFalse(intake.red_flag)
        for words in ("Surgery", "Urgent", "5001", "Do not move it"):
            self.assertIn(words, intake.triage_hint)
        intake.action_triage_department()
        self.assertEqual(intake.department_id, self.department)
        intake.description = "Parking"
        self.assertFalse(intake.triage_hint)
        with self.assertRaisesRegex(UserError, "No rule"):
            intake.action_triage_department()
        rule.red_flag = True
        urgent = intakes.create(
            {"type_id": self.service.id, "description": "broken arm", "patient_id": self.patient.id}
        )
        self.assertTrue(urgent.red_flag)
        action = urgent.action_emergency()
        incident = self.env["hcs.incident"].browse(action["res_id"])
        self.assertEqual((incident.kind, incident.patient_id), ("acute_patient", self.patient))
