"""CRM-01, KA1: organisations and key individuals, people, contracts, rosters by the day; roles, wrong input."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from tests.vip import TODAY, VipCase, at


class KeyCase(VipCase):
    """A works with a group, a contract over 2026, and a leader; ``user_vip`` keeps it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(at(TODAY)):
            cls.works = cls.env["hcs.key.account"].create(
                {"name": "Qiming Works", "manager_id": cls.user_vip.id, "managed_since": "2026-01-01"}
            )
            cls.group = cls.env["hcs.key.account.group"].create({"account_id": cls.works.id, "name": "Office"})
            cls.contract = cls.env["hcs.key.account.contract"].create(
                {"account_id": cls.works.id, "number": "C-1", "date_from": "2026-01-01", "date_to": "2026-12-31"}
            )
            cls.leader_person = cls.env["hcs.key.account.person"].create(
                {"account_id": cls.works.id, "name": "Gao Jianguo", "post": "Director", "birthdate": "1968-03-20"}
            )

    def put_on_roster(self, patient=None, account=None, day="2026-01-01", **values):
        return self.env["hcs.key.account.member"].create(
            {
                "account_id": (account or self.works).id,
                "patient_id": (patient or self.patient).id,
                "group_id": self.group.id if not account else False,
                "date_from": day,
                **values,
            }
        )

    def visit(self, day, patient=None, kind="checkup", state="completed"):
        return self.env["hcs.visit"].create(
            {"patient_id": (patient or self.patient).id, "kind": kind, "state": state, "planned_at": at(day),
             "arrived_at": at(day) if state == "completed" else False}
        )  # fmt: skip

    def refused(self, message, call, error=UserError):
        savepoint = self.env.cr.savepoint()
        with self.assertRaisesRegex(error, message):
            call()
            self.env.flush_all()
        savepoint.rollback()
        savepoint.close(rollback=False)


@tagged("post_install", "-at_install", "hcs_vip")
class TestWho(KeyCase):
    def test_an_organisation_is_a_contact_made_of_its_name(self):
        self.assertTrue(self.works.partner_id.is_company)
        self.assertEqual(self.works.partner_id.name, "Qiming Works")
        self.assertEqual(self.works.partner_id.company_id, self.company)
        self.assertRegex(self.works.reference, r"^KA\d{5}$")
        partner = self.leader_person.partner_id
        self.assertEqual((partner.parent_id, partner.function), (self.works.partner_id, "Director"))

    def test_one_that_is_known_by_its_name_is_not_made_twice(self):
        known = self.env["res.partner"].create({"name": "Dongguan School", "is_company": True})
        account = self.as_user(self.user_vip, "hcs.key.account").create({"name": " Dongguan School "})
        self.assertEqual(account.partner_id, known)
        self.refused("partner_uniq", lambda: self.env["hcs.key.account"].create({"name": "Dongguan School"}),
                     Exception)  # fmt: skip

    def test_a_key_individual_is_a_patient_and_never_a_contact(self):
        before = self.env["res.partner"].search_count([])
        account = self.as_user(self.user_vip, "hcs.key.account").create(
            {"kind": "individual", "patient_id": self.patient.id, "name": "Anybody"}
        )
        self.assertEqual(account.name, "Zhao Min")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(self.patient.partner_id)
        self.assertEqual(self.patient.key_account_label, "Key customer")
        found = self.env["hcs.key.account"].search([("name", "=", "Zhao Min")])
        self.assertEqual(found, account)

    def test_the_caller_sees_it_on_the_card_of_the_console(self):
        """CRM-01: whoever calls sees the badge, without the rights to contracts and accounts."""
        plan = self.env["hcs.followup.plan"].create({"name": "Own", "code": "t_key"})
        step = self.env["hcs.followup.plan.step"].create(
            {"plan_id": plan.id, "name": "Call", "offset": 0, "latest": 1}
        )
        task = self.env["hcs.followup.task"].create(
            {"patient_id": self.patient.id, "step_id": step.id, "due_at": "2026-03-16 02:00:00"}
        )

        def badge():
            self.env.invalidate_all()
            return task.with_user(self.user_followup)._console_patient()["key_account"]

        self.assertEqual(badge(), "")
        account = self.env["hcs.key.account"].create({"kind": "individual", "patient_id": self.patient.id})
        self.assertEqual(badge(), "Key customer")
        account.active = False
        self.assertEqual(badge(), "")

    def test_the_contact_of_a_patient_is_refused(self):
        partner = self.env["res.partner"].create({"name": "Zhao Min", "is_company": True})
        self.patient.partner_id = partner
        for model, values in (
            ("hcs.key.account", {}),
            ("hcs.key.account.person", {"account_id": self.works.id}),
            ("hcs.referral.source", {}),
        ):
            with self.subTest(model=model):
                self.refused(
                    "Patients are never contacts",
                    lambda model=model, values=values: self.env[model].create({"partner_id": partner.id, **values}),
                    ValidationError,
                )

    def test_neither_both_nor_none(self):
        accounts = self.env["hcs.key.account"]
        for values in (
            {"kind": "organisation"},
            {"kind": "individual"},
            {"kind": "individual", "patient_id": self.patient.id, "partner_id": self.works.partner_id.id},
        ):
            with self.subTest(values=list(values)):
                self.refused("", lambda values=values: accounts.create(values), (UserError, IntegrityError))
        person = self.leader_person.partner_id
        self.refused("Choose an organisation", lambda: accounts.create({"partner_id": person.id}), ValidationError)
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        self.refused("stays as it is", lambda: self.works.with_user(self.user_vip).write({"partner_id": other.id}))

    def test_contacts_of_its_own_are_kept_up_to_date_and_no_others(self):
        """Whoever may not change contacts writes telephones of the centre's own contacts, never those of users."""
        desk = self.leader_person.with_user(self.user_vip)
        with self.assertRaises(AccessError):
            desk.partner_id.write({"phone": "1"})
        desk.write({"phone": "0536-2118866", "email": "gao@example.com", "name": "Gao Jian"})
        self.assertEqual(self.leader_person.partner_id.phone, "0536-2118866")
        self.assertEqual(self.leader_person.partner_id.name, "Gao Jian")
        colleague = self.env["hcs.key.account.person"].create(
            {"account_id": self.works.id, "partner_id": self.user_admin.partner_id.id}
        )
        self.refused(
            "belongs to an account", lambda: colleague.with_user(self.user_vip).write({"email": "x@example.com"})
        )
        self.refused(
            "belongs to an account",
            lambda: self.as_user(self.user_vip, "hcs.referral.source").create(
                {"partner_id": self.company.partner_id.id, "phone": "1"}
            ),
        )

    def test_roles(self):
        works = self.works.with_user(self.user_agent)
        self.assertEqual(works.name, "Qiming Works")
        with self.assertRaises(AccessError):
            works.write({"note": "x"})
        with self.assertRaises(AccessError):
            works.action_note_contact("call", "Hello")
        for user in (self.user_department, self.user_executive, self.user_his, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.works.with_user(user).read(["reference"])
        with self.assertRaises(AccessError):
            self.as_user(self.user_agent, "hcs.key.account.roster").search([])

    def test_the_form(self):
        with Form(self.as_user(self.user_vip, "hcs.key.account")) as form:
            form.name = "New Works"
            form.phone = "0536-1"
        self.assertEqual((form.record.partner_id.phone, form.record.quiet_days), ("0536-1", 180))

    def test_one_with_a_history_is_archived(self):
        self.refused("Archive it", self.works.unlink)
        self.works.active = False

    def test_reading_a_key_individual_is_logged(self):
        account = self.env["hcs.key.account"].create({"kind": "individual", "patient_id": self.patient.id})
        account.with_user(self.user_agent).web_read({"note": {}})
        log = self.env["hcs.access.log"].search([("patient_id", "=", self.patient.id)], limit=1)
        self.assertEqual((log.user_id, log.model), (self.user_agent, "hcs.key.account"))


@tagged("post_install", "-at_install", "hcs_vip")
class TestRoster(KeyCase):
    def entitled(self, member, day):
        member = member.with_context(hcs_as_of=day)
        found = member.search([("is_entitled", "=", True), ("id", "=", member.id)])
        self.assertEqual(bool(found), member.is_entitled, day)
        return member.is_entitled

    def test_a_leaver_loses_what_was_owed_on_the_day(self):
        member = self.put_on_roster(day="2026-02-01")
        self.assertFalse(self.entitled(member, "2026-01-31"))
        self.assertTrue(self.entitled(member, "2026-02-01"))
        with freeze_time(at(TODAY)):
            member.with_user(self.user_vip).action_leave("2026-05-31")
            self.refused("left already", member.action_leave)
        self.assertTrue(self.entitled(member, "2026-05-31"))
        self.assertFalse(self.entitled(member, "2026-06-01"))
        self.assertEqual(member.with_context(hcs_as_of="2026-06-01").checkups_left, 0)
        # back again, on days of their own
        again = self.put_on_roster(day="2026-06-01")
        self.assertTrue(self.entitled(again, "2026-06-02"))
        self.refused("already", lambda: self.put_on_roster(day="2026-04-01"), (UserError, IntegrityError))

    def test_nothing_is_owed_without_a_contract(self):
        member = self.put_on_roster()
        self.assertTrue(self.entitled(member, "2026-12-31"))
        self.assertFalse(self.entitled(member, "2027-01-01"))
        self.refused(
            "",
            lambda: self.contract.copy({"number": "C-2", "date_from": "2026-12-31", "date_to": "2027-12-31"}),
            Exception,
        )
        self.contract.copy({"number": "C-2", "date_from": "2027-01-01", "date_to": "2027-12-31"})
        self.assertTrue(self.entitled(member, "2027-01-01"))

    def test_checkups_are_counted_within_the_contract(self):
        self.group.quota = 2
        member = self.put_on_roster()
        self.visit("2025-12-30")
        self.visit("2026-02-01")
        self.visit("2026-02-02", state="no_show")
        self.visit("2026-02-03", kind="outpatient")
        self.env.flush_all()
        day = member.with_context(hcs_as_of="2026-03-01")
        self.assertEqual((day.checkups_used, day.checkups_left), (1, 1))
        self.assertEqual(member.with_context(hcs_as_of="2026-01-31").checkups_used, 0)
        group = self.group.with_context(hcs_as_of="2026-03-01")
        self.assertEqual((group.member_count, group.come_count), (1, 1))
        self.assertEqual(self.works.with_context(hcs_as_of="2026-03-01").member_count, 1)
        self.assertEqual(self.patient.with_context(hcs_as_of="2026-03-01").key_account_label, "Qiming Works")

    def test_wrong_groups_people_and_days(self):
        other = self.env["hcs.key.account"].create({"name": "School"})
        foreign = self.group.copy({"account_id": other.id})
        self.refused("another organisation", lambda: self.put_on_roster(group_id=foreign.id))
        person = self.env["hcs.key.account"].create({"kind": "individual", "patient_id": self.patient.id})
        self.refused("Only an organisation", lambda: self.put_on_roster(account=person))
        member = self.put_on_roster()
        self.refused("stays on record", lambda: member.with_user(self.user_vip).write({"date_from": "2020-01-01"}))
        self.refused("stays on record", lambda: member.with_user(self.user_vip).unlink())
        self.refused("before joining", lambda: member.action_leave("2025-12-31"))
        with freeze_time(at(TODAY)):
            self.refused("stays on record", self.contract.unlink)
