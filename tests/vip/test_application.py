"""VIP-01, VP2: policy agreed to, reviewed and approved by others, paid or waived, then in force with a card."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.hospital_customer_service.tools import qr

from tests.vip import TODAY, VipCase, at


@tagged("post_install", "-at_install", "hcs_vip")
class TestApplication(VipCase):
    def test_the_whole_way(self):
        membership = self.join(terms_wanted=2)
        self.assertEqual(membership.state, "approved")
        self.assertEqual((membership.agreed_version, membership.agreed_by_id), (1, self.user_agent))
        self.assertEqual(membership.agreed_policy_at, at(TODAY))
        self.assertEqual(membership.amount, 1600)
        self.assertEqual(str(membership.date_from), "2026-03-16")
        self.assertEqual(str(membership.date_to), "2028-03-15")
        self.assertRegex(membership.card_number, r"^TSIL\d{10}$")
        self.assertEqual(membership.status_on("2026-03-16"), "active")

    def test_a_new_form_opens_empty(self):
        with Form(self.as_user(self.user_agent, "hcs.vip.membership")) as form:
            self.assertFalse(form.policy_text)
            form.patient_id = self.patient
            form.tier_id = self.silver
            self.assertIn("Policy", form.policy_text)
        self.assertEqual(form.record.state, "draft")

    def test_the_policy_comes_first(self):
        """The agreement names the version that was shown; another tier needs another one."""
        own = self.as_user(self.user_agent, "hcs.vip.membership").create(
            {"patient_id": self.patient.id, "tier_id": self.silver.id}
        )
        self.assertIn("Policy", own.policy_text)
        with self.assertRaisesRegex(UserError, "Show the policy"):
            own.action_submit()
        own.action_agree()
        own.tier_id = self.gold
        self.assertFalse(own.agreed_policy_at)
        with self.assertRaisesRegex(UserError, "Show the policy"):
            own.action_submit()

    def test_an_agreement_to_an_older_version_does_not_count(self):
        with freeze_time(at(TODAY)):
            membership = self.env["hcs.vip.membership"].create(
                {"patient_id": self.patient.id, "tier_id": self.silver.id}
            )
            membership.action_agree()
            version = self._make_version(
                self.silver, [("escort", {"kind": "escort", "quota": 1})], valid_from=TODAY, price=900
            )
            version.action_publish()
            with self.assertRaisesRegex(UserError, "Show the policy"):
                membership.action_submit()

    def test_one_live_application_per_person(self):
        """VP2: refused in words, and by the database where two desks do it at once."""
        first = self.apply()
        with self.assertRaisesRegex(UserError, first.reference):
            self.env["hcs.vip.membership"].create({"patient_id": self.patient.id, "tier_id": self.gold.id})
        other = self.env["hcs.patient"].create({"name": "Qian"})
        second = self.env["hcs.vip.membership"].create({"patient_id": other.id, "tier_id": self.gold.id})
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE hcs_vip_membership SET patient_id = %s WHERE id = %s", [self.patient.id, second.id]
            )
        self.assertIn("live_uniq", str(caught.exception))
        first.with_user(self.user_vip).action_reject("Lives abroad")
        self.assertTrue(self.apply(self.gold))

    def test_a_member_does_not_apply_again(self):
        self.join()
        with freeze_time(at("2026-04-01")), self.assertRaisesRegex(UserError, "a member already"):
            self.apply(self.gold)

    def test_who_takes_it_neither_reviews_nor_approves(self):
        """VIP-01: creator, submitter, who took the agreement, reviewer and representative are out."""
        membership = self.apply(user=self.user_vip)
        with self.assertRaisesRegex(UserError, "somebody else reviews"):
            membership.with_user(self.user_vip).action_review()
        membership.with_user(self.representative).action_review()
        for user in (self.user_vip, self.representative):
            with self.assertRaisesRegex(UserError, "somebody else approves"):
                membership.with_user(user).action_approve()
        membership.with_user(self.user_leader).action_approve()
        self.assertEqual(membership.approved_by_id, self.user_leader)

    def test_the_representative_does_not_approve(self):
        membership = self.apply(representative_id=self.representative.id)
        membership.with_user(self.user_vip).action_review()
        with self.assertRaisesRegex(UserError, "somebody else approves"):
            membership.with_user(self.representative).action_approve()

    def test_agents_neither_review_nor_approve_nor_activate(self):
        membership = self.apply()
        agent = membership.with_user(self.user_followup)
        for step in ("action_review", "action_reject"):
            with self.assertRaises(AccessError):
                getattr(agent, step)()
        self.approve(membership)
        membership.with_user(self.user_agent).action_pay("R-1")
        with self.assertRaises(AccessError):
            agent.action_activate()
        for user in (self.user_outsider, self.user_department, self.user_executive, self.user_his):
            with self.assertRaises(AccessError):
                membership.with_user(user).action_activate()

    def test_nothing_before_approval_and_payment(self):
        """VP2: neither status nor benefit; the database says so too."""
        membership = self.apply()
        with self.assertRaisesRegex(UserError, "begins after its approval"):
            membership.with_user(self.user_vip).action_activate()
        self.approve(membership)
        with self.assertRaisesRegex(UserError, "Note the payment"):
            membership.with_user(self.user_vip).action_activate()
        with self.assertRaisesRegex(UserError, "not in force"):
            membership.action_use("escort")
        self.assertEqual(membership.status, "pending")
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.env.cr.execute("UPDATE hcs_vip_membership SET activated_at = now() WHERE id = %s", [membership.id])
        self.assertIn("decided", str(caught.exception))
        self.assertFalse(self.lines(membership))

    def test_a_waiver_has_a_reason_and_another_approver(self):
        membership = self.apply(user=self.user_leader)
        with self.assertRaises(AccessError):
            membership.with_user(self.user_vip).action_waive("Retired colleague")
        with self.assertRaisesRegex(UserError, "somebody else waives"):
            membership.with_user(self.user_leader).action_waive("Retired colleague")
        for reason in (None, "", "  ", 7):
            with self.assertRaisesRegex(UserError, "Say why"):
                membership.with_user(self.user_director).action_waive(reason)
        membership.with_user(self.user_director).action_waive("Retired colleague")
        self.assertEqual((membership.payment, membership.waived_by_id), ("waived", self.user_director))
        with self.assertRaisesRegex(UserError, "settled already"):
            membership.with_user(self.user_agent).action_pay("R-2")

    def test_a_refusal_has_a_reason(self):
        membership = self.apply()
        with self.assertRaisesRegex(UserError, "Say why"):
            membership.with_user(self.user_vip).action_reject()
        membership.with_user(self.user_vip).action_reject("Papers are missing")
        self.assertEqual((membership.state, membership.reject_reason), ("rejected", "Papers are missing"))
        self.assertEqual(membership.status, "cancelled")
        with self.assertRaisesRegex(UserError, "Only a reviewed"):
            membership.with_user(self.user_leader).action_approve()

    def test_the_flow_is_not_written_by_hand(self):
        membership = self.apply()
        values = {
            "state": "approved", "payment": "paid", "card_number": "1", "activated_at": at(TODAY),
            "cancelled_on": TODAY, "version_id": self.gold_1.id, "date_to": "2030-01-01",
        }  # fmt: skip
        for name, value in values.items():
            with self.subTest(name=name), self.assertRaises(UserError):
                membership.with_user(self.user_director).write({name: value})
        with self.assertRaisesRegex(UserError, "stays as it is"):
            membership.with_user(self.user_director).tier_id = self.gold
        other = self.env["hcs.patient"].create({"name": "Sun"})
        with self.assertRaises(AccessError):
            self.as_user(self.user_admin, "hcs.vip.membership").create(
                {"patient_id": other.id, "tier_id": self.silver.id, "state": "approved"}
            )
        with self.assertRaises(UserError):
            membership.with_user(self.user_admin).unlink()

    def test_an_agreement_typed_into_the_form_is_stamped(self):
        membership = self.as_user(self.user_agent, "hcs.vip.membership").create(
            {"patient_id": self.patient.id, "tier_id": self.silver.id, "agreed_policy_at": fields.Datetime.now()}
        )
        self.assertEqual((membership.agreed_version, membership.agreed_by_id), (1, self.user_agent))

    def test_steps_with_nonsense(self):
        """Wrong arguments by a program: words, never a crash."""
        membership = self.approve(self.apply()).with_user(self.user_leader)
        for value in (None, False, 5, "", "x" * 5000, "a\x00b", ["R"], {}):
            with self.subTest(value=value), self.assertRaises(UserError):
                membership.action_pay(value)
        member = self.join(patient=self.env["hcs.patient"].create({"name": "Li"})).with_user(self.user_leader)
        for value in (None, "two", 0, -1, 99, 1.5, True):
            with self.subTest(value=value), self.assertRaises(UserError):
                member.action_renew(value)
        for value in (None, "gold", -1, 0, 10**9, 2**40, True, self.silver_1.id):
            with self.subTest(value=value), self.assertRaises(UserError):
                member.action_change_tier(value)
        for value in (None, 3, "someday", "0001-01-01", []):
            with self.subTest(value=value), self.assertRaises(UserError):
                member.status_on(value)
            with self.subTest(value=value), self.assertRaises(UserError):
                member.action_suspend("Abroad", value)
        for value in (None, "", "nothing", 7, [], "x" * 9000):
            with self.subTest(value=value), self.assertRaises(UserError):
                member.action_use(value)
        for value in (self.patient.id, "x", 10**9, -4, [1]):
            with self.subTest(value=value), self.assertRaises(UserError):
                member.action_use("escort", patient_id=value)
        with self.assertRaises(UserError):
            member.action_reserve("escort", planned_at="soon")
        with self.assertRaises(UserError):
            member.action_override("pending", "Because", "2030-01-01")

    def test_the_card_tells_nothing_of_the_member(self):
        membership = self.join()
        with patch.object(qr, "svg", wraps=qr.svg) as drawn:
            html = self.env["ir.actions.report"]._render_qweb_html(
                "hospital_customer_service.hcs_vip_card", membership.ids
            )
        drawn.assert_called_once_with(membership.card_number)
        text = html[0].decode()
        self.assertIn(membership.card_number, text)
        self.assertIn("<svg ", text)
        self.assertNotIn("Zhao", text)
        self.assertNotIn("R-1", text)
