"""Ground for tests of the public pages: a visitor who has a browser and nothing else."""

import io
import re

from lxml import html

from odoo.tests import HttpCase

from tests.visit import VisitCase

PHONE = "13800138000"


class PublicCase(VisitCase, HttpCase):
    """``get`` and ``send`` answer as a browser sees it; ``send`` brings the keys of the form along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.public_user").company_id
        cls.company.write({"name": "Renji", "phone": "021-12345678", "country_id": cls.env.ref("base.cn").id})
        cls.Page = cls.env["hcs.public.page"]
        cls.Record = cls.env["hcs.service.record"]
        cls.Knock = cls.env["hcs.public.knock"]

    def setUp(self):
        super().setUp()
        self.opener.headers["Accept-Language"] = "en-US"
        # what others sent from this machine; back again after the test
        self.env.cr.execute("DELETE FROM hcs_public_knock")
        self.records = self.Record.search([])

    def page(self, code):
        return self.Page.search([("code", "=", code), ("company_id", "=", False)])

    def get(self, path, **kwargs):
        return self.url_open(path, timeout=60, **kwargs)

    def keys(self, path="/hcs/p/question"):
        """What the form on ``path`` brings along unseen."""
        return dict(re.findall(r'name="(csrf_token|form_key)" value="([\w-]+)"', self.get(path).text))

    def send(self, path, values, files=None, headers=None, form=None):
        """Post ``values`` as the form on the page ``form`` does."""
        data = {**self.keys(form or path), **values}
        return self.url_open(path, data=data, files=files, headers=headers, timeout=60)

    def new_records(self):
        self.env.invalidate_all()
        return self.Record.search([]) - self.records

    def outcomes(self, code):
        self.env.invalidate_all()
        return self.Knock.search([("page_id.code", "=", code)], order="id").mapped("outcome")

    def question(self, **values):
        asked = {"question": "When is the clinic open?", "name": "张丽", "phone": PHONE, **values}
        return self.send("/hcs/p/question", asked)

    @staticmethod
    def words(response):
        """The text of a page, in one line."""
        return " ".join(html.fromstring(response.content).find(".//main").text_content().split())

    @staticmethod
    def file(name, content):
        return ("files", (name, io.BytesIO(content)))
