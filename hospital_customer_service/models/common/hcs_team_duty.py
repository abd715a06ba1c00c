from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import ormcache

AGENT = "hospital_customer_service.group_hcs_agent"
LEADER = "hospital_customer_service.group_hcs_leader"
DIRECTOR = "hospital_customer_service.group_hcs_director"
ACTIVITY = "hospital_customer_service.mail_activity_type_unassigned"


class HcsTeam(models.Model):
    """Who is on duty: the hours of the team less the absences of its members, until there are shifts."""

    _inherit = "hcs.team"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"kind", "company_id", "active", "sequence"} & vals.keys():
            self.env.registry.clear_cache()
        result = super().write(vals)
        if "calendar_id" in vals:
            self.env["hcs.clock"]._hours_changed([("team_id", "in", self.ids)])
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # Who it is
    @api.model
    @ormcache("company.id", "kinds")
    def _id_of_kind(self, company, kinds):
        """Id of the hospital's team of the first of ``kinds`` that it has; False without one."""
        teams = self._of_company(company).filtered(lambda team: team.kind in kinds)
        return teams.sorted(lambda team: kinds.index(team.kind))[:1].id

    def _staff(self):
        """Members of each team, ``{team: users}``.

        To whom nobody was added yet belong all agents of the hospital who are in no team: a new service centre works
        from its first day, and the first member ends it.
        """
        teams = self.sudo()
        staff = {team: team.member_ids.filtered("active") for team in teams}
        for company, empty in teams.filtered(lambda team: not team.member_ids).grouped("company_id").items():
            free = self._people(company, AGENT, LEADER) - self._of_company(company).member_ids
            staff.update(dict.fromkeys(empty, free))
        return staff

    def _leaders(self):
        """Leader of each team, ``{team: users}``; where nobody was named, the hospital's leaders who lead no team."""
        teams = self.sudo()
        leaders = {team: team.leader_id for team in teams}
        for company, headless in teams.filtered(lambda team: not team.leader_id).grouped("company_id").items():
            free = self._people(company, LEADER, DIRECTOR) - self._of_company(company).leader_id
            leaders.update(dict.fromkeys(headless, free))
        return leaders

    @api.model
    def _of_company(self, company):
        # sudo: whoever registers work need not read the teams
        return self.sudo().search([("company_id", "=", company.id)])

    @api.model
    def _people(self, company, rank, above):
        """People of the hospital who hold a rank and none above it."""
        rank, above = self.env.ref(rank), self.env.ref(above)
        # sudo: who is who is no secret of the service centre
        users = (rank.sudo().all_user_ids - above.sudo().all_user_ids).filtered("active")
        return users.filtered(lambda user: company in user.company_ids and not user.share)

    def _remind_unassigned(self, leader, count):
        """One message and one activity that say how much waits for somebody."""
        self.ensure_one()
        told = self.with_context(lang=leader.lang)
        message = told.env._(
            "%(count)s waiting in team %(team)s: nobody can take it now.", count=count, team=told.name
        )
        leader._bus_send(
            "simple_notification", {"type": "warning", "title": told.env._("Not assigned"), "message": message}
        )
        activity_type = self.env.ref(ACTIVITY)
        present = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("activity_type_id", "=", activity_type.id),
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("user_id", "=", leader.id),
                ],
                limit=1,
            )
        )
        if present:
            present.summary = message
            return
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            activity_type_id=activity_type.id, user_id=leader.id, summary=message
        )

    # Who is there
    def _on_duty(self, at=None):
        """Members of each team who are at work at the moment ``at``: ``{team: users}``."""
        at = at or fields.Datetime.now()
        staff = self._staff()
        absent = self._absent(self.env["res.users"].union(*staff.values()), at)
        return {
            team.with_env(self.env): (users - absent if team._works_at(at) else users.browse()).with_env(self.env)
            for team, users in staff.items()
        }

    def _works_at(self, at):
        """Whether ``at`` lies in the working hours of the team."""
        self.ensure_one()
        company = self.company_id
        return company._hcs_worktime(self.calendar_id).covers(company._hcs_local(at).replace(tzinfo=None))

    @api.model
    def _absent(self, users, at):
        """Those of ``users`` who have leave at the moment ``at``."""
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search([("resource_id.user_id", "in", users.ids), ("date_from", "<=", at), ("date_to", ">", at)])
        )
        return leaves.resource_id.user_id

    @api.model
    def _users_on_duty(self, users, at, company):
        """Those of ``users`` who are at work: by the teams they belong to or lead, else by the hospital's hours."""
        users = users.sudo().filtered("active")
        teams = self.sudo().search([("company_id", "=", company.id)])
        hours = defaultdict(list)
        for team in teams:
            for user in (team.member_ids | team.leader_id) & users:
                hours[user].append(team)
        open_teams = {team: team._works_at(at) for team in {team for mine in hours.values() for team in mine}}
        hospital = company._hcs_worktime().covers(company._hcs_local(at).replace(tzinfo=None))
        present = users.filtered(
            lambda user: any(open_teams[team] for team in hours[user]) if user in hours else hospital
        )
        return (present - self._absent(present, at)).with_env(self.env)

    @api.model
    def _next_duty(self, team, company, at):
        """The next moment at which the team, or without one the hospital, begins to work."""
        worktime = company._hcs_worktime(team.sudo().calendar_id)
        return company._hcs_naive_to_utc(worktime.next_start(company._hcs_local(at).replace(tzinfo=None)))
