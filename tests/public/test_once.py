"""SEC-04: a form is taken once, however often it is sent or the page after it reloaded (post, redirect, get)."""

import re
import threading

import requests

from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from tests.common.connections import ConnectionCase
from tests.public.visitor import THANKS, VisitorCase

HIDDEN = re.compile(r'name="(csrf_token|form_key)" value="([\w-]+)"')
PERSON = {"name": "Zhang San", "phone": "13812345678"}
QUESTION = {**PERSON, "question": "When is the clinic open?"}
# whatever a form makes leaves a line in one of these
MADE = (
    "hcs.service.record",
    "hcs.complaint.ticket",
    "hcs.vip.membership",
    "hcs.patient",
    "hcs.contact",
    "hcs.consent",
    "hcs.message",
    "hcs.access.link",
    "hcs.public.knock",
    "hcs.public.code",
    "hcs.appointment",
    "ir.attachment",
    "mail.message",
)


@tagged("post_install", "-at_install", "hcs_public")
class TestOnce(VisitorCase):
    def setUp(self):
        super().setUp()
        version = self.env.ref("hospital_customer_service.hcs_vip_tier_gold").current_version_id
        self.forms = {
            "/hcs/p/question": QUESTION,
            "/hcs/p/complaint": {**PERSON, "kind": "complaint", "text": "Three hours.", "role": "patient"},
            "/hcs/p/vip": {**PERSON, "version": str(version.id), "agree": "1", "birthdate": "1980-05-01"},
            "/hcs/p/consent": {"phone": PERSON["phone"], "purpose_marketing": "1"},
        }

    def count(self):
        self.env.invalidate_all()
        return {model: self.env[model].search_count([]) for model in MADE}

    def sent(self, path, **values):
        """The form as it leaves the browser."""
        return {**self.keys(path), **self.forms.get(path, {}), **values}

    def check_twice(self, path, data):
        """``data`` sent again makes nothing, and leads to where it led first."""
        before = self.count()
        first = self.post(path, data, allow_redirects=False)
        self.assertEqual(first.status_code, 303, path)
        made = self.count()
        self.assertNotEqual(made, before, path)
        second = self.post(path, data, allow_redirects=False)
        self.assertEqual((second.status_code, second.headers["Location"]), (303, first.headers["Location"]))
        self.assertEqual(self.count(), made, path)
        return first

    def test_a_form_sent_again_makes_nothing(self):
        for path in self.forms:
            with self.subTest(path):
                first = self.check_twice(path, self.sent(path))
                self.assertTrue(first.headers["Location"].endswith(THANKS), "nobody's number stands in an address")

    def test_words_to_a_case_sent_again_are_kept_once(self):
        ticket = self.env["hcs.complaint.ticket"].create({"description": "x", "complainant_name": "Zhang San"})
        number, code = ticket._issue_receipt()
        self.send("/hcs/p/case", number=number, code=code)
        self.check_twice("/hcs/p/case/open", self.sent("/hcs/p/case/open", what="words", text="One more word"))

    def test_each_form_has_a_key_of_its_own(self):
        keys = {self.keys(path)["form_key"] for path in self.forms for __ in range(2)}
        self.assertEqual(len(keys), 2 * len(self.forms))
        knocks = self.env["hcs.public.knock"]
        data = self.sent("/hcs/p/question")
        self.post("/hcs/p/question", data)
        self.assertNotIn(data["form_key"], str(knocks.search([], limit=1).read()), "a fingerprint is kept")

    def test_number_and_code_are_shown_once(self):
        """Reloaded, the page after a form says that it arrived, and neither asks nor makes anything."""
        response = self.send("/hcs/p/question", **QUESTION)
        number, code = self.receipt(response)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        made = self.count()
        for __ in range(2):
            again = self.visit(THANKS)
            self.assertEqual(again.status_code, 200)
            self.assertIn("We have received what you sent", again.text)
            self.assertNotIn(number, again.text)
            self.assertNotIn(code, again.text)
        self.assertEqual(self.count(), made)
        self.send("/hcs/p/case", number=number, code=code)
        self.assertIn(number, self.visit("/hcs/p/case/open").text, "the code that was shown is the one that opens")

    def test_another_browser_sees_nothing_of_it(self):
        data = self.sent("/hcs/p/question")
        self.post("/hcs/p/question", data, allow_redirects=False)
        stranger = requests.get(self.base_url() + THANKS, timeout=60)
        self.assertNotIn('class="sign"', stranger.text)
        self.assertIn('class="sign"', self.visit(THANKS).text, "looking by somebody else does not use it up")

    def test_without_a_good_key_the_form_comes_back(self):
        """No key, one of another program's making, one that is too old: typed again is nothing."""
        good = self.keys("/hcs/p/question")
        flipped = good["form_key"][:-2] + ("AA" if good["form_key"][-2:] != "AA" else "BB")
        for key in ("", "x", "x" * 100, "\u00e9" * 80, flipped, "../" * 30):
            with self.subTest(key):
                before = self.env["hcs.service.record"].search_count([])
                answer = self.post("/hcs/p/question", {**good, **QUESTION, "form_key": key})
                self.assertEqual(answer.status_code, 422)
                self.assertIn("Please send it once more", answer.text)
                self.assertIn(QUESTION["question"], answer.text, "nothing typed is lost")
                self.assertEqual(self.env["hcs.service.record"].search_count([]), before)
                fresh = dict(HIDDEN.findall(answer.text))
                self.assertEqual(self.post("/hcs/p/question", {**QUESTION, **fresh}).status_code, 200)

    def test_a_form_that_was_sent_back_can_be_sent_again(self):
        """Only success uses a key up."""
        data = self.sent("/hcs/p/question", phone="x")
        self.assertEqual(self.post("/hcs/p/question", data).status_code, 422)
        self.check_twice("/hcs/p/question", {**data, **QUESTION})

    def test_a_program_sending_twice_sees_what_a_person_sees(self):
        answers = []
        for trap in ({}, {"website": "x"}):
            data = self.sent("/hcs/p/question", **trap)
            answers.append([self.post("/hcs/p/question", data, allow_redirects=False) for __ in range(2)])
        told = [[(one.status_code, one.headers["Location"]) for one in pair] for pair in answers]
        self.assertEqual(*told)

    def test_no_second_code_for_the_same_form(self):
        self.company.hcs_sms_provider_id = self.env["hcs.sms.provider"].create({"name": "Gate", "kind": "aliyun"})
        self.env["hcs.patient"].create({"name": "Zhang San", "phone_ids": [(0, 0, {"number": PERSON["phone"]})]})
        data = self.sent("/hcs/p/consent")
        self.assertEqual(self.post("/hcs/p/consent", data).status_code, 200)
        self.env.cr.execute("UPDATE hcs_public_code SET at = at - interval '5 minutes'")
        made = self.count()
        self.assertTrue(made["hcs.public.code"])
        self.assertIn('name="code"', self.post("/hcs/p/consent", data).text)
        self.assertEqual(self.count(), made)


@tagged("post_install", "-at_install", "hcs_public")
class TestOnceAtOnce(ConnectionCase):
    """Two posts of one form at the same moment, over connections of their own, committed."""

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            self.last = {table: self._last(env, table) for table in ("hcs_service_record", "hcs_contact")}
        self.addCleanup(self._clean)

    def _last(self, env, table):
        [[last]] = env.execute_query(SQL("SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table)))
        return last

    def _clean(self):
        with self._connection() as env:
            cr, records = (
                env.cr,
                SQL("SELECT id FROM hcs_service_record WHERE id > %s", self.last["hcs_service_record"]),
            )
            links = SQL(
                "SELECT id FROM hcs_access_link WHERE res_model = 'hcs.service.record' AND res_id IN (%s)", records
            )
            clocks = SQL("SELECT id FROM hcs_clock WHERE service_record_id IN (%s)", records)
            cr.execute("DELETE FROM hcs_public_knock")
            cr.execute("DELETE FROM hcs_contact WHERE id > %s", [self.last["hcs_contact"]])
            for table, column, ids in (
                ("hcs_access_link_use", "link_id", links),
                ("hcs_access_link", "id", links),
                ("hcs_clock_event", "clock_id", clocks),
                ("hcs_clock_segment", "clock_id", clocks),
                ("hcs_clock", "id", clocks),
                ("hcs_service_stint", "record_id", records),
                ("hcs_service_step", "record_id", records),
                ("hcs_service_record", "id", records),
            ):
                cr.execute(SQL("DELETE FROM %s WHERE %s IN (%s)", SQL.identifier(table), SQL.identifier(column), ids))

    def test_two_posts_at_the_same_moment_make_one_record(self):
        base, browser = HttpCase.base_url(), requests.Session()
        path = f"{base}/hcs/p/question"
        data = {**dict(HIDDEN.findall(browser.get(path, timeout=60).text)), **QUESTION}
        cookies, told = browser.cookies.get_dict(), threading.Lock()
        places = []

        def send(_number):
            answer = requests.post(path, data=data, cookies=cookies, allow_redirects=False, timeout=60)
            with told:
                places.append(answer.headers.get("Location", ""))
            return answer.status_code

        with mute_logger("odoo.http", "odoo.sql_db", "odoo.service.model"):
            answers = self._at_once(send, range(4))
        self.assertEqual(list(answers.values()), [303] * 4)
        self.assertTrue(all(place.endswith(THANKS) for place in places), places)
        with self._connection() as env:
            records = env["hcs.service.record"].search([("id", ">", self.last["hcs_service_record"])])
            self.assertEqual(len(records), 1)
            self.assertEqual(env["hcs.public.knock"].search_count([("key_hash", "!=", False)]), 1)
        shown = requests.get(base + THANKS, cookies=cookies, timeout=60).text
        self.assertIn('class="sign"', shown, "the first one's receipt")
