"""CMP-04, FEATURES CP7: limits per role, four eyes, a reference for every payment, seen by those who decide."""

from contextlib import suppress

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import ComplaintCase

MORNING = "2026-06-01 02:00:00"


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time(MORNING)
class TestCompensation(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.compensation.limit"].search([]).active = False
        cls.env.flush_all()
        cls.env["hcs.compensation.limit"].create(
            [
                {"role": "leader", "amount": 500},
                {"role": "leader", "kind": "compensation", "amount": 0},
                {"role": "director", "amount": 5000},
                {"role": "executive", "amount": 50000},
            ]
        )
        cls.ticket.sudo().handler_ids |= cls.user_leader

    def ask(self, amount=300.0, kind="goodwill", user=None, submit=True, **values):
        asked = (
            self.env["hcs.compensation"]
            .with_user(user or self.colleague)
            .create({"ticket_id": self.ticket.id, "kind": kind, "amount": amount, "reason": "Waited", **values})
        )
        if submit:
            asked.action_submit()
        return asked

    def test_limits_per_role(self):
        """Who may decide what: up to the limit, and one unit above it never."""
        for amount, kind, may in (
            (500, "goodwill", {"leader", "director", "executive"}),
            (500.01, "goodwill", {"director", "executive"}),
            (1, "compensation", {"director", "executive"}),
            (5000, "compensation", {"director", "executive"}),
            (5000.01, "refund", {"executive"}),
            (50000.01, "refund", set()),
            (0, "apology", {"leader", "director", "executive"}),
        ):
            for role in ("leader", "director", "executive"):
                user = getattr(self, f"user_{role}")
                with self.subTest(amount=amount, kind=kind, role=role):
                    asked = self.ask(amount, kind).with_user(user)
                    self.assertEqual(asked.may_decide, role in may)
                    if role in may:
                        asked.action_approve()
                        self.assertEqual((asked.state, asked.approved_by_id), ("approved", user))
                    else:
                        with self.assertRaises(AccessError):
                            asked.action_approve()

    def test_nobody_approves_his_own(self):
        asked = self.ask(user=self.user_director)
        with self.assertRaisesRegex(AccessError, "asked for himself"):
            asked.action_approve()
        asked.with_user(self.second_director).action_approve()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            asked.sudo().approved_by_id = self.user_director
            asked.flush_recordset()

    def test_the_complaint_office_asks_and_decides_nothing(self):
        asked = self.ask()
        with self.assertRaises(AccessError):
            asked.with_user(self.named).action_approve()
        with self.assertRaises(AccessError):
            asked.action_approve()

    def test_paid_with_a_reference(self):
        asked = self.ask()
        with self.assertRaises(UserError):
            asked.action_pay("P-1")
        asked.with_user(self.user_director).action_approve()
        with self.assertRaises(UserError):
            asked.action_pay("  ")
        asked.action_pay("P-1")
        self.assertEqual((asked.state, asked.payment_reference), ("paid", "P-1"))
        with self.assertRaises(UserError):
            asked.action_pay("P-2")

    def test_what_was_submitted_stays(self):
        asked = self.ask()
        for values in ({"amount": 1}, {"kind": "refund"}, {"reason": "x"}):
            with self.assertRaises(UserError):
                asked.write(values)
        with self.assertRaises(UserError):
            asked.unlink()
        asked.with_user(self.user_director).action_refuse("Too much")
        asked.action_reset()
        asked.amount = 100
        asked.action_submit()

    def test_amounts_and_apologies(self):
        with self.assertRaises(ValidationError):
            self.ask(10, "apology")
        with self.assertRaises(ValidationError):
            self.ask(0, "refund")

    def test_the_right_people_are_asked(self):
        """The lowest role that may decide; never whoever asks, never somebody who may not see the complaint."""
        asked = self.ask(400)
        self.assertEqual(asked.sudo().activity_ids.user_id, self.user_leader)
        asked = self.ask(4000, user=self.user_director)
        self.assertNotIn(self.user_director, asked.sudo().activity_ids.user_id)
        self.assertIn(self.second_director, asked.sudo().activity_ids.user_id)

    def test_seen_by_those_who_decide_and_who_asked(self):
        """Every door: read, search, count, group, name, export, the complaint's own field, discussion, activities."""
        asked = self.ask(777.77)
        self.ticket.sudo().handler_ids |= self.user_vip
        blind = (self.user_agent, self.user_vip, self.named, self.user_department, self.user_outsider)
        for user in blind:
            with self.subTest(user=user.login):
                records = self.env["hcs.compensation"].with_user(user)
                with self.assertRaises(AccessError):
                    asked.with_user(user).read(["amount"])
                with suppress(AccessError):
                    self.assertFalse(records.search([("id", "=", asked.id)]))
                with suppress(AccessError):
                    self.assertFalse(records.name_search(asked.reference))
                with suppress(AccessError):
                    self.assertFalse(records._read_group([("id", "=", asked.id)], ["kind"], ["amount:sum"]))
                with self.assertRaises(AccessError):
                    asked.with_user(user).export_data(["amount"])
                messages = (
                    self.env["mail.message"]
                    .sudo()
                    .search([("model", "=", "hcs.compensation"), ("res_id", "=", asked.id)])
                )
                if messages and user.has_group("base.group_user"):
                    self.assertFalse(messages.with_user(user)._filtered_access("read"))
        for user in (self.user_agent, self.user_vip):
            with self.assertRaises(AccessError):
                self.ticket.with_user(user).read(["compensation_ids"])
            self.assertNotIn("compensation_ids", self.ticket.with_user(user).fields_get())
            with self.assertRaises(AccessError):
                self.ticket.with_user(user).search([("compensation_ids.amount", ">", 700)])
        self.assertFalse(self.ticket.with_user(self.named).compensation_ids)
        self.assertNotIn("777", " ".join(self.ticket.sudo().message_ids.mapped("body")))
        for user in (self.colleague, self.user_leader, self.user_director, self.user_executive):
            self.assertEqual(asked.with_user(user).amount, 777.77)

    def test_named_staff_see_nothing_whatever_their_rank(self):
        asked = self.ask()
        self.allege(staff_ids=[(4, self.user_director.id)])
        with self.assertRaises(AccessError):
            asked.with_user(self.user_director).read(["amount"])

    def test_who_sets_the_limits(self):
        limit = self.env["hcs.compensation.limit"].search([("role", "=", "director")])
        for user in (self.user_leader, self.user_director, self.user_executive, self.colleague):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                limit.with_user(user).amount = 1_000_000
        limit.with_user(self.user_admin).amount = 6000

    def test_limits_are_listed_from_the_lowest_role_and_amount_upwards(self):
        limits = self.env["hcs.compensation.limit"].search([])
        self.assertEqual(
            [(limit.role, limit.kind, limit.amount) for limit in limits],
            [
                ("leader", "compensation", 0),
                ("leader", "any", 500),
                ("director", "any", 5000),
                ("executive", "any", 50000),
            ],
        )
        self.assertIn("Every other kind", limits[1].display_name)

    def test_sums_by_cause_and_department(self):
        cause = self.env.ref("hospital_customer_service.hcs_complaint_cause_attitude")
        line = self.allege(cause_id=cause.id)
        for amount in (100, 200):
            asked = self.ask(amount, allegation_id=line.id)
            asked.with_user(self.user_director).action_approve()
            asked.action_pay("P")
        self.ask(50, allegation_id=line.id)
        groups = self.env["hcs.compensation"]._read_group(
            [("ticket_id", "=", self.ticket.id), ("state", "=", "paid")], ["department_id", "cause_id"], ["amount:sum"]
        )
        self.assertEqual(groups, [(self.surgery, cause, 300)])
        paid = self.env["hcs.compensation"]._paid_by_patient(self.patient, "2026-06-01", "2026-06-01")
        self.assertEqual(paid, {self.patient.id: 300})
        self.assertEqual(
            self.env["hcs.compensation"]._paid_by_patient(self.patient, "2026-06-02"), {self.patient.id: 0}
        )

    def test_an_open_one_holds_up_the_closing(self):
        self.bring_to("answered")
        ticket = self.as_(self.colleague)
        ticket.action_ask("satisfied")
        asked = self.ask()
        with self.assertRaisesRegex(UserError, "compensation") as refusal:
            ticket.action_close()
        self.assertNotIn("300", str(refusal.exception))
        asked.with_user(self.user_director).action_refuse("No")
        ticket.action_close()
