import base64

from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestKeyAccountTour(TourCase, HcsCase):
    """A key account, a contact, a roster with a row to decide (CRM-01, KA1)."""

    def _story(self):
        self.start_tour("/odoo/hcs-key-accounts", "hcs_key_account", login=self.user_vip.login)
        account = self.env["hcs.key.account"].search([("name", "=", "Tour Works")])
        self.assertEqual((account.manager_id, account.plan_ids.state), (self.user_vip, "done"))
        known = self.env["hcs.patient"].create({"name": "Tour Known", "birthdate": "1980-03-12", "id_type": "none"})
        rows = b"Name,Date of birth,Phone\nTour Known,1980-03-12,\nTour New,,13900001111\n"
        roster = self.env["hcs.key.account.roster"].create(
            {"account_id": account.id, "file": base64.b64encode(rows), "file_name": "list.csv"}
        )
        self.start_tour(f"/odoo/hcs-key-roster-imports/{roster.id}", "hcs_key_roster", login=self.user_vip.login)
        self.assertEqual(roster.state, "applied")
        people = account.member_ids.patient_id
        self.assertEqual((len(people), known in people), (2, True))

    def test_account_and_roster(self):
        self._story()

    def test_account_and_roster_in_chinese(self):
        self._in_chinese(self.user_vip)
        self._story()
