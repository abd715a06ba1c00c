import random
from datetime import datetime, timedelta
from itertools import count

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.hospital_customer_service.tools.message_text import clinical_words, unknown_placeholders

from tests.contact.common import MessageCase


@tagged("post_install", "-at_install", "hcs_contact")
class TestMessageTemplate(MessageCase):
    """PS4: no clinical content in any message, whoever writes the template."""

    numbers = count(1)

    def _template(self, body, **values):
        # a refused one leaves its row in the transaction of the test
        code = f"t_{next(self.numbers)}"
        return self.Template.create({"name": "T", "code": code, "body": body, **values})

    def test_clinical_places_are_refused(self):
        for name in ("diagnosis", "result", "surgery", "patient_name", "id_number", "anything"):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, name):
                self._template(f"{{patient_title}}: {{{name}}}")

    def test_clinical_words_are_refused_in_every_language(self):
        with self.assertRaisesRegex(ValidationError, "positive"):
            self._template("Your test is positive")
        with self.assertRaisesRegex(ValidationError, "阳性"):
            self._template("您的检测结果为阳性")
        template = self._template("Your document is ready.")
        self.env["res.lang"]._activate_lang("zh_CN")
        with self.assertRaisesRegex(ValidationError, "手术"):
            template.update_field_translations("body", {"zh_CN": "您的手术安排在明天"})
        with self.assertRaises(ValidationError):
            template.with_context(lang="zh_CN").body = "您的手术安排在明天"

    def test_links_are_for_surveys(self):
        with self.assertRaisesRegex(ValidationError, "link"):
            self._template("Look at {link}")
        with self.assertRaises(ValidationError):
            self._template("Look at https://h.example/x")
        self.assertTrue(self._template("How was it? {link}", purpose="survey"))

    def test_shipped_templates_pass_and_have_a_preview(self):
        templates = self.Template.search([])
        self.assertGreaterEqual(len(templates), 9)
        for template in templates:
            self.assertFalse(unknown_placeholders(template.body))
            self.assertFalse(clinical_words(template.preview))
            self.assertNotIn("{", template.preview)
            self.assertLessEqual(template.preview_parts, 3)

    def test_a_value_with_clinical_words_is_refused_when_it_is_sent(self):
        answer = self.Template._send("record_received", self.patient, {"reference": "HIV positive"})
        self.assertEqual(answer, {self.patient.id: "clinical_content"})
        self.assertTrue(self._messages().reason_text)

    def test_a_missing_value_is_shown_not_sent(self):
        self.assertEqual(self.Template._send("record_received", self.patient), {self.patient.id: "missing_value"})
        self.assertIn("…", self._messages().body)

    def test_braces_in_values_are_text(self):
        self.Template._send("record_received", self.patient, {"reference": "{phone}"})
        self.assertIn("{phone}", self._messages().body)

    def test_marketing_ends_with_the_words_to_refuse(self):
        self.company.hcs_message_opt_out = "Reply R to refuse"
        template = self._template("{patient_title}, come and see us.", purpose="marketing")
        self.assertTrue(template.preview.endswith("Reply R to refuse"))
        template.purpose = "service"
        self.assertFalse(template.preview.endswith("Reply R to refuse"))

    def test_the_words_to_refuse_follow_the_language_of_the_message(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.hcs_message_opt_out = False
        chinese = self.company.with_context(lang="zh_CN")
        self.assertIn("回复", chinese._hcs_opt_out_words())
        template = self._template("{patient_title}, come and see us.", purpose="marketing")
        self.assertTrue(
            template.with_context(lang="en_US")._compose({"patient_title": "Ms Li"}).endswith("Reply R to refuse")
        )
        chinese.hcs_message_opt_out = "T"
        self.assertEqual(chinese._hcs_opt_out_words(), "T")

    def test_the_hospitals_own_template_goes_before_the_shared_one(self):
        own = self._template("{patient_title}: {reference} came.", company_id=self.company.id)
        own.code = "record_received"
        self.Template._send("record_received", self.patient, {"reference": "A1"})
        self.assertEqual(self._messages().template_id, own)
        other = self.env["res.company"].create({"name": "Other"})
        self.assertNotEqual(self.Template._find("record_received", other), own)

    def test_one_active_template_for_a_code(self):
        self._template("One", code="t_one")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._template("Two", code="t_one")

    def test_the_language_of_the_hospital(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.hcs_message_lang = "zh_CN"
        template = self.Template.search([("code", "=", "record_received")])
        template.update_field_translations("body", {"zh_CN": "{patient_title}：已收到{reference}。{phone}"})
        self.Template._send("record_received", self.patient, {"reference": "A1"})
        self.assertIn("已收到A1", self._messages().body)

    def test_hours_property(self):
        """For random wishes, hours and moments of the queue: never outside the hours, never twice, nothing lost."""
        dice = random.Random(20260316)
        start = datetime(2026, 3, 14, 0, 0)
        patients = self.patient
        for number in range(12):
            patients |= self._make_patient(f"P{number}", number=f"138001383{number:02}")
        self.company.write({"hcs_message_hour_from": 8.5, "hcs_message_hour_to": 20.25})
        wishes = sorted((start + timedelta(minutes=dice.randrange(2 * 1440)), patient) for patient in patients)
        moments = sorted(start + timedelta(minutes=dice.randrange(3 * 1440)) for _run in range(25))
        moments.append(start + timedelta(days=4, hours=4))
        sent = 0
        for moment in moments:
            with freeze_time(moment):
                while wishes and wishes[0][0] <= moment:
                    at, patient = wishes.pop(0)
                    for _twice in range(2):
                        self.Template._send("booking_confirmed", patient, self.params, key=str(patient.id), at=at)
                if dice.random() < 0.5:
                    self._sms().send()
                self._run_queue()
                local = self.company._hcs_local(moment)
                hour = local.hour + local.minute / 60
                now_sent = len(self.gateway.delivered)
                if now_sent > sent:
                    self.assertTrue(8.5 <= hour < 20.25, local)
                sent = now_sent
        numbers = [order["number"] for _sign, _code, order in self.gateway.delivered]
        self.assertEqual(len(numbers), len(set(numbers)))
        lost = self._messages().filtered(lambda message: message.state not in ("sent", "expired"))
        self.assertFalse(lost.mapped("state"))
        self.assertGreater(len(numbers), 5)
        self.assertEqual(len(self._messages()), len(patients))
