from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.common import MODULE, HcsCase

MODELS = (
    "hcs.calendar.day", "hcs.calling.season", "hcs.calling.window", "hcs.calling.slot", "hcs.team", "hcs.department",
    "hcs.practitioner", "hcs.specialty", "hcs.holiday.notice",
)  # fmt: skip


@tagged("post_install", "-at_install", "hcs_common", "hcs_directory")
class TestAccess(HcsCase):
    """ORG-02: what the table of tests.security does not say."""

    def test_the_other_agents_may_do_what_an_agent_may(self):
        for role in ("followup", "complaint", "vip"):
            records = self.as_user(getattr(self, f"user_{role}"), "hcs.department")
            self.assertTrue(records.has_access("read"))
            self.assertFalse(records.has_access("write"))

    def test_nobody_outside_reads_by_any_door(self):
        for model in MODELS:
            with self.assertRaises(AccessError):
                self.as_user(self.user_outsider, model).search_read([], ["id"], limit=1)

    def test_rights_beside_the_ladder_can_be_ticked(self):
        """The user form shows groups without privilege to developers only."""
        names = "agent leader director admin followup complaint vip department executive pii export his".split()
        groups = [self.env.ref(f"{MODULE}.group_hcs_{name}") for name in names]
        ladder, beside = groups[:4], groups[4:]
        self.assertEqual(len({group.privilege_id for group in ladder}), 1)
        self.assertEqual(len({group.privilege_id for group in beside}), len(beside))
        category = self.env.ref(f"{MODULE}.module_category_hcs")
        for group in groups:
            self.assertEqual(group.privilege_id.category_id, category, group.name)
            self.assertTrue(group.comment, group.name)

    def test_menus(self):
        """An agent sees the directory, but no configuration."""
        for user, seen in [(self.user_agent, False), (self.user_director, True), (self.user_admin, True)]:
            menus = self.as_user(user, "ir.ui.menu").load_menus(False)
            self.assertIn(self.env.ref(f"{MODULE}.hcs_department_menu").id, menus)
            self.assertEqual(self.env.ref(f"{MODULE}.hcs_team_menu").id in menus, seen, user.login)
        self.assertNotIn(
            self.env.ref(f"{MODULE}.hcs_menu_root").id,
            self.as_user(self.user_outsider, "ir.ui.menu").load_menus(False),
        )
