"""AX1, ORG-01: in a new hospital every request has a team, and the team has people, before anybody sets anything."""

from odoo import Command
from odoo.tests import freeze_time, tagged

from tests.desk.common import ServiceCase, local

SHIPPED = {
    "consultation": "inquiry",
    "expert_booking": "inquiry",
    "guidance": "guidance",
    "escort": "guidance",
    "reception": "reception",
    "result_delivery": "information",
    "other": "reception",
}
NOON = "2026-06-01 09:30"


@tagged("post_install", "-at_install", "hcs_desk")
@freeze_time(local(NOON))
class TestTeamOfService(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.unlink()
        cls.other = cls.env["res.company"].create({"name": "Other hospital"})
        cls.services = {code: cls.env.ref(f"hospital_customer_service.hcs_service_type_{code}") for code in SHIPPED}
        # a database that is new: nobody was put anywhere
        cls.env["hcs.team"].search([]).write({"member_ids": [Command.clear()], "leader_id": False})
        cls.free = cls._make_user("hcs_free", "group_hcs_agent")

    def team_of(self, kind, company=None):
        company = company or self.company
        return self.env["hcs.team"].search([("kind", "=", kind), ("company_id", "=", company.id)])

    def request(self, code, company=None, **values):
        company = company or self.company
        return (
            self.env["hcs.service.record"]
            .with_company(company)
            .create({"type_id": self.services[code].id, "company_id": company.id, **values})
        )

    def test_each_hospital_has_its_own_team_for_the_shipped_services(self):
        for company in (self.company, self.other):
            for code, kind in SHIPPED.items():
                with self.subTest(company=company.name, code=code):
                    team = self.request(code, company).team_id
                    self.assertEqual((team.kind, team.company_id), (kind, company))

    def test_every_shipped_service_deals_by_itself_when_asked(self):
        services = self.env["hcs.service.type"].with_context(active_test=False).search([("company_id", "=", False)])
        for service in services - self.service:
            with self.subTest(code=service.code):
                self.assertEqual(service._get_team(self.company).assignment, "balanced")

    def test_a_team_that_is_named_goes_before_the_kind_in_its_own_hospital(self):
        own = self.env["hcs.team"].create({"name": "Own", "kind": "vip"})
        self.services["consultation"].team_id = own
        self.assertEqual(self.request("consultation").team_id, own)
        self.assertEqual(self.request("consultation", self.other).team_id, self.team_of("inquiry", self.other))
        self.assertEqual(self.request("consultation", team_id=self.team_of("guidance").id).team_id.kind, "guidance")
        own.active = False
        self.assertEqual(self.request("consultation").team_id, self.team_of("inquiry"))

    def test_the_reception_where_there_is_no_such_team(self):
        self.assertEqual(self.request("consultation").team_id.kind, "inquiry")
        self.team_of("inquiry").active = False
        self.assertEqual(self.request("consultation").team_id.kind, "reception")
        self.team_of("reception").active = False
        self.assertFalse(self.request("consultation").team_id)

    def test_agents_without_a_team_are_everybody_s_until_there_is_a_member(self):
        team = self.team_of("inquiry")
        staff = team._on_duty(local(NOON))[team]
        self.assertIn(self.free, staff)
        self.assertFalse(staff & (self.user_leader | self.user_director | self.user_outsider | self.user_department))
        record = self.request("consultation")
        self.assertEqual(record._assign_records(), record)
        self.assertIn(record.user_id, staff)
        self.assertFalse(team._on_duty(local("2026-06-01 03:00"))[team], "nobody at night")
        self.team_of("guidance").member_ids = self.free
        self.assertNotIn(self.free, team._on_duty(local(NOON))[team], "at work elsewhere")
        team.member_ids = self.user_agent
        self.assertEqual(team._on_duty(local(NOON))[team], self.user_agent)

    def test_the_hospital_s_leader_hears_of_a_team_without_leader(self):
        """Not the director: who leads the agents and no other team."""
        leaders = self.env["hcs.team"]._leaders
        team, guidance = self.team_of("inquiry"), self.team_of("guidance")
        self.assertIn(self.user_leader, team._leaders()[team])
        self.assertNotIn(self.user_director, team._leaders()[team])
        guidance.leader_id = self.user_leader
        self.assertNotIn(self.user_leader, team._leaders()[team])
        self.assertEqual(guidance._leaders()[guidance], self.user_leader)
        self.assertEqual(leaders(), {})

    def test_whoever_is_told_stands_in_the_record(self):
        """SD7, SD9: the alert leaves a line in the history."""
        team = self.team_of("inquiry")
        team.leader_id = self.user_leader
        record = self.request("consultation")
        record._assign_records(local("2026-06-01 03:00"))
        self.assertFalse(record.user_id)
        self.assertIn(self.user_leader.name, record.message_ids[0].body)
        lines = len(record.message_ids)
        record._assign_records(local("2026-06-01 03:10"))
        self.assertEqual(len(record.message_ids), lines, "once")
