"""SVC-08, SEC-04: what every public page refuses, over real HTTP."""

import logging
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.hospital_customer_service.controllers.public.form import clean, kind_of

from tests.public.common import PHONE, PublicCase

FORMS = {"/hcs/p/question": "/hcs/p/question", "/hcs/p/experts": "/hcs/p/experts"}
SWITCHED = {
    "question": "/hcs/p/question",
    "expert": "/hcs/p/experts",
    "booking": "/hcs/p/book",
}
NASTY = {
    "empty": "",
    "long": "x" * (1 << 20),
    "control": "a\x00b\x07\x1b[31mc",
    "turned": "abc\u202egpj.exe",
    "emoji": "👩‍⚕️🩺",
    "sql": "'; DROP TABLE hcs_patient; --",
    "html": "<script>alert(1)</script>",
    "template": "{{ 7*7 }} ${7*7} %(x)s {0}",
    "surrogate": "\udcff",
    "number": "99999999999999999999999",
    "negative": "-1",
    "list": "[1, 2]",
}


@tagged("post_install", "-at_install", "hcs_public")
class TestFrame(PublicCase):
    def test_a_post_without_the_key_is_refused(self):
        """CSRF: nothing is made of a form that another site sent."""
        for path in FORMS:
            with self.subTest(path), mute_logger("odoo.http"):
                self.get(path)
                answer = self.url_open(path, data={"question": "x", "name": "y", "phone": PHONE, "q": "x"})
                self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.new_records())

    def test_a_program_is_thanked_and_nothing_is_made(self):
        """The honeypot: the answer looks like everybody's."""
        robot, person = self.question(website="http://example.com"), self.question()
        self.assertEqual(robot.status_code, person.status_code)
        self.assertIn("Thank you", self.words(robot))
        self.assertEqual(len(self.new_records()), 1)
        self.assertEqual(self.outcomes("question"), ["robot", "taken"])
        shape = [len(line.split()) for line in (self.words(robot), self.words(person))]
        self.assertEqual(*shape)

    def test_a_page_switched_off_is_not_there(self):
        for code, path in SWITCHED.items():
            with self.subTest(code):
                self.page(code).active = False
                answer, other = self.get(path), self.get("/hcs/p/nothing")
                self.assertEqual((answer.status_code, other.status_code), (404, 404))
                self.assertNotIn(f'href="{path}"', self.get("/hcs/p").text)

    def test_an_own_page_goes_before_the_shared_one(self):
        own = self.Page.create({"code": "question", "name": "Our own", "company_id": self.company.id})
        own.service_type_id = self.page("question").service_type_id
        self.assertIn("Our own", self.words(self.get("/hcs/p/question")))
        own.active = False
        self.assertEqual(self.get("/hcs/p/question").status_code, 404)

    def test_one_connection_fills_in_so_many_forms_an_hour(self):
        self.page("question").write({"address_limit": 2, "number_limit": 0})
        codes = [self.question(phone=f"1380013800{number}").status_code for number in range(4)]
        self.assertEqual(codes, [200, 200, 429, 429])
        self.assertEqual(len(self.new_records()), 2)
        hour_ago = fields.Datetime.now() - timedelta(minutes=61)
        self.env.cr.execute("UPDATE hcs_public_knock SET at = %s", [hour_ago])
        self.env.invalidate_all()
        self.assertEqual(self.question().status_code, 200)

    def test_wrong_forms_count_too(self):
        self.page("question").address_limit = 2
        codes = [self.question(phone="x").status_code for __ in range(3)]
        self.assertEqual(codes, [422, 422, 429])

    def test_one_number_so_many_forms_a_day(self):
        """However the number is written, it is one."""
        self.page("question").write({"address_limit": 0, "number_limit": 2})
        spellings = (PHONE, "+86 138 0013 8000", "138-0013-8000")
        self.assertEqual([self.question(phone=text).status_code for text in spellings], [200, 200, 429])
        self.assertEqual(self.question(phone="13800138001").status_code, 200)

    def test_only_fingerprints_are_kept(self):
        self.question()
        knock = self.Knock.search([], limit=1, order="id desc")
        self.assertNotIn("127.0.0.1", str(knock.read()))
        self.assertNotIn(PHONE, str(knock.read()))
        self.env["ir.config_parameter"].set_param("database.secret", "another one")
        self.assertNotEqual(knock.address_hash, self.Knock._address_key("127.0.0.1"), "the salt is this database's")

    def test_another_address_in_a_header_is_not_believed(self):
        """Only Odoo's proxy mode may say whose connection it is."""
        self.page("question").write({"address_limit": 1, "number_limit": 0})
        values = {"question": "x", "name": "y", "phone": PHONE}
        codes = [
            self.send("/hcs/p/question", values, headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code
            for number in range(2)
        ]
        self.assertEqual(codes, [200, 429])

    def test_a_household_is_one_connection(self):
        same = self.Knock._address_key
        self.assertEqual(same("2001:db8:1:2::1"), same("2001:db8:1:2:ffff::9"))
        self.assertNotEqual(same("2001:db8:1:2::1"), same("2001:db8:1:3::1"))
        self.assertEqual(same("::ffff:10.0.0.1"), same("10.0.0.1"))
        self.assertNotEqual(same("10.0.0.1"), same("10.0.0.2"))

    def test_lines_are_forgotten_by_the_setting_and_by_nobody_else(self):
        self.question()
        knock = self.Knock.search([], limit=1)
        with self.assertRaises(UserError):
            knock.unlink()
        with self.assertRaises(UserError):
            knock.write({"outcome": "robot"})
        self.Knock._gc_knocks()
        self.assertTrue(knock.exists())
        self.env.cr.execute("UPDATE hcs_public_knock SET at = at - interval '15 days'")
        self.Knock._gc_knocks()
        self.assertFalse(knock.exists())

    def test_whatever_is_sent_the_answer_is_a_page(self):
        """No traceback, and nothing comes back that a browser would run."""
        self.page("question").write({"address_limit": 0, "number_limit": 0})
        for field in ("question", "name", "phone", "relation", "department"):
            for kind, text in NASTY.items():
                with self.subTest(field=field, kind=kind):
                    sent = text.encode("utf-8", "surrogateescape")
                    answer = self.question(**{field: sent})
                    self.assertIn(answer.status_code, (200, 422))
                    self.assertIn("<main>", answer.text)
                    self.assertNotIn("<script>alert", answer.text)
                    self.assertNotIn("Traceback", answer.text)
                    self.assertLess(len(answer.text), 50_000, "a megabyte is not sent back")

    def test_fields_missing_doubled_and_of_another_kind(self):
        answer = self.send("/hcs/p/question", {})
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.words(answer).count("Please fill this in."), 3)
        answer = self.send("/hcs/p/question", {"name": ["one", "two"], "question": "x", "phone": PHONE})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.new_records().caller_name, "one", "of several the first one counts")
        answer = self.send("/hcs/p/question", {"question": "x"}, files=[("name", ("a.txt", b"file"))])
        self.assertEqual(answer.status_code, 422)
        for path in ("/hcs/p?lang=%00", "/hcs/p/experts?department=' OR 1=1", "/hcs/p/book?session=%F0%9F%98%80"):
            self.assertIn(self.get(path).status_code, (200, 404), path)

    def test_what_was_typed_comes_back(self):
        answer = self.question(phone="nonsense", question="A long story")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("A long story", answer.text)
        self.assertIn("This is not a phone number", self.words(answer))

    def test_a_rule_of_the_house_is_not_told_to_strangers(self):
        def refuse(*_args):
            raise UserError("Zhang Li, 13800138000, has another booking.")

        with patch.object(type(self.Page), "_take_question", refuse):
            answer = self.question()
        self.assertEqual(answer.status_code, 422)
        self.assertNotIn("another booking", answer.text)
        self.assertIn("Check what you typed, or call us", self.words(answer))

    def test_no_name_or_number_reaches_the_log(self):
        names = ("werkzeug", "odoo.http", "odoo.addons.hospital_customer_service")
        lines = []
        handler = logging.Handler(logging.DEBUG)
        handler.emit = lambda record: lines.append(record.getMessage())
        for logger in map(logging.getLogger, names):
            self.addCleanup(logger.setLevel, logger.level)
            self.addCleanup(logger.removeHandler, handler)
            logger.setLevel(logging.DEBUG)
            logger.addHandler(handler)
        self.question(name="王小明", question="My secret matter")
        self.question(name="王小明", phone="bad", question="My secret matter")
        said = "\n".join(lines)
        self.assertIn("/hcs/p/question", said)
        for secret in ("王小明", PHONE, "secret matter"):
            self.assertNotIn(secret, said)

    def test_the_browser_is_told_to_keep_and_tell_nothing(self):
        headers = self.get("/hcs/p/question").headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])

    def test_a_weak_line(self):
        """One request of some kilobytes, and a small script that is kept; nothing of the web client."""
        for path in ("/hcs/p", "/hcs/p/question", "/hcs/p/experts"):
            page = self.get(path).text
            self.assertLess(len(page.encode()), 15_000, path)
            self.assertEqual(page.count("<script"), 1)
            self.assertNotIn("/web/assets", page)
            self.assertNotIn('rel="stylesheet"', page)
        self.assertLess(len(self.get("/hospital_customer_service/static/public/public.js").content), 4_000)

    def test_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertIn('lang="en-US"', self.get("/hcs/p").text)
        self.assertIn('<html lang="zh-CN"', self.get("/hcs/p?lang=zh_CN").text)
        self.assertIn('<html lang="zh-CN"', self.get("/hcs/p/question").text, "it is remembered")
        self.assertIn('<html lang="en-US"', self.get("/hcs/p/question?lang=en_US").text)
        self.assertIn('<html lang="en-US"', self.get("/hcs/p/question?lang=xx_XX").text)

    def test_each_hospital_at_its_own_host(self):
        other = self.env["res.company"].create({"name": "Other hospital", "hcs_public_host": "other.example.org"})
        own = self.Page.create({"code": "question", "name": "Other words", "company_id": other.id})
        own.service_type_id = self.page("question").service_type_id
        host = {"Host": "other.example.org"}
        answer = self.get("/hcs/p/question", headers=host, allow_redirects=False)
        self.assertIn("Other words", self.words(answer))
        self.assertNotIn("Other words", self.words(self.get("/hcs/p/question")))
        self.assertEqual(own.url, "http://other.example.org/hcs/p/question")
        for wrong in ("https://x.example.org", "a/b", "a b"):
            with self.assertRaises(ValidationError):
                other.hcs_public_host = wrong

    def test_pure_pieces(self):
        self.assertEqual(clean("a\x00b\tc\u202ed\r\ne"), "ab cd e")
        self.assertEqual(clean("a\r\nb", lines=True), "a\nb")
        self.assertEqual(kind_of(b"\xff\xd8\xff\xe0rest"), ("image/jpeg", ".jpg"))
        self.assertEqual(kind_of(b"%PDF-1.7"), ("application/pdf", ".pdf"))
        self.assertIsNone(kind_of(b"MZ\x90\x00"))
        self.assertIsNone(kind_of(b"<svg onload=alert(1)>"))
        self.assertIsNone(kind_of(b""))
