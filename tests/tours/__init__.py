"""Ground for the tours: what people do, done in a real browser, with records of the test's own."""

from odoo.tests import HttpCase

from tests.common import MODULE, HcsCase

ADDONS = (MODULE, "hospital_cs_reports")
CHINESE = "zh_CN"
BUNDLES = ("web.assets_web", "web.assets_tests")


class TourCase(HcsCase, HttpCase):
    """Users of every role. Selectors do not depend on words: :meth:`_in_chinese` runs a tour in the other language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hcs.department"].create({"name": "Surgery"})
        # made once for all tours of the class, not once for each
        for bundle in BUNDLES:
            files = cls.env["ir.qweb"]._get_asset_bundle(bundle)
            files.js()
            files.css()

    def _in_chinese(self, *users):
        """Load our Chinese and let the ``users`` read it."""
        self.env["res.lang"]._activate_lang(CHINESE)
        modules = self.env["ir.module.module"].search([("name", "in", ADDONS)])
        modules._update_translations([CHINESE])
        menu = self.env.ref(f"{MODULE}.hcs_menu_patient")
        self.assertNotEqual(menu.with_context(lang=CHINESE).name, menu.with_context(lang="en_US").name)
        for user in users:
            user.lang = CHINESE

    def _make_patient(self, **values):
        return self.env["hcs.patient"].create(
            {
                "name": "Tour Patient",
                "birthdate": "1970-03-01",
                "sex": "female",
                "phone_ids": [(0, 0, {"number": "13912345678", "preferred": True})],
                **values,
            }
        )
