from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestVipTour(TourCase, HcsCase):
    """Apply, approve, use a benefit: three people, three screens (VIP-01, VIP-03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = cls.env["hcs.patient"].create({"name": "Tour Member"})
        tier = cls.env["hcs.vip.tier"].create({"name": "Tour Gold", "code": "tour", "rank": 40})
        version = cls.env["hcs.vip.tier.version"].create(
            {"tier_id": tier.id, "valid_from": "2020-01-01", "policy_text": "<p>Tour policy</p>"}
        )
        cls.env["hcs.vip.benefit"].create(
            {"version_id": version.id, "name": "Tour Escort", "code": "escort", "kind": "escort", "quota": 2}
        )
        version.action_publish()

    def _story(self):
        self.start_tour("/odoo/hcs-vip-applications", "hcs_vip_apply", login=self.user_agent.login)
        membership = self.env["hcs.vip.membership"].search([("patient_id", "=", self.patient.id)])
        self.assertEqual((membership.state, membership.agreed_by_id), ("submitted", self.user_agent))
        membership.with_user(self.user_vip).action_review()
        self.start_tour(f"/odoo/hcs-vip-applications/{membership.id}", "hcs_vip_approve", login=self.user_leader.login)
        self.assertEqual((membership.state, membership.approved_by_id), ("approved", self.user_leader))
        membership.with_user(self.user_vip).action_activate()
        self.start_tour(f"/odoo/hcs-members/{membership.id}", "hcs_vip_use", login=self.user_agent.login)
        service = membership.service_ids
        self.assertEqual((service.state, service.sign_off), ("done", "Tour Member"))
        self.assertEqual(membership.balance_on("escort"), 1)

    def test_apply_approve_use(self):
        self._story()

    def test_apply_approve_use_in_chinese(self):
        for user in (self.user_agent, self.user_leader):
            self._in_chinese(user)
        self._story()
