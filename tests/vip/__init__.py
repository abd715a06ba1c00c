"""Ground for the tests of room ``vip``: two tiers, an application on its way, a member."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time

from tests.common import HcsCase

# ten in the morning of Shanghai
TODAY = "2026-03-16"


def at(day, hour=10):
    """The UTC moment of an hour of Shanghai."""
    return datetime.combine(fields.Date.to_date(day), datetime.min.time()) + timedelta(hours=hour - 8)


class VipCase(HcsCase):
    """A silver and a gold tier of our own; ``user_vip`` reviews, ``user_leader`` approves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silver, cls.silver_1 = cls._make_tier(
            "Silver", "tsilver", 11, price=800, family_max=1, grace_days=30,
            benefits=[("escort", {"kind": "escort", "quota": 2, "period": "year", "shareable": True, "family_cap": 1}),
                      ("checkup", {"kind": "checkup", "quota": 1, "period": "term"}),
                      ("booking", {"kind": "priority", "unlimited": True})],
        )  # fmt: skip
        cls.gold, cls.gold_1 = cls._make_tier(
            "Gold", "tgold", 12, price=3000, family_max=3, grace_days=60,
            benefits=[("escort", {"kind": "escort", "quota": 4, "period": "year", "shareable": True, "family_cap": 2}),
                      ("home", {"kind": "home_care", "quota": 1, "period": "month", "shareable": True}),
                      ("discount", {"kind": "discount", "discount_percent": 10})],
        )  # fmt: skip
        cls.patient = cls.env["hcs.patient"].create({"name": "Zhao Min"})
        cls.representative = cls._make_user("hcs_representative", "group_hcs_vip")

    @classmethod
    def _make_tier(cls, name, code, rank, benefits=(), publish=True, **values):
        tier = cls.env["hcs.vip.tier"].create({"name": name, "code": code, "rank": rank})
        version = cls._make_version(tier, benefits, **values)
        if publish:
            version.action_publish()
        return tier, version

    @classmethod
    def _make_version(cls, tier, benefits, **values):
        version = cls.env["hcs.vip.tier.version"].create(
            {"tier_id": tier.id, "valid_from": "2020-01-01", "policy_text": "<p>Policy</p>", **values}
        )
        for code, more in benefits:
            cls.env["hcs.vip.benefit"].create({"version_id": version.id, "name": code, "code": code, **more})
        return version

    def apply(self, tier=None, patient=None, user=None, **values):
        """An application that the desk has submitted."""
        user = user or self.user_agent
        membership = self.as_user(user, "hcs.vip.membership").create(
            {"patient_id": (patient or self.patient).id, "tier_id": (tier or self.silver).id, **values}
        )
        membership.action_agree()
        membership.action_submit()
        return membership.with_env(self.env)

    def approve(self, membership):
        membership.with_user(self.user_vip).action_review()
        membership.with_user(self.user_leader).action_approve()
        return membership

    def join(self, tier=None, patient=None, day=TODAY, **values):
        """A member from ``day`` on, by the whole way."""
        with freeze_time(at(day)):
            membership = self.approve(self.apply(tier, patient, **values))
            membership.with_user(self.user_agent).action_pay("R-1")
            membership.with_user(self.user_vip).action_activate()
        self.env.flush_all()
        return membership

    def run_job(self, name):
        """The scheduled action, as the server runs it."""
        cron = self.env.ref(f"hospital_customer_service.ir_cron_vip_{name}")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def lines(self, membership, code=None):
        domain = [("membership_id", "=", membership.id)]
        return self.env["hcs.vip.benefit.line"].search(
            domain + ([("benefit_id.code", "=", code)] if code else []), order="id"
        )
