"""PS4: a poster leads to a page and a department, and to nobody."""

from odoo.tests import tagged

from tests.public.common import PublicCase


@tagged("post_install", "-at_install", "hcs_public")
class TestPoster(PublicCase):
    def test_address_and_sheet(self):
        poster = self.env["hcs.public.poster"].create(
            {
                "name": "Tell us",
                "page_id": self.page("question").id,
                "department_id": self.department.id,
                "text": "Scan.",
            }
        )
        self.assertEqual(poster.url, f"{self.base_url()}/hcs/p/question?department={self.department.id}")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("hospital_customer_service.hcs_public_poster", poster.ids)[0]
            .decode()
        )
        for words in ("Tell us", "Scan.", "Orthopaedics", "<svg ", "Renji"):
            self.assertIn(words, html)
        answer = self.get(poster.url)
        self.assertIn(f'value="{self.department.id}" selected', answer.text)
        poster.page_id = False
        self.assertIn(f"/hcs/p/question?department={self.department.id}", self.get(poster.url).text)

    def test_who_prints(self):
        poster = self.env["hcs.public.poster"].create({"name": "Start"})
        self.assertEqual(poster.with_user(self.user_agent).action_print()["report_type"], "qweb-pdf")
        self.assertEqual(poster.with_user(self.user_agent).url, f"{self.base_url()}/hcs/p")

    def test_a_visitors_look(self):
        action = self.page("expert").with_user(self.user_agent).action_open()
        self.assertEqual((action["type"], action["url"]), ("ir.actions.act_url", "/hcs/p/experts"))
