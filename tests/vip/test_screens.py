"""The badge on every card, the questions of the buttons, and what a list costs (VIP-05)."""

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from tests.vip import TODAY, VipCase, at


@tagged("post_install", "-at_install", "hcs_vip")
class TestBadge(VipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ordinary = cls.env["hcs.patient"].create({"name": "Sun"})

    def test_found_sorted_and_counted_by_tier(self):
        self.join(tier=self.gold)
        other = self.env["hcs.patient"].create({"name": "Li"})
        self.join(tier=self.silver, patient=other)
        patients = self.env["hcs.patient"].with_user(self.user_agent).with_context(hcs_as_of="2026-04-01")
        ours = [("id", "in", (self.patient | other | self.ordinary).ids)]
        self.assertEqual(patients.search([*ours, ("vip_tier_id", "=", self.gold.id)]), self.patient)
        self.assertEqual(patients.search([*ours, ("vip_tier_id", "!=", False)]), self.patient | other)
        self.assertEqual(patients.search([*ours, ("vip_tier_id", "=", False)]), self.ordinary)
        self.assertEqual(patients.search([*ours, ("vip_tier_id", "not in", [self.gold.id])]), other | self.ordinary)
        later = patients.with_context(hcs_as_of="2030-01-01")
        self.assertFalse(later.search([*ours, ("vip_tier_id", "!=", False)]))
        record = self.env["hcs.service.record"].create(
            {"type_id": self.env["hcs.service.type"].search([], limit=1).id, "patient_id": self.patient.id}
        )
        found = record.with_user(self.user_agent).with_context(hcs_as_of="2026-04-01")
        self.assertEqual(found.search([("vip_tier_id", "=", self.gold.id), ("id", "=", record.id)]), record)
        self.assertEqual((found.vip_tier_id, found.vip_label), (self.gold, "Gold"))

    def test_departments_do_not_learn_who_is_a_member(self):
        fields = self.as_user(self.user_department, "hcs.service.record").fields_get(["vip_tier_id", "vip_label"])
        self.assertFalse(fields)

    def test_fifty_patients_cost_as_much_as_one(self):
        self.join(tier=self.gold)
        patients = self.env["hcs.patient"].create([{"name": f"P{number}"} for number in range(50)]) | self.patient
        self.env.flush_all()
        for some in (patients[-1:], patients):
            self.env.invalidate_all()
            some.mapped("name")
            some._vip_tiers(self.env["hcs.vip.membership"]._as_of())
            with self.assertQueryCount(3):
                self.env.invalidate_all()
                some.mapped("vip_label")

    def test_the_way_from_the_patient(self):
        window = self.patient.with_user(self.user_agent).action_apply_membership()
        self.assertEqual((window["res_id"], window["context"]), (False, {"default_patient_id": self.patient.id}))
        membership = self.apply()
        window = self.patient.with_user(self.user_agent).action_apply_membership()
        self.assertEqual(window["res_id"], membership.id)
        self.ordinary.deceased = True
        with self.assertRaisesRegex(UserError, "has died"):
            self.ordinary.action_apply_membership()

    def test_the_history_shows_what_was_given(self):
        membership = self.join()
        with freeze_time(at("2026-04-01")):
            membership.with_user(self.user_agent).action_use("escort").action_done("Zhao")
        entries = self.patient.with_user(self.user_agent).get_timeline(kinds=["vip"])["entries"]
        self.assertEqual([entry["title"] for entry in entries], ["escort"])


@tagged("post_install", "-at_install", "hcs_vip")
class TestDialog(VipCase):
    """Each button that asks something."""

    def ask(self, user, operation, values=None, **context):
        dialogs = self.as_user(user, "hcs.vip.dialog").with_context(
            default_operation=operation, **{f"default_{name}": record.id for name, record in context.items()}
        )
        with Form(dialogs) as form:
            for name, value in (values or {}).items():
                setattr(form, name, value)
        return form.record.action_apply()

    def test_an_application(self):
        membership = self.apply()
        self.ask(self.user_leader, "waive", {"reason": "Retired colleague"}, membership_id=membership)
        self.assertEqual(membership.payment, "waived")
        self.ask(self.user_vip, "reject", {"reason": "Papers are missing"}, membership_id=membership)
        self.assertEqual(membership.state, "rejected")

    def test_a_member(self):
        with freeze_time(at(TODAY)):
            membership = self.join()
            dialogs = self.as_user(self.user_agent, "hcs.vip.dialog")
            context = {"default_operation": "benefit", "default_membership_id": membership.id}
            form = Form(dialogs.with_context(**context, default_patient_id=self.patient.id))
            form.benefit_id = self.silver_1.benefit_ids[0]
            self.assertIn("2 left", form.left_text)
            window = form.save().action_apply()
            service = self.env["hcs.vip.service"].browse(window["res_id"])
            self.assertEqual((service.state, service.patient_id), ("in_progress", self.patient))
            self.ask(self.user_agent, "done", {"sign_off": "Zhao", "rating": "4"}, service_id=service)
            self.assertEqual((service.state, service.rating), ("done", "4"))
            self.ask(self.user_vip, "reverse", {"reason": "By mistake"}, service_id=service)
            self.assertEqual(service.state, "released")
            self.ask(self.user_vip, "renew", {"reference": "R-2"}, membership_id=membership)
            self.assertEqual(str(membership.date_to), "2028-03-15")
            self.ask(self.user_vip, "change", {"version_id": self.gold_1}, membership_id=membership)
            self.assertEqual(membership.tier_id, self.gold)
            self.ask(
                self.user_leader, "override", {"reason": "Abroad", "until": "2026-04-01"}, membership_id=membership
            )
            self.assertEqual((membership.status, membership.has_exception), ("suspended", True))
            self.ask(self.user_vip, "cancel", {"reason": "Moves away"}, membership_id=membership)
            self.assertEqual(membership.status, "cancelled")

    def test_benefits_for_a_program(self):
        with freeze_time(at(TODAY)):
            rows = {row["code"]: row for row in self.join().with_user(self.user_agent).get_benefits()}
        self.assertEqual((rows["escort"]["left"], rows["booking"]["counted"]), (2, False))
        with self.assertRaises(UserError):
            self.env["hcs.vip.membership"].search([], limit=1).get_benefits("never")
