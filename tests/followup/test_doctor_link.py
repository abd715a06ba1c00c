"""FUP-09: the doctor answers on the phone, by a link, without an account; over real HTTP."""

import re

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from tests.common import MODULE
from tests.followup import FollowupCase

QUESTION = "Dizzy since yesterday. Halve the tablets?"
LINK = re.compile(r"/hcs/l/([\w-]{22,})")


@tagged("post_install", "-at_install", "hcs_followup")
class TestDoctorLink(HttpCase, FollowupCase):
    def setUp(self):
        super().setUp()
        self.patient.write({"name": "Wang Xiaoli", "sex": "female", "birthdate": "1960-05-01"})
        self.doctor = self.env["hcs.practitioner"].create(
            {
                "name": "Li Ming",
                "department_id": self.department.id,
                "email": "li@hospital.example",
                "phone": "13700000001",
            }
        )
        self.task = self._make_task(practitioner_id=self.doctor.id)
        self.mine = self.task.with_user(self.user_followup)

    def _ask(self):
        request = self.env["hcs.collaboration"].browse(self.mine.action_ask_doctor(QUESTION))
        return request, self._token(self._mail().body_html)

    def _mail(self):
        return self.env["mail.mail"].search([("email_to", "=", "li@hospital.example")], order="id desc", limit=1)

    def _sms(self):
        return self.env["sms.sms"].search([("number", "=", "+8613700000001")], order="id desc", limit=1)

    def _token(self, text):
        return LINK.search(text).group(1)

    def _get(self, token, **headers):
        return self.url_open(f"/hcs/l/{token}", headers=headers)

    def _post(self, token, **data):
        return self.url_open(f"/hcs/l/{token}", data=data)

    # ---------------------------------------------------------------- sent

    def test_the_link_goes_out_without_a_word_about_the_patient(self):
        request, token = self._ask()
        self.assertEqual(self._token(self._sms().body), token, "one door, two ways to it")
        self.assertTrue(request.link_sent_at)
        mail = self._mail()
        for text in (mail.subject, mail.body_html, self._sms().body):
            for word in ("Wang", "Xiaoli", "Dizzy", "tablets", self.patient.mrn or "MRN", "13812345678"):
                self.assertNotIn(word, text)
        self.assertNotIn(self.user_followup.partner_id, mail.author_id, "who asked cannot open the doctor's door")
        self.assertNotIn(token, str(request.message_ids.mapped("body")))
        self.env.flush_all()
        self.env.cr.execute("SELECT count(*) FROM hcs_message WHERE body LIKE %s", [f"%{token}%"])
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_a_red_flag_goes_out_at_once_at_any_hour(self):
        adverse = self.env.ref(f"{MODULE}.survey_hcs_visit_paid_adverse")
        severe = self.env.ref(f"{MODULE}.survey_hcs_visit_paid_adverse_3")
        self.mine.action_answer(adverse.id, severe.ids)
        self.assertTrue(self._mail())
        self.assertFalse(self._sms().hcs_not_before)
        self.assertIn("dangerous", self._get(self._token(self._sms().body)).text)

    def test_without_an_address_or_by_setting_no_link_is_sent(self):
        self.company.hcs_doctor_link = False
        request = self.env["hcs.collaboration"].browse(self.mine.action_ask_doctor(QUESTION))
        self.assertFalse(request.link_sent_at)
        request.with_user(self.user_followup).action_send_access_link()
        self.assertTrue(request.link_sent_at)
        self.doctor.write({"email": False, "phone": False})
        with self.assertRaisesRegex(Exception, "directory"):
            request.with_user(self.user_followup).action_send_access_link()

    # ---------------------------------------------------------------- opened

    def test_the_page_shows_the_question_and_little_of_the_patient(self):
        _request, token = self._ask()
        answer = self._get(token)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Halve the tablets?", answer.text)
        self.assertIn("Surgery", answer.text)
        self.assertIn(self.patient.age_text, answer.text)
        self.assertIn("Ms Xiaoli", answer.text)  # the surname in the western order
        for hidden in ("Wang", "13812345678", self.patient.mrn or "MRN", self.doctor.phone):
            self.assertNotIn(hidden, answer.text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertNotIn("<script", answer.text)
        self.assertFalse(answer.cookies, "looking needs no session")
        self.assertNotIn("://", answer.text.replace("http-equiv", ""), "nothing is loaded from elsewhere")

    def test_the_page_speaks_the_doctors_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.doctor.user_id = new_test_user(self.env, login="hcs_li", lang="zh_CN")
        self.patient.name = "\u5f20\u5c0f\u4e3d"
        _request, token = self._ask()
        link = self.env["hcs.access.link"]._find(token)
        self.assertEqual(link.lang, "zh_CN")
        page = self._get(token, **{"Accept-Language": "en-US"}).text
        self.assertIn('lang="zh-CN"', page)
        self.assertNotIn("\u5c0f\u4e3d", page, "the given name stays here")

    def test_looking_changes_nothing(self):
        """Mail programs open links by themselves."""
        request, token = self._ask()
        for _number in range(3):
            self._get(token)
        self.assertEqual(request.state, "requested")
        link = self.env["hcs.access.link"]._find(token)
        self.assertTrue(link.is_open)
        self.assertEqual(link.use_ids.mapped("kind"), ["opened"])

    # ---------------------------------------------------------------- answered

    def test_the_answer_reaches_task_agent_and_clock(self):
        request, token = self._ask()
        answer = self._post(token, choice="answer", answer="Halve them until Friday.")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("has arrived", answer.text)
        self.assertNotIn("Halve", answer.text)
        self.assertEqual((request.state, request.answer), ("answered", "Halve them until Friday."))
        self.assertTrue(request.answered_by_link and request.answered_at)
        self.assertEqual(self.task.doctor_feedback, "Li Ming: Halve them until Friday.")
        self.assertFalse(request.clock_ids.filtered(lambda clock: clock.state == "running"))
        self.assertTrue(request.is_to_tell)
        todo = request.activity_ids.filtered(lambda activity: activity.user_id == self.user_followup)
        self.assertIn("read and rate", todo.summary)

    def test_a_call_back_is_asked_for(self):
        request, token = self._ask()
        self._post(token, choice="call_back", answer="")
        self.assertTrue(request.call_back_asked and request.answer)
        self.assertEqual(request.state, "answered")
        self.assertIn("call the patient back", request.activity_ids.summary)

    def test_read_and_answered_later(self):
        request, token = self._ask()
        self.assertIn("stays open", self._post(token, choice="acknowledge").text)
        self.assertEqual(request.state, "accepted")
        self.assertTrue(request.clock_ids.filtered(lambda clock: clock.state == "running") or not request.clock_ids)
        self.assertNotIn("my answer follows", self._get(token).text)
        self._post(token, choice="answer", answer="Halve them.")
        self.assertEqual(request.state, "answered")

    def test_what_is_missing_is_said_and_nothing_typed_is_lost(self):
        request, token = self._ask()
        self.assertIn("Write the answer first", self._post(token, choice="answer", answer=" ").text)
        odd = self._post(token, choice="delete", answer="Typed already")
        self.assertIn("Typed already", odd.text)
        self.assertEqual(odd.status_code, 200)
        self.assertIn("too long", self._post(token, choice="answer", answer="x" * 5_001).text)
        self.assertEqual(request.state, "requested")
        injected = self._post(token, choice="answer", answer="<script>alert(1)</script>" + "x" * 5_000)
        self.assertNotIn("<script", injected.text)

    # ---------------------------------------------------------------- refused

    def test_every_link_that_does_not_open_gets_the_same_answer(self):
        """Whoever tries addresses learns nothing: unknown, expired, used up and withdrawn look alike."""
        used_request, used = self._ask()
        self._post(used, choice="answer", answer="Halve them.")
        expired_request, expired = self._ask()
        link = self.env["hcs.access.link"].search([("res_id", "=", expired_request.id)])
        link.expires_at = fields.Datetime.now()
        withdrawn_request, withdrawn = self._ask()
        withdrawn_request.action_withdraw()
        self.env.flush_all()
        answers = [self._get(token) for token in (used, expired, withdrawn, "A" * 24, "x")]
        answers += [self._post(token, choice="answer", answer="Again") for token in (used, expired, withdrawn, "x")]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.text for answer in answers}), 1)
        ignored = ("Date", "Set-Cookie")
        heads = {
            str(sorted((name, value) for name, value in answer.headers.items() if name not in ignored))
            for answer in answers
        }
        self.assertEqual(len(heads), 1)
        self.assertEqual(used_request.answer, "Halve them.")
        self.assertFalse(expired_request.answer or withdrawn_request.answer)

    def test_a_flood_is_held_up(self):
        _request, token = self._ask()
        for number in range(20):
            self.assertEqual(self._get(f"wrong-{number}").status_code, 404)
        self.assertEqual(self._get("wrong-again").status_code, 429)
        self.assertEqual(self._get(token).status_code, 429, "a guess that happens to be right is not told either")
        self.assertEqual(self._post(token, choice="answer", answer="x").status_code, 429)
        self.env["hcs.access.link.try"].search([]).unlink()
        self.assertEqual(self._get(token).status_code, 200)

    def test_a_new_round_is_a_new_link(self):
        request, token = self._ask()
        self._post(token, choice="call_back")
        request.with_user(self.user_followup).action_ask_again()
        self.assertFalse(request.call_back_asked or request.answered_by_link)
        renewed = self._token(self._mail().body_html)
        self.assertNotEqual(renewed, token)
        self.assertEqual((self._get(token).status_code, self._get(renewed).status_code), (404, 200))
        other = self.env["hcs.department"].create({"name": "Medicine"})
        self._post(renewed, choice="answer", answer="Ask medicine.")
        request.with_user(self.user_followup).action_ask_again(department_id=other.id)
        self.assertFalse(request.practitioner_id, "another department has another doctor")
