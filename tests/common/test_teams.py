from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from tests.common import HcsCase

KINDS = {"director_office", "reception", "inquiry", "guidance", "complaint", "information", "followup", "vip"}


@tagged("post_install", "-at_install", "hcs_common")
class TestTeams(HcsCase):
    """The groups of the centre (ORG-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env.ref("hospital_customer_service.hcs_team_reception")

    def test_the_eight_groups_are_shipped(self):
        teams = self.env["hcs.team"].search([("company_id", "=", self.env.ref("base.main_company").id)])
        self.assertEqual(set(teams.mapped("kind")), KINDS)
        for kind in KINDS:
            self.assertEqual(self.env.ref(f"hospital_customer_service.hcs_team_{kind}").kind, kind)

    def test_a_further_hospital_gets_its_own(self):
        """ADM-01: names in every language, nobody's people; what was archived is not opened again."""
        shipped = self.env.ref("hospital_customer_service.hcs_team_followup")
        shipped.member_ids = self.user_agent
        company = self.env["res.company"].create({"name": "Second hospital"})
        teams = self.env["hcs.team"].search([("company_id", "=", company.id)])
        self.assertEqual(sorted(teams.mapped("kind")), sorted(KINDS))
        self.assertFalse(teams.member_ids)
        followup = teams.filtered(lambda team: team.kind == "followup")
        self.assertEqual((followup.name, followup.assignment), (shipped.name, shipped.assignment))
        followup.active = False
        self.env["hcs.team"]._open_teams(company)
        self.assertEqual(len(teams.search([("company_id", "=", company.id)])), len(KINDS) - 1)

    def test_a_leader_changes_the_own_team_only(self):
        """ORG-02: a leader keeps the members of the own team, a director those of every team."""
        self.team.leader_id = self.user_leader
        mine = self.team.with_user(self.user_leader)
        mine.member_ids |= self.user_agent
        self.assertEqual(mine.member_count, len(self.team.member_ids))
        other = self.env.ref("hospital_customer_service.hcs_team_vip")
        with self.assertRaises(AccessError):
            other.with_user(self.user_leader).capacity = 3
        other.with_user(self.user_director).capacity = 3
        with self.assertRaises(AccessError):
            self.team.with_user(self.user_agent).capacity = 3

    def test_members_work_in_the_teams_company(self):
        company = self.env["res.company"].create({"name": "Second hospital"})
        stranger = self._make_user("stranger", company_id=company.id, company_ids=[company.id])
        with self.assertRaises(ValidationError):
            self.team.member_ids |= stranger
        with self.assertRaises(UserError):
            self.team.leader_id = stranger

    @mute_logger("odoo.sql_db")
    def test_capacity_is_not_negative(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.team.capacity = -1
            self.env.flush_all()

    def test_the_form(self):
        with Form(self.env["hcs.team"].with_user(self.user_director)) as form:
            form.name = "Night desk"
            form.kind = "inquiry"
            form.assignment = "balanced"
            form.capacity = 5
        self.assertEqual(form.record.company_id, self.company)

    def test_other_companies_teams_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Second hospital"})
        team = self.env["hcs.team"].create({"name": "Theirs", "kind": "vip", "company_id": company.id})
        self.assertFalse(self.as_user(self.user_director, "hcs.team").search([("id", "=", team.id)]))
        with self.assertRaises(AccessError):
            team.with_user(self.user_director).read(["name"])

    def test_a_season_of_a_company_takes_its_own_teams(self):
        company = self.env["res.company"].create({"name": "Second hospital"})
        with self.assertRaises(ValidationError):
            self.env["hcs.calling.season"].create(
                {"name": "x", "start": "01-01", "end": "12-31", "company_id": company.id, "team_ids": self.team.ids}
            )
