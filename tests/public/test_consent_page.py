"""SEC-02, PS6: consent is withdrawn by link, and by number and code; no answer tells whether a number is known."""

import re
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from tests.public.visitor import VisitorCase

PATH, CODE = "/hcs/p/consent", "/hcs/p/consent/code"
NOON = "2026-05-20 04:00:00"
KNOWN, UNKNOWN = "13812345678", "13900000000"
LINK = re.compile(r"/hcs/l/[\w-]+")


@tagged("post_install", "-at_install", "hcs_public")
@freeze_time(NOON)
class TestConsentPage(VisitorCase):
    def setUp(self):
        super().setUp()
        patients = self.env["hcs.patient"]
        self.patient = patients.create({"name": "Zhang San", "phone_ids": [(0, 0, {"number": KNOWN})]})
        self.son = patients.create({"name": "Zhang Xiao", "phone_ids": [(0, 0, {"number": KNOWN})]})
        self.other = patients.create({"name": "Li Si", "phone_ids": [(0, 0, {"number": "13700000000"})]})
        self.consents = self.env["hcs.consent"]

    def gateway(self):
        """A gateway that sends: the code stands in the queue."""
        codes = self.env.registry["hcs.public.code"]
        self.startPatcher(patch.object(codes, "_is_possible", lambda _codes, _company: True))

    def ask(self, number=KNOWN, **values):
        return self.send(PATH, **{"phone": number, "purpose_marketing": "1", **values})

    def confirm(self, code, number=KNOWN, **values):
        return self.send(CODE, form=PATH, **{"phone": number, "purpose_marketing": "1", "code": code, **values})

    def sent_code(self):
        body = self.env["sms.sms"].search([("number", "=", f"+86{KNOWN}")], order="id desc", limit=1).body
        return re.search(r"\b\d{6}\b", body)[0]

    def lines(self):
        return self.consents.search([("patient_id", "in", (self.patient | self.son | self.other).ids)])

    # ---------------------------------------------------------------- number and code

    def test_number_and_code_withdraw_for_everybody_at_the_number(self):
        self.gateway()
        self.assertEqual(self.ask().status_code, 200)
        self.assertFalse(self.lines(), "nothing happens before the code")
        response = self.confirm(self.sent_code())
        self.assertEqual(response.status_code, 200)
        self.assertIn("no more offers", response.text)
        lines = self.lines()
        self.assertEqual(lines.patient_id, self.patient | self.son)
        self.assertEqual(set(lines.mapped("purpose")), {"marketing"})
        self.assertEqual(set(lines.mapped("state")), {"withdrawn"})
        self.assertEqual(set(lines.mapped("source")), {"online"})
        self.assertEqual(set(lines.mapped("channel")), {"any"})
        guard = self.env["hcs.contact.guard"]._check(self.patient, "marketing", "sms", self.env.cr.now())
        self.assertEqual(guard[self.patient.id], "consent_withdrawn")

    def test_all_at_once_and_twice(self):
        self.gateway()
        self.ask(all="1")
        code = self.sent_code()
        self.confirm(code, all="1")
        self.assertEqual(len(self.lines()), 12)
        self.assertEqual(self.confirm(code, all="1").status_code, 422, "a code is good for once")
        with freeze_time("2026-05-20 04:02:00"):
            self.ask(all="1")
            self.assertEqual(self.confirm(self.sent_code(), all="1").status_code, 200)
        self.assertEqual(len(self.lines()), 12, "what is withdrawn gets no second line")

    def test_known_and_unknown_numbers_get_the_same(self):
        self.gateway()
        asked = [self.shape(self.ask(number)) for number in (KNOWN, UNKNOWN)]
        self.assertEqual(*asked)
        self.assertFalse(self.env["sms.sms"].search([("number", "=", f"+86{UNKNOWN}")]))
        wrong = "000000" if self.sent_code() != "000000" else "111111"
        refused = [self.shape(self.confirm(wrong, number)) for number in (KNOWN, UNKNOWN)]
        self.assertEqual(*refused)
        self.assertEqual(self.shape(self.confirm(self.sent_code(), website="robot")), refused[0])
        self.assertFalse(self.lines())

    def test_a_code_is_not_guessed(self):
        self.gateway()
        self.ask()
        code = self.sent_code()
        wrong = "000000" if code != "000000" else "111111"
        for _try in range(5):
            self.assertEqual(self.confirm(wrong).status_code, 422)
        self.assertEqual(self.confirm(code).status_code, 422, "used up by five wrong ones")
        self.assertFalse(self.lines())

    def test_a_code_expires_and_fits_its_number_only(self):
        self.gateway()
        self.ask()
        code = self.sent_code()
        self.assertEqual(self.confirm(code, "13700000000").status_code, 422)
        with freeze_time("2026-05-20 04:10:01"):
            self.assertEqual(self.confirm(code).status_code, 422)
        self.assertFalse(self.lines())

    def test_without_a_gateway_the_desk_calls_back(self):
        self.company.hcs_sms_provider_id = False
        before = self.env["hcs.service.record"].search([])
        shapes = [self.shape(self.ask(number)) for number in (KNOWN, UNKNOWN)]
        self.assertEqual(*shapes)
        made = self.env["hcs.service.record"].search([]) - before
        self.assertEqual(len(made), 2)
        self.assertEqual(set(made.mapped("channel")), {"web"})
        self.assertFalse(self.lines(), "nobody proved to hold the phone")

    def test_nothing_chosen_forged_or_too_often(self):
        self.assertEqual(self.send(PATH, phone=KNOWN).status_code, 422)
        self.assertEqual(self.ask("x").status_code, 422)
        self.assertEqual(self.ask(csrf=False).status_code, 400)
        # a form that was wrong counted too
        self.pages["consent"].number_limit = 2
        self.assertEqual(self.ask().status_code, 200)
        self.assertEqual(self.ask().status_code, 429)
        self.assertFalse(self.lines())

    # ---------------------------------------------------------------- link

    def _link(self):
        self.patient.with_user(self.user_agent).action_send_consent_link()
        message = self.env["hcs.message"].search([("code", "=", "consent_link")], order="id desc", limit=1)
        return LINK.search(message.body)[0]

    def test_by_link_from_a_message(self):
        path = self._link()
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("no more questionnaires", page.text)
        for word in ("Zhang", KNOWN):
            self.assertNotIn(word, page.text)
        self.assertIn("Choose what", self.url_open(path, data={"x": "1"}).text)
        done = self.url_open(path, data={"purpose_survey": "1", "purpose_other": "1"})
        self.assertIn("noted", done.text)
        line = self.lines()
        self.assertEqual((line.patient_id, line.purpose, line.source), (self.patient, "survey", "online"))
        self.assertEqual(self.url_open(path).status_code, 404, "used up")

    def test_a_link_of_who_has_died_does_not_open(self):
        path = self._link()
        self.patient.deceased = True
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_a_link_is_sent_once_a_day(self):
        self._link()
        with self.assertRaisesRegex(UserError, "today already"):
            self._link()
