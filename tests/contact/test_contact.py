from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from tests.visit import VisitCase


@tagged("post_install", "-at_install", "hcs_contact")
class TestContact(VisitCase):
    """DESIGN §1.3: one ledger for everything that reaches a person."""

    def _make_contact(self, **values):
        return self.env["hcs.contact"].create({"patient_id": self.patient.id, **values})

    def test_a_line_is_never_changed_nor_deleted(self):
        contact = self._make_contact()
        for records in (contact, contact.with_user(self.user_admin), contact.sudo()):
            with self.assertRaises(UserError):
                records.write({"note": "other"})
            with self.assertRaises(UserError):
                records.unlink()

    def test_a_patient_with_contacts_cannot_be_deleted(self):
        self._make_contact()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.patient.unlink()
            self.env.flush_all()

    def test_every_foreign_key_restricts(self):
        for field in self.env["hcs.contact"]._fields.values():
            if field.type == "many2one" and field.store and field.name not in ("create_uid", "write_uid"):
                self.assertEqual(field.ondelete, "restrict", field.name)

    @users("hcs_agent")
    def test_an_agent_enters_a_number_and_reads_its_tail(self):
        contact = (
            self._make_contact()
            .with_env(self.env)
            .create({"patient_id": self.patient.id, "number_masked": "13812345678"})
        )
        self.assertEqual(contact.number_masked, "*******5678")
        self.assertEqual(contact.sudo().number, "13812345678")
        self.assertEqual(contact.create_uid, self.env.user)
        with self.assertRaises(AccessError):
            contact.read(["number"])
        with self.assertRaises(AccessError):
            contact.create({"patient_id": self.patient.id, "number": "13812345678"})
        self.assertEqual(contact.search([("number_masked", "=", "13812345678")]), contact)
        self.assertEqual(contact.search([("number_masked", "ilike", "5678")]), contact)
        self.assertFalse(contact.search([("number_masked", "ilike", "1234567")]))

    def test_a_masked_number_is_no_number(self):
        with self.assertRaisesRegex(ValidationError, "whole number"):
            self._make_contact(number_masked="*******5678")

    def test_the_door_of_the_number_does_not_open_other_doors(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        contacts = self.as_user(self.user_agent, "hcs.contact")
        with self.assertRaises(AccessError):
            contacts.create({"caller_name": "X", "number_masked": "13812345678", "company_id": other.id})
        with self.assertRaises(AccessError):
            self.as_user(self.user_department, "hcs.contact").create(
                {"caller_name": "X", "number_masked": "13812345678"}
            )

    def test_somebody_was_contacted_and_it_ended_after_it_began(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["hcs.contact"].create({"channel": "call"})
        with self.assertRaisesRegex(ValidationError, "end before"):
            self._make_contact(started_at="2026-03-02 02:00:00", ended_at="2026-03-02 01:59:59")
        contact = self._make_contact(started_at="2026-03-02 02:00:00", ended_at="2026-03-02 02:03:30")
        self.assertEqual(contact.duration, 3.5)

    @users("hcs_agent")
    def test_a_call_is_noted_by_hand(self):
        form = Form(self.env["hcs.contact"].with_context(default_patient_id=self.patient.id))
        form.number_masked = "13812345678"
        form.direction = "in"
        form.note = "Asked about the bill; I said calm down."
        contact = form.save()
        self.assertEqual((contact.user_id, contact.number_masked), (self.env.user, "*******5678"))
        self.assertEqual(contact.forbidden_words, "Calm down")

    def test_contacts_of_a_record_are_found(self):
        visit = self._make_visit()
        contact = self._make_contact(res_model="hcs.visit", res_id=visit.id)
        self._make_contact()
        self.assertEqual(self.env["hcs.contact"]._of(visit), contact)
        self.assertEqual(contact.action_open_record()["res_id"], visit.id)

    def test_the_card_counts_contacts_and_opinions(self):
        self._make_contact(started_at="2026-03-02 02:00:00")
        self._make_contact(started_at="2026-03-03 02:00:00", note="All well")
        self.env["hcs.opinion"].create({"patient_id": self.patient.id, "text": "Too long a queue"})
        patient = self.patient.with_user(self.user_agent)
        self.assertEqual((patient.contact_count, patient.opinion_count), (2, 1))
        self.assertEqual(str(patient.last_contact_at), "2026-03-03 02:00:00")
        entries = patient.get_timeline(kinds=["contact", "opinion"])["entries"]
        self.assertEqual([entry["kind"] for entry in entries], ["opinion", "contact", "contact"])
        self.assertIn("All well", entries[1]["subtitle"])
        self.assertIn("Too long a queue", entries[0]["subtitle"])
        self.assertEqual(patient.action_open_contacts()["domain"], [("patient_id", "=", patient.id)])

    def test_lines_of_another_hospital_are_not_there(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        records = [
            self.env["hcs.contact"].create({"caller_name": "X", "company_id": other.id}),
            self.env["hcs.opinion"].create({"text": "X", "company_id": other.id}),
            self.env["hcs.opinion.category"].create({"name": "X", "company_id": other.id}),
        ]
        for record in records:
            self.assertFalse(record.with_user(self.user_admin).search([("id", "=", record.id)]))


@tagged("post_install", "-at_install", "hcs_contact")
class TestOpinion(VisitCase):
    """FUP-17: opinions, suggestions and needs are lines of their own."""

    def test_a_line_stands_on_any_record(self):
        visit = self._make_visit()
        opinion = self.env["hcs.opinion"].create(
            {"kind": "need", "text": "A wheelchair", "res_model": "hcs.visit", "res_id": visit.id}
        )
        self.assertEqual(opinion.action_open_record()["res_model"], "hcs.visit")
        self.assertEqual(opinion.user_id, self.env.user)

    @users("hcs_agent")
    def test_the_department_follows_the_visit(self):
        visit = self._make_visit()
        form = Form(self.env["hcs.opinion"].with_context(default_patient_id=self.patient.id))
        form.visit_id = visit.with_env(self.env)
        form.text = "Nobody explained the bill"
        self.assertEqual(form.save().department_id, self.department)

    @users("hcs_agent")
    def test_from_new_to_settled_and_back(self):
        opinion = self.env["hcs.opinion"].create({"text": "Too cold"})
        opinion.action_pass_on()
        with self.assertRaisesRegex(UserError, "another status"):
            opinion.action_pass_on()
        opinion.action_settle()
        self.assertEqual(opinion.state, "settled")
        opinion.action_reopen()
        self.assertEqual(opinion.state, "new")

    def test_what_was_passed_on_stays(self):
        opinion = self.env["hcs.opinion"].create({"text": "Too cold"})
        opinion.action_pass_on()
        with self.assertRaises(UserError):
            opinion.with_user(self.user_director).unlink()
        self.env["hcs.opinion"].create({"text": "Typo"}).with_user(self.user_director).unlink()

    def test_categories_are_shipped_and_used_ones_stay(self):
        category = self.env.ref("hospital_customer_service.hcs_opinion_category_waiting")
        self.env["hcs.opinion"].create({"text": "Two hours", "category_id": category.id})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            category.unlink()

    def test_only_the_answer_of_the_centre_is_checked_for_forbidden_words(self):
        opinion = self.env["hcs.opinion"].create({"text": "They told me to calm down"})
        self.assertFalse(opinion.forbidden_words)
        opinion.answer = "That is not my job"
        self.assertEqual(opinion.forbidden_words, "That is not my job")
