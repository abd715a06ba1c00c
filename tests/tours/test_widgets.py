from odoo.tests import HttpCase, tagged

SUITES = ("@hospital_customer_service", "@hospital_cs_reports")


def job_id(name):
    """The id by which Hoot knows a suite (as in Odoo's own ``web/tests/test_js.py``)."""
    number = 0
    for sign in name:
        number = (number * 31 + ord(sign)) & 0xFFFFFFFF
    return f"{number:08x}"


@tagged("post_install", "-at_install", "hcs_tours")
class TestWidgets(HttpCase):
    """Unit tests of our own widgets: ``static/tests/**/*.test.js`` of both add-ons."""

    def test_hoot(self):
        ids = "".join(f"&id={job_id(suite)}" for suite in SUITES)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000{ids}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
