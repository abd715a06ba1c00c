"""SVC-08: a question from the web becomes a service record with its clock, and nobody is recognised aloud."""

import re

from odoo.tests import tagged

from tests.public.common import PHONE, PublicCase


@tagged("post_install", "-at_install", "hcs_public")
class TestQuestion(PublicCase):
    def test_a_record_with_channel_and_clock(self):
        answer = self.question(department=str(self.department.id), relation="child")
        self.assertEqual(answer.status_code, 200)
        record = self.new_records()
        self.assertEqual(record.channel, "web")
        self.assertEqual(record.type_id, self.page("question").service_type_id)
        self.assertEqual(record.department_id, self.department)
        self.assertEqual((record.caller_name, record.caller_phone), ("张丽", PHONE))
        self.assertEqual(record.caller_relation, "child")
        self.assertEqual(record.description, "When is the clinic open?")
        self.assertFalse(record.first_response_at, "a form is no answer")
        clocks = record.clock_ids.filtered(lambda clock: clock.policy_id.stop_event == "first_response")
        self.assertTrue(clocks.filtered(lambda clock: clock.state == "running"))

    def test_the_contact_is_in_the_ledger(self):
        self.question()
        contact = self.new_records().contact_ids
        self.assertEqual((contact.channel, contact.direction), ("web", "in"))
        self.assertFalse(contact.patient_id)

    def test_known_and_unknown_people_get_the_same_answer(self):
        """PS6: the patient 张丽 with this number is known, the other one is not."""
        known, unknown = self.question(), self.question(name="陌生人", phone="13911112222")
        hide = [re.sub(r"[A-Z0-9]{4}-[A-Z0-9]{4}", "…", self.words(page)) for page in (known, unknown)]
        self.assertEqual(*hide)
        self.assertFalse(self.new_records().patient_id, "an agent decides who it is")

    def test_receipt_and_code_open_the_case(self):
        number, code = self.question_receipt()
        record = self.new_records()
        self.assertEqual(record.receipt_number, number)
        links = self.env["hcs.access.link"]
        self.assertEqual(links._find_case(number, code)._get_record(), record)
        self.assertEqual(links._find_case(number.lower(), code.replace("-", " "))._get_record(), record)
        for wrong in ((number, "AAAA-AAAA"), ("AAAA-AAAA", code), (number, ""), ("", ""), (None, None)):
            self.assertFalse(links._find_case(*wrong))
        self.assertNotIn(code.replace("-", ""), str(links.search([]).read()))

    def test_no_address_opens_a_case(self):
        number, code = self.question_receipt()
        token = self.env["hcs.public.receipt.mixin"]._case_token(number, code)
        for path in (token, token.replace("/", "%2F")):
            self.assertEqual(self.get(f"/hcs/l/{path}").status_code, 404)

    def question_receipt(self):
        return re.findall(r'class="sign">([A-Z0-9]{4}-[A-Z0-9]{4})<', self.question().text)

    def test_the_address_of_the_page_holds_nothing(self):
        answer = self.question()
        self.assertEqual(answer.url.partition("?")[0], self.base_url() + "/hcs/p/thanks")
        self.assertNotIn("?", answer.url)

    def test_danger_to_life(self):
        """DIR-03: the page says who helps now; the record is on top of the list."""
        for words in ("我爸胸痛出冷汗", "My father has chest pain"):
            answer = self.question(question=words)
            self.assertIn("This may be an emergency", self.words(answer))
            self.assertIn('href="tel:120"', answer.text)
        self.assertEqual(set(self.new_records().mapped("priority")), {"3"})
        self.assertNotIn("This may be an emergency", self.words(self.question()))

    def test_a_department_of_another_hospital_is_not_taken(self):
        other = self.env["res.company"].create({"name": "Other"})
        department = self.env["hcs.department"].create({"name": "Theirs", "company_id": other.id})
        self.question(department=str(department.id))
        self.assertFalse(self.new_records().department_id)

    def test_the_team_of_the_page(self):
        team = self.env["hcs.team"].search([("company_id", "=", self.company.id)], limit=1)
        own = {"company_id": self.company.id, "team_id": team.id}
        shared = self.page("question")
        self.Page.create({"code": "question", "name": "Own", "service_type_id": shared.service_type_id.id, **own})
        self.question()
        self.assertEqual(self.new_records().team_id, team)
