"""VP5, VP9: reminders once, assessment proposes and a person decides; jobs may run twice or not at all."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.vip import VipCase, at


@tagged("post_install", "-at_install", "hcs_vip")
class TestJobs(VipCase):
    def job(self, day):
        with freeze_time(at(day)):
            self.run_job("memberships")

    def notices(self, membership):
        found = self.env["hcs.vip.notice"].search([("membership_id", "=", membership.id)], order="id")
        return [(str(notice.date_to), notice.stage) for notice in found]

    def test_reminders_once_for_each_end(self):
        membership = self.join(day="2025-03-16", representative_id=self.representative.id)
        self.job("2025-12-01")
        self.assertEqual(self.notices(membership), [])
        for day in ("2026-01-20", "2026-01-21", "2026-01-21"):
            self.job(day)
        self.assertEqual(self.notices(membership), [("2026-03-15", "first")])
        for day in ("2026-03-05", "2026-03-06"):
            self.job(day)
        self.assertEqual(self.notices(membership), [("2026-03-15", "first"), ("2026-03-15", "second")])
        activities = membership.activity_ids
        self.assertEqual(activities.user_id, self.representative)
        self.assertNotIn("Zhao", " ".join(activities.mapped("summary")))
        with freeze_time(at("2026-03-07")):
            membership.with_user(self.user_vip).action_renew(payment_reference="R-2")
        self.job("2027-03-05")
        self.assertEqual(self.notices(membership)[2:], [("2027-03-15", "second")])

    def test_a_lost_run_loses_nothing(self):
        """Late, the second reminder alone: nobody is told twice on one day."""
        membership = self.join(day="2025-03-16")
        self.job("2026-03-10")
        self.job("2026-03-11")
        self.assertEqual(self.notices(membership), [("2026-03-15", "second")])

    def visit(self, day, amount, known=True):
        self.env["hcs.visit"].create(
            {
                "patient_id": self.patient.id,
                "state": "completed",
                "planned_at": at(day),
                "arrived_at": at(day),
                "amount_spent": amount,
                "amount_known": known,
            }
        )

    def test_the_assessment_proposes_and_a_person_decides(self):
        third, third_1 = self._make_tier(
            "Invited", "tinvited", 19, by_invitation=True, benefits=[("escort", {"kind": "escort", "quota": 1})]
        )
        second = self._make_version(
            self.gold,
            [("escort", {"kind": "escort", "quota": 4})],
            valid_from="2026-01-01",
            min_spend=5000,
            min_visits=2,
        )
        second.action_publish()
        self.env["hcs.vip.tier"].search([("id", "not in", (self.silver | self.gold | third).ids)]).active = False
        membership = self.join(day="2025-03-16")
        self.visit("2025-06-01", 4000)
        self.visit("2025-09-01", 1500)
        self.visit("2025-09-02", 0, known=False)
        self.visit("2024-01-01", 90000)
        self.job("2026-02-10")
        self.job("2026-02-11")
        proposal = membership.proposal_ids
        self.assertEqual(len(proposal), 1)
        self.assertEqual((proposal.spent, proposal.visit_days, proposal.unknown_amounts), (5500, 3, 1))
        self.assertEqual((proposal.kind, proposal.tier_id), ("upgrade", self.gold))
        self.assertEqual(proposal.reason, "5,500.00 spent and 3 visit days in 12 months reach Gold.")
        self.assertEqual(membership.tier_id, self.silver)
        with self.assertRaises(AccessError):
            proposal.with_user(self.user_agent).action_accept()
        with freeze_time(at("2026-02-12")):
            with self.assertRaisesRegex(UserError, "Say why"):
                proposal.with_user(self.user_vip).action_decline()
            proposal.with_user(self.user_vip).action_accept()
            self.assertEqual((membership.tier_id, proposal.decided_by_id), (self.gold, self.user_vip))
            with self.assertRaisesRegex(UserError, "decided this already"):
                proposal.with_user(self.user_leader).action_decline("No")
        self.assertEqual(third_1.state, "published")

    def test_one_bad_member_does_not_stop_the_others(self):
        first = self.join(day="2025-03-16")
        second = self.join(day="2025-03-16", patient=self.env["hcs.patient"].create({"name": "Sun"}))
        memberships = type(first)
        original = memberships._remind_one

        def failing(record, *args):
            if record == first:
                raise ValueError("broken")
            return original(record, *args)

        with self.assertLogs("odoo.addons.hospital_customer_service.models.vip.hcs_vip_membership_job", "WARNING"):
            self.patch(memberships, "_remind_one", failing)
            self.job("2026-03-10")
        self.assertEqual((self.notices(first), len(self.notices(second))), ([], 1))
