"""VIP-05, KA4, DESIGN §1.10: membership adds service; it never changes what is owed to everybody."""

from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from tests.vip import TODAY, VipCase, at


@tagged("post_install", "-at_install", "hcs_vip")
class TestPriority(VipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ordinary, cls.elderly = cls.env["hcs.patient"].create(
            [{"name": "Sun"}, {"name": "Wang", "birthdate": "1940-01-01"}]
        )
        cls.department = cls.env["hcs.department"].create({"name": "Surgery"})
        cls.env["hcs.queue.rule"].create(
            {"name": "Gold members", "care": "member", "tier_id": cls.gold.id, "rank": 90}
        )

    def book(self, patient):
        session = self.env["hcs.clinic.session"].create(
            {"department_id": self.department.id, "capacity": 9, "start_at": at(TODAY, 14), "end_at": at(TODAY, 17)}
        )
        return self.env["hcs.appointment"].browse(session.action_book(patient.id).id)

    def test_members_come_after_everybody_who_needs_care_first(self):
        self.join(tier=self.gold)
        with freeze_time(at(TODAY)):
            ranks = {}
            for patient in (self.patient, self.ordinary, self.elderly):
                booking = self.book(patient)
                booking.action_arrive()
                ranks[patient.name] = booking.queue_rank
                if patient == self.patient:
                    self.assertEqual((booking.queue_reason, booking.vip_label), ("Gold members", "Gold"))
            self.assertEqual(ranks, {"Wang": 40, "Zhao Min": 90, "Sun": 100})
            # a member who is elderly keeps the place of the elderly
            self.patient.birthdate = "1941-01-01"
            booking = self.env["hcs.appointment"].search([("patient_id", "=", self.patient.id)])
            self.assertEqual(booking._queue_priority()[0], 40)

    def test_no_place_before_care(self):
        """However the places are set, care comes first; the database and the form agree."""
        rules = self.env["hcs.queue.rule"]
        rule = rules.search([("tier_id", "=", self.gold.id)])
        with self.assertRaisesRegex(ValidationError, "behind everybody"):
            rule.with_user(self.user_director).rank = 15
        elderly = self.env.ref("hospital_customer_service.hcs_queue_rule_elderly")
        with self.assertRaisesRegex(ValidationError, "behind everybody"):
            elderly.rank = 95

    def test_the_rule_is_configurable_and_ends_with_the_membership(self):
        self.join(tier=self.gold)
        with freeze_time(at(TODAY)):
            self.env["hcs.queue.rule"].search([("tier_id", "=", self.gold.id)]).active = False
            self.assertEqual(self.book(self.patient)._queue_priority()[0], 100)
        with freeze_time(at("2027-08-01")):
            self.patient.invalidate_recordset()
            self.assertFalse(self.patient.vip_tier_id)

    def test_the_representative_gets_the_work_first(self):
        self.join(tier=self.gold, representative_id=self.representative.id)
        users = self.user_agent | self.representative
        record = self.env["hcs.service.record"].create(
            {"type_id": self.env["hcs.service.type"].search([], limit=1).id, "patient_id": self.patient.id}
        )
        with freeze_time(at(TODAY)):
            self.patient.invalidate_recordset()
            self.assertEqual(record._assignment_preferred(users)[record], self.representative)
            other = record.copy({"patient_id": self.ordinary.id})
            self.assertFalse(other._assignment_preferred(users)[other])

    def test_questions_of_members_are_answered_sooner(self):
        """The shorter deadline is a policy a manager sees and edits."""
        self.join(tier=self.gold)
        kind = self.env.ref("hospital_customer_service.hcs_service_type_consultation")
        with freeze_time(at(TODAY)):
            self.patient.invalidate_recordset()
            records = self.env["hcs.service.record"].create(
                [{"type_id": kind.id, "patient_id": patient.id} for patient in (self.patient, self.ordinary)]
            )
            codes = [
                record.clock_ids.filtered(lambda clock: clock.purpose == "answer").policy_id.code for record in records
            ]
            self.assertEqual(codes[0], "vip_answer")
            self.assertNotEqual(codes[1], "vip_answer")
            self.assertEqual(records.mapped("vip_label"), ["Gold", False])


@tagged("post_install", "-at_install", "hcs_vip")
class TestEqualCare(VipCase):
    """KA4 ★: two patients alike but for the tier; urgency, red flags, complaint deadlines and prices are the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ordinary = cls.env["hcs.patient"].create({"name": "Sun"})

    def pair(self):
        self.join(tier=self.gold)
        self.env.invalidate_all()
        return self.patient, self.ordinary

    def due(self, record):
        return sorted((clock.policy_id.code or clock.policy_id.name, clock.due_at) for clock in record.clock_ids)

    def test_deadlines_of_complaints(self):
        with freeze_time(at(TODAY)):
            tickets = [
                self.env["hcs.complaint.ticket"].create(
                    {"kind": "complaint", "source": "hotline", "severity": "3", "patient_id": patient.id,
                     "subject": "Waiting", "description": "Two hours"}
                )
                for patient in self.pair()
            ]  # fmt: skip
            self.assertEqual(*map(self.due, tickets))
            self.assertEqual(tickets[0].severity, tickets[1].severity)

    def test_incidents(self):
        with freeze_time(at(TODAY)):
            incidents = [
                self.env["hcs.incident"].create(
                    {"kind": "acute_patient", "description": "Chest pain", "patient_id": patient.id}
                )
                for patient in self.pair()
            ]
            self.assertEqual(*map(self.due, incidents))

    def test_results(self):
        """KA4: the hour in which a result is told is the same hour, and nothing of the row tells them apart."""
        pair = self.pair()
        with freeze_time(at(TODAY)):
            results = self.env["hcs.result.delivery"].create(
                [
                    {"patient_id": patient.id, "kind": "result", "item_ids": [(0, 0, {"name": "Blood"})]}
                    for patient in pair
                ]
            )
            for result in results:
                result.action_flag("patient")
        with freeze_time(at(TODAY) + timedelta(hours=2)):
            for item in results.item_ids:
                item.write({"status": "final", "issued_at": at(TODAY) + timedelta(hours=2)})
            results.invalidate_recordset()
            member, ordinary = (self.due(result) for result in results)
            self.assertEqual(member, ordinary)
            self.assertEqual([due for _code, due in member], [at(TODAY) + timedelta(hours=3)])
            self.assertEqual(*results.mapped("state"))
            self.assertEqual(*results.mapped("hold"))
            self.assertEqual(*results.mapped("next_due_at"))

    def test_a_key_account_and_its_value_change_nothing(self):
        """KA4: the same with a key customer who spends, by the engine itself."""
        patient, ordinary = self.pair()
        self.env["hcs.key.account"].create({"kind": "individual", "patient_id": patient.id})
        self.env["hcs.visit"].create({"patient_id": patient.id, "amount_spent": 900000, "amount_known": True})
        with freeze_time(at(TODAY)):
            tickets = self.env["hcs.complaint.ticket"].create(
                [
                    {"kind": "complaint", "source": "hotline", "severity": "4", "patient_id": one.id,
                     "subject": "Bill", "description": "Twice"}
                    for one in (patient, ordinary)
                ]
            )  # fmt: skip
            self.assertEqual(*map(self.due, tickets))
            self.assertTrue(self.due(tickets[0]))

    def test_triage_knows_no_membership(self):
        """Urgency and red flags come from words; nothing about a member is asked."""
        for model in ("hcs.triage.rule", "hcs.triage.word", "hcs.result.rule", "hcs.result.delivery"):
            names = [name for name in self.env[model]._fields if "vip" in name or "member" in name or "tier" in name]
            self.assertFalse([name for name in names if name != "vip_tier_id"], model)

    def test_no_policy_of_what_is_owed_may_ask_for_membership(self):
        policies = self.env["hcs.clock.policy"]
        values = {
            "name": "Members first", "start_event": "created", "stop_event": "accepted", "target": 1,
            "domain": "[('patient_id.vip_tier_id', '!=', False)]",
        }  # fmt: skip
        for model, events in (
            ("hcs.complaint.ticket", {"stop_event": "accepted"}),
            ("hcs.incident", {"start_event": "reported", "stop_event": "handled"}),
        ):
            with self.subTest(model=model):
                savepoint = self.env.cr.savepoint()
                with self.assertRaisesRegex(ValidationError, "owed to everybody alike"):
                    policies.create({**values, **events, "model": model})
                savepoint.rollback()
                savepoint.close(rollback=False)
        for policy in policies.search([("model", "not in", ["hcs.service.record", "hcs.vip.service"])]):
            self.assertNotRegex(policy.domain or "", "vip|member|tier|value|amount")

    def test_neither_money_nor_a_way_around(self):
        """Spending, value and key accounts are no reason either, however the condition is written."""
        for domain in (
            "[('visit_id.amount_spent', '>', 10000)]",
            "[('patient_id.value_ids', '!=', False)]",
            "[('patient_id.key_account_ids', '!=', False)]",
            "[('patient_id', 'any', [('vip_tier_id', '!=', False)])]",
            "[('patient_id', 'not any', [('key_member_ids', 'any', [('id', '>', 0)])])]",
            "['|', ('severity', '=', '1'), '!', ('patient_id.referral_ids', '=', False)]",
        ):
            with self.subTest(domain=domain):
                savepoint = self.env.cr.savepoint()
                with self.assertRaisesRegex(ValidationError, "owed to everybody alike"):
                    self.env["hcs.clock.policy"].create(
                        {
                            "name": "Money first",
                            "model": "hcs.complaint.ticket",
                            "start_event": "created",
                            "stop_event": "accepted",
                            "target": 1,
                            "domain": domain,
                        }
                    )
                savepoint.rollback()
                savepoint.close(rollback=False)

    def test_prices_are_not_touched(self):
        """A discount is information for the cashier: no record of ours changes an amount."""
        patient, ordinary = self.pair()
        with freeze_time(at(TODAY) + timedelta(hours=1)):
            visits = self.env["hcs.visit"].create(
                [{"patient_id": one.id, "amount_spent": 500, "amount_known": True} for one in (patient, ordinary)]
            )
        self.assertEqual(set(visits.mapped("amount_spent")), {500})
