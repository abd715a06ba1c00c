"""Whoever may not read a record may not read its clocks either (DESIGN §6.3)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .clocks import NOW, ClockCase, local


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time(NOW)
class TestClockWalls(ClockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._policy(pausable=True)
        cls.open, cls.walled = cls._start("2026-11-20 09:00", 2)
        records = cls.open.service_record_id | cls.walled.service_record_id
        records._clock_pause("Waits for the patient", local("2026-11-20 09:10"))
        records._clock_resume(local("2026-11-20 09:20"))
        cls.env["ir.rule"].create(
            {
                "name": "Wall",
                "model_id": cls.env["ir.model"]._get_id("hcs.service.record"),
                "domain_force": f"[('id', '!=', {cls.walled.service_record_id.id})]",
            }
        )
        cls.env.invalidate_all()

    def test_search_read_group_and_browse(self):
        both = self.open | self.walled
        for user in (self.user_agent, self.user_director, self.user_admin):
            clocks = both.with_user(user)
            self.assertEqual(clocks.search([("id", "in", both.ids)]), self.open)
            self.assertEqual(clocks.search_count([("id", "in", both.ids)]), 1)
            self.assertEqual(clocks._read_group([("id", "in", both.ids)], [], ["__count"]), [(1,)])
            self.assertEqual(clocks._filtered_access("read"), self.open)
            with self.assertRaises(AccessError):
                self.walled.with_user(user).read(["due_at"])
            self.assertTrue(self.open.with_user(user).read(["due_at", "subject", "is_overdue"]))

    def test_the_journal_stands_behind_the_same_wall(self):
        agent = self.env(user=self.user_agent)
        for model in ("hcs.clock.segment", "hcs.clock.event"):
            lines = self.env[model].search([("clock_id", "in", (self.open | self.walled).ids)])
            mine = lines.filtered(lambda line: line.clock_id == self.open)
            self.assertTrue(mine and lines - mine)
            self.assertEqual(agent[model].search([("id", "in", lines.ids)]), mine)
            with self.assertRaises(AccessError):
                (lines - mine).with_env(agent).read(["kind"])

    def test_nobody_writes_by_hand(self):
        for user in (self.user_agent, self.user_director, self.user_admin):
            with self.assertRaises(AccessError):
                self.open.with_user(user).due_at = "2030-01-01"
            with self.assertRaises(AccessError):
                self.open.with_user(user).unlink()

    def test_the_journal_is_a_ledger(self):
        """DESIGN §1.3: not even the superuser rewrites it."""
        for lines in (self.open.segment_ids, self.open.event_ids):
            with self.assertRaises(UserError):
                lines[0].reason = "other"
            with self.assertRaises(UserError):
                lines[0].unlink()

    def test_another_hospital(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        stranger = self._make_user("hcs_stranger", "group_hcs_director", company_id=other.id, company_ids=[other.id])
        self.assertFalse(self.env["hcs.clock"].with_user(stranger).search([]))
        self.assertFalse(self.env["hcs.clock.event"].with_user(stranger).search([]))

    def test_people_without_a_role(self):
        for user in (self.user_outsider, self.user_his):
            with self.assertRaises(AccessError):
                self.env["hcs.clock"].with_user(user).search([])

    def test_from_a_clock_to_its_record(self):
        action = self.open.with_user(self.user_agent).action_open_owner()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("hcs.service.record", self.open.service_record_id.id)
        )
        with self.assertRaises(AccessError):
            self.walled.with_user(self.user_agent).action_open_owner()
        self.assertEqual(self.open.subject, self.open.service_record_id.reference)

    def test_exactly_one_owner(self):
        """§6.4: a clock of nothing, or of two records, cannot be kept."""
        constraint = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'hcs_clock_one_owner'"
        self.env.cr.execute(constraint)
        text = self.env.cr.fetchone()[0]
        for name in self.env["hcs.clock"]._clock_owner_fields():
            self.assertIn(name, text)
            field = self.env["hcs.clock"]._fields[name]
            self.assertEqual((field.type, field.ondelete, field.index), ("many2one", "cascade", "btree_not_null"))
