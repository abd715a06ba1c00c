"""Every page of this room as it is used: with a thumb, on a screen of 375 points, in Chinese."""

import html
from urllib.parse import urljoin

import pytest

from odoo.tests import tagged
from odoo.tests.common import HOST, ChromeBrowser

from tests.common import MODULE
from tests.public.visitor import VisitorCase

CHINESE = "zh_CN"
# what does not fit between the edges, and what a thumb does not hit
AMISS = """
(() => {
    const amiss = [];
    if (document.documentElement.scrollWidth > window.innerWidth) {
        amiss.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
    }
    for (const el of document.querySelectorAll("main button, main input, main select, main summary, main .tick")) {
        const box = el.getBoundingClientRect();
        const small = el.matches("button, select, summary, input:not([type=radio]):not([type=checkbox])");
        if (box.width && box.left >= 0 && (box.right > window.innerWidth || (small && box.height < 40))) {
            amiss.push(`${el.tagName} ${el.name || el.textContent.trim().slice(0, 20)}: ${box.width}x${box.height}`);
        }
    }
    for (const el of document.querySelectorAll("main input:not([type=hidden]), main textarea, main select")) {
        if (!el.labels.length) {
            amiss.push(`without label: ${el.name}`);
        }
    }
    return amiss.join("; ");
})()
"""


@pytest.mark.flaky(reruns=1)
@tagged("post_install", "-at_install", "hcs_tours")
class TestPhone(VisitorCase):
    browser_size = "375x667"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang(CHINESE)
        modules = self.env["ir.module.module"].search([("name", "=", MODULE)])
        modules._update_translations([CHINESE])
        self.browser = ChromeBrowser(self)
        self.addCleanup(self.browser.stop)
        self.enterContext(self.allow_requests(browser=self.browser))
        self.authenticate(None, None, browser=self.browser)
        self.browser.set_cookie("frontend_lang", CHINESE, "/", HOST)

    def do(self, script):
        params = {"expression": script, "awaitPromise": True, "returnByValue": True}
        return self.browser._websocket_request("Runtime.evaluate", params=params)["result"].get("value")

    def go(self, path):
        self.cr.flush()
        self.cr.clear()
        self.browser.navigate_to(urljoin(self.base_url(), path), wait_stop=True)
        self.looks_right()

    def looks_right(self):
        self.assertTrue(self.browser._wait_ready("document.readyState === 'complete'"))
        self.assertEqual(self.do("document.documentElement.lang"), "zh-CN")
        self.assertEqual(self.do(AMISS), "")

    def fill(self, **values):
        for name, value in values.items():
            self.do(f"document.querySelector('[name={name}]:not([type=hidden])').value = {value!r}")

    def touch(self, selector):
        self.assertTrue(self.do(f"!!document.querySelector({selector!r})"), selector)
        self.do(f"document.querySelector({selector!r}).click()")

    def send(self, selector="button.first"):  # pylint: disable=arguments-differ
        self.do("window.before = 1")
        self.touch(selector)
        self.assertTrue(self.browser._wait_ready("window.before === undefined && document.readyState === 'complete'"))
        self.looks_right()

    def signs(self):
        found = self.do("[...document.querySelectorAll('.sign')].map((el) => el.textContent).join(' ')")
        return html.unescape(found).split()

    def test_a_complaint_and_what_becomes_of_it(self):
        self.env["hcs.department"].create({"name": "Surgery"})
        self.go("/hcs/p/complaint")
        self.touch("[name=kind][value=complaint]")
        self.fill(text="\u7b49\u4e86\u4e09\u4e2a\u5c0f\u65f6", name="\u5f20\u4e09", phone="13812345678")
        self.touch("[name=anonymous]")
        self.assertEqual(self.do("getComputedStyle(document.querySelector('.named')).display"), "none")
        self.touch("[name=anonymous]")
        self.send()
        number, code = self.signs()
        ticket = self.env["hcs.complaint.ticket"].search([("receipt_number", "=", number)])
        self.assertEqual(ticket.description, "\u7b49\u4e86\u4e09\u4e2a\u5c0f\u65f6")
        self.go("/hcs/p/case")
        self.fill(number=number, code="AAAA-AAAA")
        self.send()
        self.assertTrue(self.do("!!document.querySelector('.problem')"))
        self.fill(number=number, code=code)
        self.send()
        self.assertIn(number, self.do("document.querySelector('main').textContent"))
        self.assertNotIn(code, self.do("location.href"))
        self.fill(text="\u84dd\u8272\u7684\u95e8")
        self.send()
        self.assertTrue(self.do("!!document.querySelector('.done')"))
        self.assertIn("\u84dd\u8272\u7684\u95e8", " ".join(ticket.message_ids.mapped("body")))

    def test_a_membership(self):
        self.go("/hcs/p/vip")
        self.touch("summary")
        self.touch("details:nth-of-type(2) summary")
        self.looks_right()
        self.touch("[name=version]")
        self.touch("[name=agree]")
        self.fill(name="\u5f20\u4e09", phone="13812345678", birthdate="1980-05-01")
        self.send()
        number, _code = self.signs()
        self.assertEqual(self.env["hcs.vip.membership"].search([("receipt_number", "=", number)]).source, "web")

    def test_what_is_no_longer_wanted(self):
        self.go("/hcs/p/consent")
        self.touch("[name=all]")
        self.fill(phone="13812345678")
        self.send()
        self.assertTrue(self.do("!!document.querySelector('.done')"))

    def test_the_link_of_a_message(self):
        patient = self.env["hcs.patient"].create(
            {"name": "Zhang San", "phone_ids": [(0, 0, {"number": "13812345678"})]}
        )
        self.env["hcs.access.link"].search([]).revoked_at = "2020-01-01"
        path = self.env["hcs.access.link"]._issue(patient, "consent", lang=CHINESE)[1]
        self.go(path[path.index("/hcs/l/") :])
        self.touch("[name=purpose_marketing]")
        self.send()
        self.assertEqual(patient.consent_ids.purpose, "marketing")

    def test_an_empty_and_a_wrong_form(self):
        self.go("/hcs/p/complaint")
        self.do("document.querySelector('main form').noValidate = true")
        self.send()
        self.assertTrue(self.do("document.querySelectorAll('.said').length") >= 3)
        self.env["hcs.vip.tier"].search([]).active = False
        self.go("/hcs/p/vip")
        self.assertEqual(self.do("document.querySelectorAll('main form').length"), 0)
