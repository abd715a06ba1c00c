from odoo.tests import tagged

from tests.common import ROLES, HcsCase


@tagged("post_install", "-at_install", "hcs_common")
class TestRoles(HcsCase):
    """The roles of DESIGN §4."""

    def test_every_role_is_an_employee_in_the_hospitals_time(self):
        for attribute, groups in ROLES.items():
            user = getattr(self, attribute)
            self.assertTrue(user._is_internal(), attribute)
            self.assertEqual(user.tz, "Asia/Shanghai")
            for group in groups:
                self.assertTrue(user.has_group(f"hospital_customer_service.{group}"), f"{attribute}: {group}")

    def test_the_ladder_of_roles(self):
        """DESIGN §4: agent < leader < director < administrator."""
        ladder = ["group_hcs_agent", "group_hcs_leader", "group_hcs_director", "group_hcs_admin"]
        for height, attribute in enumerate(["user_agent", "user_leader", "user_director", "user_admin"]):
            user = getattr(self, attribute)
            held = [user.has_group(f"hospital_customer_service.{group}") for group in ladder]
            self.assertEqual(held, [step <= height for step in range(4)], attribute)

    def test_personal_data_and_export_come_with_no_other_role(self):
        """DESIGN §4: unmasked data and exports are ticked for a person, never implied by a rank."""
        for attribute in ROLES:
            for right in ("pii", "export"):
                held = getattr(self, attribute).has_group(f"hospital_customer_service.group_hcs_{right}")
                self.assertEqual(held, attribute == f"user_{right}", attribute)

    def test_respondents_and_reviewers_are_no_agents(self):
        for attribute in ("user_department", "user_executive", "user_his", "user_outsider"):
            self.assertFalse(
                getattr(self, attribute).has_group("hospital_customer_service.group_hcs_agent"), attribute
            )

    def test_the_administrator_of_the_database_can_do_every_step(self):
        """ADM-01: a hospital that starts has one user, who signs summaries and sends messages as well."""
        admin = self.env.ref("base.user_admin")
        for role in ("admin", "followup", "executive", "his", "pii", "export"):
            self.assertTrue(admin.has_group(f"hospital_customer_service.group_hcs_{role}"), role)
