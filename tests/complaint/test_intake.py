"""CMP-01, CMP-08, FEATURES CP1: every source, every person, duplicates, receipt, form."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from hcs_tools import receipt
from tests.complaint.intake import POINT, IntakeCase


@tagged("post_install", "-at_install", "hcs_complaint")
class TestIntake(IntakeCase):
    def test_every_source_is_registered(self):
        """CMP-01: letter, hotline, box, web, in person, follow-up, survey, authority, media and more."""
        for source in dict(self.tickets._fields["source"].selection):
            with self.subTest(source=source):
                extra = {"authority_id": self.authority.id} if source == "authority" else {}
                ticket = self.register(source=source, no_signature="refused", **extra)
                self.assertEqual((ticket.source, ticket.state, ticket.kind), (source, "received", "complaint"))
                self.assertEqual((ticket.received_by_id, ticket.company_id), (self.user_agent, self.company))
                self.assertIn(self.user_agent, ticket.handler_ids)
                self.assertTrue(receipt.is_valid(ticket.receipt_number))

    def test_a_sentence_is_enough(self):
        """Nothing else is asked for; an empty entry is refused in words."""
        ticket = self.register(category_id=False, department_id=False, kind="suggestion")
        self.assertEqual(ticket.description, "The nurse shouted at me")
        with self.assertRaisesRegex(UserError, "sentence"):
            self.intake(description=" ").action_save()
        scan = self.env["ir.attachment"].with_user(self.user_agent).create({"name": "letter.png", "datas": POINT})
        ticket = self.register(source="letter", description=False, attachment_ids=[Command.set(scan.ids)])
        self.assertEqual((scan.res_model, scan.res_id), (ticket._name, ticket.id))

    def test_settled_in_the_same_breath(self):
        """CMP-01: registered and closed from the small window; what was typed is forgotten there, not here."""
        window = self.intake(anonymous=True, settlement=" Soap was brought ")
        ticket = self.tickets.browse(window.action_settle()["res_id"])
        self.assertEqual((ticket.state, ticket.settlement, ticket.on_the_spot), ("closed", "Soap was brought", True))
        with self.assertRaisesRegex(UserError, "how it was settled"):
            self.intake(anonymous=True, settlement=" ").action_settle()

    def test_for_the_patient_a_representative_or_nobody(self):
        for role in ("patient", "representative", "other"):
            ticket = self.register(
                patient_id=self.patient.id, complainant_role=role, complainant="Zhang Wei", phone="13800001111",
                proof=POINT if role == "representative" else False, proof_name="power.png",
            )  # fmt: skip
            self.assertEqual((ticket.complainant_role, ticket.complainant_name), (role, "Zhang Wei"))
            self.assertEqual(bool(ticket.representative_proof), role == "representative")
            # whoever took it down sees the surname and the tail only
            seen = ticket.with_user(self.user_agent).read(["complainant_name_masked", "complainant_phone_masked"])[0]
            self.assertNotIn("13800001111", str(seen))
            with self.assertRaises(AccessError):
                ticket.with_user(self.user_agent).read(["complainant_phone"])
        nobody = self.register(anonymous=True, complainant="Zhang Wei", phone="13800001111", proof=POINT)
        self.assertEqual(
            (nobody.complainant_name, nobody.complainant_phone, nobody.representative_proof), (False, False, False)
        )

    def test_the_dialog_keeps_nothing(self):
        """What was typed stays in the ticket alone: transient rows live for an hour."""
        intake = self.intake(complainant="Zhang Wei", phone="13800001111", demand="An apology")
        intake.action_save()
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(t)::text FROM hcs_complaint_intake t WHERE id = %s", [intake.id])
        row = self.env.cr.fetchone()[0]
        for word in ("Zhang Wei", "13800001111", "apology", "shouted"):
            self.assertNotIn(word, row)

    def test_a_representative_in_a_dispute_shows_the_authority(self):
        values = {"kind": "dispute", "complainant_role": "representative", "no_signature": "refused"}
        with self.assertRaisesRegex(UserError, "authority"):
            self.register(**values)
        self.assertEqual(self.register(**values, proof=POINT).kind, "dispute")

    def test_signed_or_why_not(self):
        """FEATURES CP1: a signature, or the reason why there is none, where the person stands at the desk."""
        with self.assertRaisesRegex(UserError, "sign"):
            self.register(source="in_person")
        self.assertTrue(self.register(source="in_person", signature=POINT).signature)
        self.assertEqual(
            self.register(source="in_person", no_signature="refused").no_signature_reason, "Does not want to sign"
        )
        with self.assertRaisesRegex(UserError, "why"):
            self.register(source="in_person", no_signature="other")
        other = self.register(source="in_person", no_signature="other", no_signature_note="Arm in plaster")
        self.assertEqual(other.no_signature_reason, "Arm in plaster")
        for values in ({"anonymous": True}, {"kind": "praise"}, {"kind": "suggestion"}):
            self.register(source="in_person", **values)

    def test_the_grade_is_proposed(self):
        intake = self.intake(category_id=self.env.ref("hospital_customer_service.hcs_complaint_category_safety").id)
        self.assertEqual(intake.severity, "4")
        self.assertEqual(intake._make_ticket().severity, "4")
        booking = self.env.ref("hospital_customer_service.hcs_complaint_category_booking")
        self.assertEqual(self.intake(category_id=booking.id).severity, "1")
        passed_on = self.intake(category_id=booking.id, source="authority", authority_id=self.authority.id)
        self.assertEqual(passed_on.severity, "3")
        self.assertEqual(self.intake(kind="dispute").severity, "4")
        self.assertEqual(self.register(severity="5").severity, "5")

    def test_the_allegation_walls_whom_it_names(self):
        ticket = self.register(
            practitioner_ids=[Command.set(self.doctor.ids)], staff_ids=[Command.set(self.user_vip.ids)]
        )
        allegation = ticket.allegation_ids
        self.assertEqual((allegation.category_id, allegation.department_id), (self.attitude, self.department))
        self.assertEqual(ticket.walled_user_ids, self.doctor_user | self.user_vip)
        self.assertFalse(self.register(kind="praise").allegation_ids)

    def test_the_number_of_an_authority_is_unique(self):
        """FEATURES CP1: 12345's number once; the same number of another authority is another matter."""
        values = {"source": "authority", "external_number": "SZ-1"}
        self.register(
            **values, authority_id=self.authority.id, external_due_at=fields.Datetime.now() + timedelta(days=5)
        )
        with self.assertRaisesRegex(UserError, "already"):
            self.register(**values, authority_id=self.authority.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.tickets.create({**values, "authority_id": self.authority.id})
        other = self.env.ref("hospital_customer_service.hcs_complaint_authority_12320")
        self.assertEqual(self.register(**values, authority_id=other.id).authority_id, other)

    def test_who_may_register(self):
        for user in (self.user_agent, self.user_leader, self.user_complaint, self.user_followup, self.user_director):
            self.assertEqual(self.register(user).received_by_id, user)
        for user in (self.user_department, self.user_executive, self.user_his, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.register(user)
        other = self.env["res.company"].create({"name": "Other hospital"})
        stranger = self.env["hcs.patient"].create({"name": "Theirs", "company_id": other.id})
        with self.assertRaises(UserError):
            self.register(patient_id=stranger.id)

    def test_one_after_another(self):
        action = self.intake(source="box").action_save_next()
        self.assertEqual(action["res_model"], "hcs.complaint.intake")
        self.assertEqual(action["context"]["default_source"], "box")


@tagged("post_install", "-at_install", "hcs_complaint")
class TestSameMatter(IntakeCase):
    def same(self, **values):
        return self.intake(**{"patient_id": self.patient.id, **values})

    @freeze_time("2026-06-01 02:00:00")
    def test_found_by_person_and_subject_within_the_days(self):
        first = self.register(patient_id=self.patient.id, phone="13800001111")
        self.assertIn(first.reference, self.same().similar_hint)
        self.assertIn(first.reference, self.same(category_id=False).similar_hint, "the same department")
        self.assertIn(first.reference, self.same(patient_id=False, phone="13800001111").similar_hint)
        other = self.env["hcs.department"].create({"name": "Ears"})
        charge = self.env.ref("hospital_customer_service.hcs_complaint_category_charge")
        for values in (
            {"department_id": other.id, "category_id": charge.id},
            {"patient_id": False},
            {"patient_id": False, "phone": "1111"},
            {"kind": "praise"},
            {"anonymous": True},
        ):
            self.assertFalse(self.same(**values).similar_hint, values)
        with freeze_time("2026-07-02 02:00:00"):
            self.assertFalse(self.same().similar_hint, "31 days later it is another matter")
            self.company.hcs_complaint_same_days = 60
            self.assertIn(first.reference, self.same().similar_hint)
            self.company.hcs_complaint_same_days = 0
            self.assertFalse(self.same().similar_hint)

    def test_linked_to_the_first_one(self):
        first = self.register(self.user_leader, patient_id=self.patient.id)
        second = self.tickets.browse(self.same().action_same_matter()["res_id"])
        self.assertEqual(second.duplicate_of_id, first)
        third = self.tickets.browse(self.same().action_same_matter()["res_id"])
        self.assertEqual(third.duplicate_of_id, first, "all point to the first")
        with self.assertRaisesRegex(UserError, "No other ticket"):
            self.same(patient_id=False).action_same_matter()

    def test_named_staff_are_not_told_of_it(self):
        """The hint shows no ticket to somebody whom it names (FEATURES CP5)."""
        first = self.register(
            self.user_leader, patient_id=self.patient.id, staff_ids=[Command.set(self.user_agent.ids)]
        )
        self.assertFalse(self.same().similar_hint)
        self.assertIn(first.reference, self.intake(self.user_followup, patient_id=self.patient.id).similar_hint)

    def test_the_ticket_offers_it_to_those_who_may_read_it(self):
        first = self.register(self.user_complaint, patient_id=self.patient.id)
        second = self.register(patient_id=self.patient.id)
        self.assertEqual(second.with_user(self.user_complaint).similar_ids, first)
        self.assertFalse(second.with_user(self.user_agent).similar_ids, "not in its handling group")


@tagged("post_install", "-at_install", "hcs_complaint")
class TestReceipt(IntakeCase):
    def test_told_by_the_number_alone(self):
        ticket = self.register(self.user_leader, patient_id=self.patient.id, complainant="Zhang Wei")
        number = ticket.receipt_number.replace("-", "").lower()
        told = self.as_user(self.user_agent, "hcs.complaint.ticket").get_receipt_status(number)
        self.assertEqual((told["reference"], told["state"]), (ticket.reference, "Registered"))
        self.assertEqual(set(told), {"reference", "state", "received_on", "due_on"})
        lookup = self.as_user(self.user_agent, "hcs.receipt.lookup").create({"number": ticket.receipt_number})
        lookup.action_look_up()
        self.assertEqual((lookup.reference, lookup.state_text), (ticket.reference, "Registered"))

    def test_wrong_numbers_are_refused_in_words(self):
        tickets = self.as_user(self.user_agent, "hcs.complaint.ticket")
        for number in ("", "1234-5678", None, 7, receipt.draw()):
            with self.subTest(number=number), self.assertRaises(UserError):
                tickets.get_receipt_status(number)
        with self.assertRaises(AccessError):
            self.as_user(self.user_department, "hcs.complaint.ticket").get_receipt_status(receipt.draw())

    def test_named_staff_learn_nothing(self):
        ticket = self.register(self.user_leader, staff_ids=[Command.set(self.user_agent.ids)])
        with self.assertRaises(UserError):
            self.as_user(self.user_agent, "hcs.complaint.ticket").get_receipt_status(ticket.receipt_number)

    def test_drawn_never_typed(self):
        with self.assertRaises(UserError):
            self.as_user(self.user_agent, "hcs.complaint.ticket").create({"receipt_number": "2222-2222"})
        ticket = self.register()
        with self.assertRaises(UserError):
            ticket.with_user(self.user_agent).write({"receipt_number": receipt.draw()})


@tagged("post_install", "-at_install", "hcs_complaint")
class TestForm(IntakeCase):
    def test_the_printed_form(self):
        """CMP-01: the registration form shows the full name for the person to sign under, and logs the look."""
        ticket = self.register(patient_id=self.patient.id, complainant="Zhang Wei", phone="13800001111")
        before = self.env["hcs.access.log"].search_count([("user_id", "=", self.user_agent.id)])
        action = ticket.with_user(self.user_agent).action_print_form()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertGreater(self.env["hcs.access.log"].search_count([("user_id", "=", self.user_agent.id)]), before)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.user_agent)
            ._render_qweb_html("hospital_customer_service.report_complaint_form", ticket.ids)
        )
        text = html.decode()
        for words in (ticket.reference, ticket.receipt_number, "Zhang Wei", "13800001111", "shouted", "Eyes"):
            self.assertIn(words, text)

    def test_the_form_of_an_anonymous_ticket_names_nobody(self):
        ticket = self.register(anonymous=True, patient_id=self.patient.id)
        values = ticket._get_form_values()
        self.assertEqual((values["name"], values["phone"]), ("", ""))

    def test_only_readers_print_it(self):
        ticket = self.register(self.user_leader, staff_ids=[Command.set(self.user_director.ids)])
        for user in (self.user_agent, self.user_director, self.user_department):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                ticket.with_user(user).action_print_form()
