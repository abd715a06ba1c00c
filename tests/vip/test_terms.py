"""VIP-04, VP5: renewal from the old end, change of tier, no overlap and no gap, assessment, reminders, family."""

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.vip import VipCase, at


@tagged("post_install", "-at_install", "hcs_vip")
class TestTerms(VipCase):
    def days(self, membership):
        terms = membership.term_ids.filtered(lambda term: not term.void)
        return [(str(term.date_from), str(term.date_to)) for term in terms.sorted("date_from")]

    def test_an_early_renewal_begins_at_the_old_end(self):
        """Neither loses nor doubles days."""
        membership = self.join(day="2026-03-16")
        with freeze_time(at("2026-12-01")):
            membership.with_user(self.user_vip).action_renew(1, payment_reference="R-2")
        self.assertEqual(self.days(membership), [("2026-03-16", "2027-03-15"), ("2027-03-16", "2028-03-15")])

    def test_several_terms_at_once(self):
        membership = self.join(day="2024-02-29", terms_wanted=2)
        with freeze_time(at("2024-06-01")):
            membership.with_user(self.user_vip).action_renew(2)
        self.assertEqual(
            self.days(membership),
            [("2024-02-29", "2025-02-28"), ("2025-03-01", "2026-02-28"),
             ("2026-03-01", "2027-02-28"), ("2027-03-01", "2028-02-29")],
        )  # fmt: skip

    def test_in_grace_there_is_no_gap_and_later_there_is_one(self):
        membership = self.join(day="2025-01-01")
        with freeze_time(at("2026-01-30")):
            self.assertEqual(membership.status, "grace")
            membership.with_user(self.user_vip).action_renew(payment_reference="R-2")
        self.assertEqual(self.days(membership)[-1], ("2026-01-01", "2026-12-31"))
        with freeze_time(at("2027-01-31")):
            membership.invalidate_recordset()
            self.assertEqual(membership.status, "expired")
            membership.with_user(self.user_vip).action_renew(payment_reference="R-3")
        self.assertEqual(self.days(membership)[-1], ("2027-01-31", "2028-01-30"))

    def test_no_overlap_even_in_the_database(self):
        membership = self.join(day="2026-03-16")
        values = {
            "membership_id": membership.id, "patient_id": self.patient.id, "company_id": self.company.id,
            "version_id": self.silver_1.id, "date_from": "2027-03-15", "date_to": "2027-06-01",
        }  # fmt: skip
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.env["hcs.vip.term"].sudo().create(values)
        self.assertIn("no_overlap", str(caught.exception))
        self.env["hcs.vip.term"].sudo().create({**values, "date_from": "2027-03-16"})
        with self.assertRaises(AccessError):
            self.as_user(self.user_admin, "hcs.vip.term").create({**values, "date_from": "2028-03-16"})

    def test_a_renewal_is_used_after_its_payment(self):
        """VP2: no benefit of a term nobody paid."""
        membership = self.join(day="2025-03-16")
        with freeze_time(at("2026-03-20")):
            membership.with_user(self.user_vip).action_renew()
            self.assertTrue(membership.terms_due)
            with self.assertRaisesRegex(UserError, "not paid"):
                membership.with_user(self.user_agent).action_use("escort")
            membership.with_user(self.user_agent).action_note_payment("R-2")
            self.assertTrue(membership.with_user(self.user_agent).action_use("escort"))

    def test_members_keep_their_version_until_they_renew(self):
        """VP1: a published version is fixed; the next one, dated ahead, comes with the renewal."""
        membership = self.join(day="2026-03-16")
        with freeze_time(at("2026-04-01")):
            second = self._make_version(
                self.silver, [("escort", {"kind": "escort", "quota": 1})], price=1000, valid_from="2027-01-01"
            )
            self.assertEqual(second.impact_count, 1)
            self.assertIn("escort: 2 / Year → 1 / Term", second.impact_text)
            self.assertIn("No longer: checkup", second.impact_text)
            second.action_publish()
            self.assertEqual(self.silver.current_version_id, self.silver_1)
            for record, values in ((second, {"price": 1}), (second.benefit_ids, {"quota": 9})):
                with self.assertRaisesRegex(UserError, "next version"):
                    record.write(values)
            with self.assertRaisesRegex(UserError, "next version"):
                self.env["hcs.vip.benefit"].create({"version_id": second.id, "name": "x", "code": "x"})
            with self.assertRaises(UserError):
                second.unlink()
            with self.assertRaises(UserError):
                second.benefit_ids.unlink()
        with freeze_time(at("2027-02-01")):
            self.assertEqual(self.silver.current_version_id, second)
            membership.invalidate_recordset()
            self.assertEqual(membership.version_id, self.silver_1)
            membership.with_user(self.user_vip).action_renew(payment_reference="R-2")
            self.assertEqual(membership.version_id, self.silver_1)
        self.assertEqual(membership.term_ids.sorted("date_from").version_id, self.silver_1 | second)
        self.assertEqual(membership.balance_on("escort", "2027-03-15"), 2)
        self.assertEqual(membership.balance_on("escort", "2027-03-16"), 1)

    def test_only_directors_publish(self):
        version = self._make_version(
            self.silver, [("escort", {"kind": "escort", "quota": 1})], valid_from="2027-01-01"
        )
        with self.assertRaises(AccessError):
            version.with_user(self.user_leader).action_publish()
        version.with_user(self.user_director).action_publish()
        self.assertEqual(version.published_by_id, self.user_director)
        with self.assertRaises(AccessError):
            version.with_user(self.user_director).write({"state": "draft"})
        version.with_user(self.user_director).action_retire()
        self.assertEqual(self.silver._version_on(fields.Date.to_date("2028-01-01")), self.silver_1)

    def test_an_upgrade_begins_today_and_ends_on_the_old_day(self):
        """Never prorated and extended: the days stay; what was used counts in the higher tier."""
        membership = self.join(day="2026-03-16")
        with freeze_time(at("2026-06-01")):
            service = membership.with_user(self.user_agent).action_use("escort")
            service.action_done("Zhao Min")
            membership.with_user(self.user_vip).action_change_tier(self.gold_1.id)
        self.assertEqual(self.days(membership), [("2026-03-16", "2026-05-31"), ("2026-06-01", "2027-03-15")])
        self.assertEqual((membership.tier_id, membership.version_id), (self.gold, self.gold_1))
        self.assertEqual(membership.status_on("2026-06-01"), "active")
        self.assertEqual(membership.balance_on("escort", "2026-05-31"), 2)
        self.assertEqual(membership.balance_on("escort", "2026-06-01"), 3)
        self.assertEqual(membership.balance_on("checkup", "2026-06-01"), 0)
        silver = self.lines(membership).filtered(lambda line: line.term_id.version_id == self.silver_1)
        self.assertEqual(sum(silver.mapped("units")), 0)
        patient = self.patient.with_context(hcs_as_of="2026-05-31")
        self.assertEqual((patient.vip_tier_id, self.patient.with_context(hcs_as_of="2026-06-01").vip_tier_id),
                         (self.silver, self.gold))  # fmt: skip

    def test_a_downgrade_begins_with_the_renewal(self):
        membership = self.join(tier=self.gold, day="2026-03-16")
        with freeze_time(at("2027-01-10")):
            membership.with_user(self.user_vip).action_change_tier(self.silver_1.id)
            self.assertEqual((membership.tier_id, membership.next_version_id), (self.gold, self.silver_1))
            membership.with_user(self.user_vip).action_renew(payment_reference="R-2")
            self.assertFalse(membership.next_version_id)
        self.assertEqual(membership.term_ids.sorted("date_from").version_id, self.gold_1 | self.silver_1)
        for day, tier in (("2027-03-15", self.gold), ("2027-03-16", self.silver)):
            self.assertEqual(self.patient.with_context(hcs_as_of=day).vip_tier_id, tier)

    def test_cancelled_terms_end_and_history_stays(self):
        membership = self.join(day="2026-03-16")
        with freeze_time(at("2026-05-01")):
            used = membership.with_user(self.user_agent).action_use("escort")
            used.action_done("Zhao Min")
            held = membership.with_user(self.user_agent).action_reserve("escort", planned_at=at("2026-05-20"))
            with self.assertRaises(AccessError):
                membership.with_user(self.user_agent).action_cancel("Moves away")
            membership.with_user(self.user_vip).action_cancel("Moves away")
            self.assertEqual((used.state, held.state), ("done", "released"))
            self.assertEqual(membership.balance_on("escort"), 0)
            self.assertEqual(membership.status, "cancelled")
            # the same person may join again at once
            self.join(tier=self.gold, day="2026-05-01")
        self.assertEqual(membership.status_on("2026-04-30"), "active")


@tagged("post_install", "-at_install", "hcs_vip")
class TestFamily(VipCase):
    """VP8: sharing with caps; leaving stops use, not history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wife, cls.son = cls.env["hcs.patient"].create([{"name": "Wife"}, {"name": "Son"}])

    def share(self, membership, patient):
        return self.as_user(self.user_agent, "hcs.vip.family").create(
            {"membership_id": membership.id, "patient_id": patient.id, "joined_on": "2026-03-16"}
        )

    def test_sharing_and_leaving(self):
        membership = self.join()
        with freeze_time(at("2026-04-01")):
            with self.assertRaisesRegex(UserError, "does not share"):
                membership.action_use("escort", patient_id=self.wife.id)
            line = self.share(membership, self.wife)
            self.assertEqual(self.wife.vip_label, "Silver (family)")
            with self.assertRaisesRegex(UserError, "for the member alone"):
                membership.action_use("checkup", patient_id=self.wife.id)
            service = membership.with_user(self.user_agent).action_use("escort", patient_id=self.wife.id)
            with self.assertRaisesRegex(UserError, "a family member may use 1"):
                membership.action_use("escort", patient_id=self.wife.id)
            self.assertTrue(membership.action_use("escort"))
        with freeze_time(at("2026-05-01")):
            line.action_leave()
            self.wife.invalidate_recordset()
            self.assertFalse(self.wife.vip_tier_id)
            with self.assertRaisesRegex(UserError, "does not share"):
                membership.action_use("booking", patient_id=self.wife.id)
        self.assertEqual((service.patient_id, service.state), (self.wife, "in_progress"))
        self.assertEqual(self.lines(membership, "escort").filtered("person_no").patient_id, self.wife)

    def test_no_more_than_the_tier_allows(self):
        membership = self.join()
        self.share(membership, self.wife)
        with self.assertRaisesRegex(ValidationError, "shared with 1"), self.env.cr.savepoint():
            self.share(membership, self.son)
        own = self.join(tier=self.gold, patient=self.son)
        with self.assertRaisesRegex(ValidationError, "holder"), self.env.cr.savepoint():
            self.share(own, self.son)

    def test_a_person_shares_one_membership(self):
        self.share(self.join(), self.wife)
        other = self.join(tier=self.gold, patient=self.son)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.share(other, self.wife)
        self.assertIn("live_uniq", str(caught.exception))

    def test_who_shares_is_not_rewritten(self):
        line = self.share(self.join(), self.wife)
        with self.assertRaisesRegex(UserError, "stays on record"):
            line.patient_id = self.son
        with self.assertRaises(AccessError):
            line.left_on = "2026-03-17"
