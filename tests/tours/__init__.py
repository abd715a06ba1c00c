"""Ground for the tours: what people do, done in a real browser, with records of the test's own."""

import pytest

from odoo.tests import HttpCase

from tests.common import MODULE

ADDONS = (MODULE, "hospital_cs_reports")
CHINESE = "zh_CN"
BUNDLES = ("web.assets_web", "web.assets_tests")


# a browser that stumbles over itself on a busy machine gets a second try; a broken screen fails twice
@pytest.mark.flaky(reruns=1)
class TourCase(HttpCase):
    """Users of every role. Selectors do not depend on words: :meth:`_in_chinese` runs a tour in the other language.

    A tour that starts with ``?debug=1`` also finds properties that a widget does not know.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo's greeting comes at a moment of its own, also while a tour has taken the network away
        cls.env["res.users"].with_context(active_test=False).search([]).write({"odoobot_state": "disabled"})
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
