from collections import defaultdict

from odoo import api, fields, models


class HcsTeam(models.Model):
    """Who is on duty: the hours of the team less the absences of its members, until there are shifts."""

    _inherit = "hcs.team"

    def write(self, vals):
        result = super().write(vals)
        if "calendar_id" in vals:
            self.env["hcs.clock"]._hours_changed([("team_id", "in", self.ids)])
        return result

    def _on_duty(self, at=None):
        """Members of each team who are at work at the moment ``at``: ``{team: users}``."""
        at = at or fields.Datetime.now()
        teams = self.sudo()
        absent = self._absent(teams.member_ids, at)
        return {
            team.with_env(self.env): (
                team.member_ids.filtered("active") - absent if team._works_at(at) else team.member_ids.browse()
            ).with_env(self.env)
            for team in teams
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
