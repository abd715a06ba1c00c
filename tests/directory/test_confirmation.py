"""DIR-04: every entry has an owner who confirms it each quarter; departments propose changes."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.common import HcsCase

ACTIVITY = "hospital_customer_service.mail_activity_type_directory_confirm"


class EntryCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.department"].search([]).confirmed_on = date(2026, 6, 1)
        cls.department = cls.env["hcs.department"].create(
            {"name": "Orthopaedics", "phone": "8000", "owner_id": cls.user_agent.id, "confirmed_on": "2026-01-10"}
        )
        cls.doctor = cls.env["hcs.practitioner"].create(
            {
                "name": "Zhang Min",
                "fee": 50,
                "department_id": cls.department.id,
                "user_id": cls.user_department.id,
                "owner_id": cls.user_department.id,
                "confirmed_on": "2026-03-20",
            }
        )


@tagged("post_install", "-at_install", "hcs_directory")
class TestConfirmation(EntryCase):
    def asked(self, entry):
        return entry.activity_ids.filtered(lambda activity: activity.activity_type_id == self.env.ref(ACTIVITY))

    def run_job(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("hospital_customer_service.ir_cron_directory_confirm")
            self.assertTrue(cron.method_direct_trigger())

    def test_the_owner_is_asked_once_a_quarter(self):
        with freeze_time("2026-04-10 04:00:00"):
            self.run_job()
            self.assertFalse(self.asked(self.department), "three months to the day: not over yet")
        with freeze_time("2026-04-11 04:00:00"):
            self.run_job()
            self.run_job()
        asked = self.asked(self.department)
        self.assertEqual((len(asked), asked.user_id), (1, self.user_agent))
        self.assertFalse(self.asked(self.doctor))
        with freeze_time("2026-04-12 04:00:00"):
            self.department.with_user(self.user_agent).action_confirm()
            self.run_job()
        self.assertFalse(self.asked(self.department))
        self.assertEqual(self.department.confirmed_on, date(2026, 4, 12))
        with freeze_time("2026-07-13 04:00:00"):
            self.run_job()
        self.assertEqual(len(self.asked(self.department)), 1)

    @freeze_time("2026-08-01 04:00:00")
    def test_without_an_owner_who_can_read_it_a_leader_is_asked(self):
        team = self.env["hcs.team"].search([("company_id", "=", self.company.id)], limit=1)
        self.env["hcs.team"].search([]).leader_id = False
        team.leader_id = self.user_leader
        self.department.owner_id = self.user_outsider
        self.doctor.owner_id = False
        self.run_job()
        self.assertEqual((self.asked(self.department) | self.asked(self.doctor)).user_id, self.user_leader)

    @freeze_time("2026-04-15 04:00:00")
    def test_the_filter(self):
        for model, entry, due in (("hcs.department", self.department, True), ("hcs.practitioner", self.doctor, False)):
            entries = self.as_user(self.user_agent, model)
            self.assertEqual(entry.is_to_confirm, due)
            self.assertEqual(entry in entries.search([("is_to_confirm", "=", True)]), due)
            self.assertEqual(entry in entries.search([("is_to_confirm", "=", False)]), not due)

    def test_only_owner_and_leader_vouch(self):
        self.doctor.with_user(self.user_department).action_confirm()
        self.department.with_user(self.user_leader).action_confirm()
        for user in (self.user_department, self.user_vip, self.user_outsider):
            with self.assertRaises(AccessError):
                self.department.with_user(user).action_confirm()

    def test_experts_are_found_by_pinyin_disease_and_speciality(self):
        self.department.diseases = "Fractures"
        doctor = self.env["hcs.practitioner"].create({"name": "欧阳静", "department_id": self.department.id})
        doctor.specialty_ids = self.env.ref("hospital_customer_service.hcs_specialty_eyes")
        entries = self.as_user(self.user_agent, "hcs.practitioner")
        for text in ("oyj", "ouyang"):
            self.assertEqual(entries.name_search(text)[0][0], doctor.id)
        domain = ["|", ("specialty_ids", "ilike", "眼科"), ("department_id.diseases", "ilike", "fractures")]
        self.assertIn(doctor, entries.search(domain))


@tagged("post_install", "-at_install", "hcs_directory")
class TestProposal(EntryCase):
    def propose(self, user=None, **values):
        proposals = self.as_user(user or self.user_department, "hcs.directory.proposal")
        return proposals.create({"department_id": self.department.id, "new_value": "9000", **values})

    def test_accepted(self):
        proposal = self.propose()
        self.assertEqual((proposal.old_value, proposal.state), ("8000", "proposed"))
        self.assertEqual(proposal.sudo().activity_ids.user_id, self.user_agent)
        self.assertEqual(self.department.phone, "8000")
        proposal.with_user(self.user_agent).action_accept()
        self.assertEqual((self.department.phone, proposal.state), ("9000", "accepted"))
        self.assertEqual(proposal.sudo().decided_by_id, self.user_agent)
        self.assertFalse(proposal.sudo().activity_ids)
        with self.assertRaises(UserError):
            proposal.with_user(self.user_leader).action_refuse("late")

    def test_refused_with_a_reason(self):
        proposal = self.propose()
        with self.assertRaisesRegex(UserError, "why you refuse"):
            proposal.with_user(self.user_leader).action_refuse(" ")
        box = self.as_user(self.user_leader, "hcs.directory.refusal")
        box.create({"proposal_id": proposal.id, "reason": "Number is private"}).action_refuse()
        self.assertEqual((proposal.state, proposal.refusal), ("refused", "Number is private"))
        self.assertEqual(self.department.phone, "8000")

    def test_who_decides(self):
        """The owner or a leader; nobody but a leader about his own."""
        proposal = self.propose(department_id=False, practitioner_id=self.doctor.id)
        for user in (self.user_department, self.user_agent, self.user_vip):
            with self.assertRaises(AccessError):
                proposal.with_user(user).action_accept()
        proposal.with_user(self.user_department).action_withdraw()
        self.assertEqual(proposal.state, "withdrawn")
        with self.assertRaises(AccessError):
            self.propose(self.user_vip).with_user(self.user_agent).action_withdraw()

    def test_nobody_writes_it_by_hand(self):
        proposal = self.propose(state="accepted", user_id=self.user_leader.id)
        self.assertEqual((proposal.state, proposal.user_id), ("proposed", self.user_department))
        for user in (self.user_department, self.user_leader, self.user_admin):
            with self.assertRaises(AccessError):
                proposal.with_user(user).write({"new_value": "1"})

    def test_values_that_make_no_sense(self):
        for values in (
            {"subject": "clinic_times"},
            {"subject": "fee", "department_id": False, "practitioner_id": self.doctor.id, "new_value": "free"},
            {"subject": "fee", "department_id": False, "practitioner_id": self.doctor.id, "new_value": "-1"},
        ):
            with self.assertRaises(ValidationError):
                self.propose(**values)
        fee = self.propose(subject="fee", department_id=False, practitioner_id=self.doctor.id, new_value="80")
        fee.with_user(self.user_leader).action_accept()
        self.assertEqual((self.doctor.fee, fee.old_value), (80, "50"))

    def test_a_department_sees_its_own(self):
        eyes = self.env["hcs.department"].create({"name": "Eyes"})
        mine, others = self.propose(), self.propose(self.user_vip, department_id=eyes.id)
        seen = self.as_user(self.user_department, "hcs.directory.proposal").search([])
        self.assertIn(mine, seen)
        self.assertNotIn(others, seen)
        self.assertIn(others, self.as_user(self.user_executive, "hcs.directory.proposal").search([]))
