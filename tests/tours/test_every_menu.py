from odoo.tests import HttpCase, tagged

ROOT_MENU = "hospital_customer_service.hcs_menu_root"


@tagged("post_install", "-at_install", "hcs_tours")
class TestEveryMenu(HttpCase):
    """Every menu opens in a real browser, every view of it switches, and nothing complains in the console."""

    def test_click_everywhere_as_administrator(self):
        click = (
            f"odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader').startClickEverywhere('{ROOT_MENU}')"
        )
        self.browser_js(
            "/odoo",
            click,
            "odoo.isReady === true",
            login="admin",
            timeout=600,
            success_signal="clickbot test succeeded",
        )
