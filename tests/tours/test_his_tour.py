from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestHisTour(TourCase, HcsCase):
    """VIS-02, ADM-04: files of the hospital system by hand."""

    def test_upload(self):
        self.start_tour("/odoo?debug=1", "hcs_his_upload", login=self.user_admin.login)
        patients = self.env["hcs.patient"].search([("external_ref", "=like", "tour-%")])
        self.assertEqual(sorted(patients.mapped("external_ref")), ["tour-1", "tour-3"])
