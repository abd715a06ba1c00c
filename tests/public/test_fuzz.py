"""SEC-04, PS6: whatever is sent to a public page, the answer is a page; never a trace of the program or of anybody."""

import itertools
import logging
import re

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import http
from odoo.tests import tagged

from odoo.addons.hospital_customer_service.controllers.public.base import PublicDoor

from tests.common import MODULE
from tests.public.visitor import PDF, VisitorCase

ROUND = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    # a failure is told as it was found: making it smaller costs minutes of requests
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
NAMES = """
    kind text demand department named anonymous role name phone patient version agree birthdate note number code what
    verdict all purpose_marketing purpose_survey question relation session token website lang page day speciality q
""".split()
SECRET = "XSECRETNAME"
# nobody's business: pieces of a program, of a database, of a patient
LEAKS = re.compile(
    rf"Traceback|psycopg|odoo\.|werkzeug|File &#34;|hcs\.[a-z]+\.[a-z]+\(|SELECT .* FROM|{SECRET}|13812345678|XWORDS",
    re.I,
)
WORDS = st.one_of(
    st.sampled_from(
        [
            "", "1", "0", "-1", "complaint", "praise", "patient", "13900000000", "+8613900000000", "2026-05-01",
            "9999-99-99", "<script>alert(1)</script>", "' OR 1=1 --", "%s%n", "{{7*7}}", "\x00", "\ud83d", "7K3M-Q92A",
            "x" * 5000, "9" * 400, "../../etc/passwd", "\u202egnp.exe", "\u4f60\u597d", "words", "verdict",
            "satisfied",
        ]
    ),
    st.text(max_size=40),
    st.integers().map(str),
)  # fmt: skip


def sendable(text):
    return text.encode("utf-8", "replace").decode()


@tagged("post_install", "-at_install", "hcs_public")
class TestFuzz(VisitorCase):
    def setUp(self):
        super().setUp()
        patient = self.env["hcs.patient"].create(
            {"name": SECRET, "phone_ids": [(0, 0, {"number": "13812345678"})], "mrn": "XMRN1"}
        )
        self.ticket = self.env["hcs.complaint.ticket"].create({"description": "XWORDS", "patient_id": patient.id})
        self.paths = self._paths()
        # what a form is refused for is noted; a program that broke would be noted as an error
        self.errors = []
        handler = logging.Handler(logging.ERROR)
        handler.emit = lambda record: self.errors.append(record.getMessage())
        logging.getLogger("odoo").addHandler(handler)
        self.addCleanup(logging.getLogger("odoo").removeHandler, handler)

    def _rules(self):
        """Address and settings of every public page, as the server knows them."""
        rules = http._generate_routing_rules([MODULE], nodb_only=False)
        return {url: endpoint.routing for url, endpoint in rules if f"{url}/".startswith("/hcs/p/")}

    def _paths(self):
        return sorted(
            (re.sub(r"<[^>]*>", "1", url), set(routing["methods"] or ("GET", "POST")))
            for url, routing in self._rules().items()
        )

    def check(self, response, told):
        self.assertLess(response.status_code, 500, told)
        self.assertFalse(LEAKS.findall(response.text), told)
        self.assertFalse(self.errors, told)

    def test_every_page_is_among_them(self):
        paths = {path for path, _methods in self.paths}
        wanted = {"/hcs/p", "/hcs/p/question", "/hcs/p/experts", "/hcs/p/complaint", "/hcs/p/vip", "/hcs/p/case"}
        self.assertLessEqual(wanted | {"/hcs/p/case/open", "/hcs/p/consent", "/hcs/p/consent/code"}, paths)
        for url, routing in self._rules().items():
            self.assertEqual((routing["auth"], routing["csrf"], routing["sitemap"]), ("public", True, False), url)

    def test_addresses(self):
        @ROUND
        @given(st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=4))
        def look(values):
            values = {name: sendable(value) for name, value in values.items()}
            for path, methods in self.paths:
                if "GET" in methods:
                    self.check(self.visit(path, params=values, allow_redirects=False), (path, values))

        look()

    def test_forms(self):
        """With the key against forged forms, so that every form is read to its end."""

        @ROUND
        @given(
            st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=12),
            st.sampled_from([None, ("a.pdf", PDF, "application/pdf"), ("../\x01é.php", b"<?php", "image/png")]),
        )
        def send(values, file):
            values = {name: sendable(value) for name, value in values.items()}
            token = self.keys("/hcs/p/case")["csrf_token"]
            for path, methods in self.paths:
                if "POST" in methods:
                    files = [("files", file)] if file else None
                    key = PublicDoor()._new_key(self.env["hcs.public.page"])
                    data = {**values, "csrf_token": token, "form_key": key}
                    response = self.url_open(path, data=data, files=files, allow_redirects=False, timeout=60)
                    self.check(response, (path, values))

        send()

    def test_receipts_that_were_never_given_out(self):
        pair = self.ticket._issue_receipt()
        signs = st.text("23456789ABCDEFGHJKMNPQRSTUVWXYZ- ", min_size=1, max_size=12)

        @ROUND
        @given(signs, signs)
        def guess(number, code):
            for typed in ((number, code), (pair[0], code), (number, pair[1])):
                response = self.send("/hcs/p/case", number=typed[0], code=typed[1])
                self.assertEqual(response.status_code, 422, typed)
                self.check(response, typed)

        guess()

    def test_without_the_key_no_form_is_read(self):
        before = self.env["hcs.public.knock"].search_count([])
        for path, methods in self.paths:
            if "POST" in methods:
                response = self.url_open(path, data={"text": "x", "kind": "praise"}, allow_redirects=False)
                self.assertEqual(response.status_code, 400, path)
        self.assertEqual(self.env["hcs.public.knock"].search_count([]), before)

    def test_whatever_a_session_says_opens_nothing(self):
        """A session is ours alone; still nothing in it is trusted further than it must be."""
        broken = [{"link": "x"}, {"link": -1, "until": "9999"}, {"link": [1], "until": "9999"}, [], "x", 7, None]
        broken += [{"until": 1, "link": 1}]
        for value in itertools.chain(broken):
            session = http.root.session_store.get(self.session.sid)
            session["hcs_case"] = value
            http.root.session_store.save(session)
            response = self.visit("/hcs/p/case/open", allow_redirects=False)
            self.assertEqual(response.status_code, 303, value)
            self.check(response, value)
