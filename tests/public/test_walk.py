"""SVC-08: a visitor with a phone, in Chinese and in English, in a real browser."""

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from tests.public.test_booking import BookingCase


@tagged("post_install", "-at_install", "hcs_public")
class TestWalk(BookingCase):
    """The pages are no part of the web client, so that its tours do not run there: the browser is led by hand."""

    browser_size = "375x667"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["hcs.public.page"].search([]).write({"number_limit": 0, "address_limit": 0})
        self.cr.flush()

    def walk(self, work):
        browser = ChromeBrowser(self)
        try:
            with self.allow_requests(browser=browser):
                self.authenticate(None, None, browser=browser)
                work(browser)
                self._wait_remaining_requests()
        finally:
            browser.stop()
            self._wait_remaining_requests()

    def ask(self, browser, script):
        """What ``script`` is in the page."""
        answer = browser._websocket_request("Runtime.evaluate", params={"expression": script, "returnByValue": True})
        return answer["result"].get("value")

    def go(self, browser, path):
        browser.navigate_to(self.base_url() + path, wait_stop=True)
        browser._wait_ready("document.readyState === 'complete'")
        self.assertLessEqual(self.ask(browser, "document.documentElement.scrollWidth"), 375, "nothing is cut off")

    def fill_in(self, browser, **values):
        for name, value in values.items():
            self.ask(browser, f"document.querySelector('[name={name}]').value = {value!r}")

    def press(self, browser, selector, until):
        self.ask(browser, f"document.querySelector({selector!r}).click()")
        browser._wait_ready(f"document.readyState === 'complete' && !!document.querySelector({until!r})")

    def test_a_question_and_a_booking(self):
        for lang, tag, name in (("en_US", "en-US", "Li Na"), ("zh_CN", "zh-CN", "李娜")):
            with self.subTest(lang):
                self.walk(lambda browser, lang=lang, tag=tag, name=name: self._walk_in(browser, lang, tag, name))
        self.env.invalidate_all()
        self.assertEqual(self.new_records().mapped("type_group"), ["booking", "consult"] * 2)
        self.assertEqual(set(self.new_records().mapped("caller_name")), {"Li Na", "李娜"})

    def _walk_in(self, browser, lang, tag, name):
        self.go(browser, f"/hcs/p?lang={lang}")
        self.assertEqual(self.ask(browser, "document.documentElement.lang"), tag)
        self.press(browser, "a[href='/hcs/p/question']", "textarea[name=question]")
        self.assertEqual(self.ask(browser, "document.documentElement.lang"), tag)
        self.fill_in(browser, question="When are you open?", name=name, phone="13911112222")
        self.press(browser, "button.first", ".receipt .sign")
        self.assertTrue(self.ask(browser, "!!document.querySelector('.receipt svg')"))
        self.assertEqual(self.ask(browser, "getComputedStyle(document.querySelector('[data-copy]')).display"), "block")
        self.go(browser, f"/hcs/p/experts?department={self.department.id}")
        self.press(browser, f"a[href='/hcs/p/experts/{self.doctor.id}']", ".seats a")
        self.press(browser, ".seats a", "input[name=session]")
        self.fill_in(browser, name=name, phone="13911112222")
        self.press(browser, "button.first", ".receipt .sign")
