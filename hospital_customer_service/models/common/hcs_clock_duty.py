from collections import defaultdict

from odoo import api, models

from .hcs_clock_wake import CHAINS, RETRY

DIRECTOR = "hospital_customer_service.group_hcs_director"
EXECUTIVE = "hospital_customer_service.group_hcs_executive"


class HcsClockDuty(models.AbstractModel):
    """Who can be told at a moment about a clock: the people of the ladder who are on duty."""

    _name = "hcs.clock.duty"
    _description = "People on duty"

    @api.model
    def _people(self, clocks, at):
        return People(self.env, clocks, at)


class People:
    """The people of one run: looked up for all clocks at once, then asked clock by clock."""

    def __init__(self, env, clocks, at):
        self.env = env
        self.at = at
        self.owners = {}
        for inverse, mine in clocks._owners():
            for clock in mine:
                self.owners[clock.id] = clock[inverse]._clock_owner_users()
        self.roles, self.present, self.duty = {}, {}, {}
        self.leaders = clocks.team_id._leaders()
        wanted = defaultdict(set)
        for clock in clocks:
            wanted[clock.company_id].update(self.owners[clock.id].ids, self._team_leaders(clock).ids)
            wanted[clock.company_id].update(clock.policy_id.escalation_ids.user_id.ids)
        for company, ids in wanted.items():
            for role, group in (("director", DIRECTOR), ("executive", EXECUTIVE)):
                self.roles[role, company] = self._members(group, company)
                ids.update(self.roles[role, company].ids)
            users = env["res.users"].browse(ids)
            self.present[company] = env["hcs.team"]._users_on_duty(users, at, company)

    def _members(self, group, company):
        """People who hold just this rank: an administrator is no director because he may do what they may."""
        group = self.env.ref(group)
        users = self.env["res.users"].search(
            [("group_ids", "in", group.ids), ("company_ids", "in", company.ids), ("share", "=", False)]
        )
        return users or group.all_user_ids.filtered(lambda user: company in user.company_ids and not user.share)

    def on_duty(self, clock, addressee):
        """People who are told: the first on the way up who are on duty."""
        for role in CHAINS.get(addressee) or (addressee, "team_leader", "director"):
            if users := self._named(clock, role) & self.present[clock.company_id]:
                return users
        return self.env["res.users"]

    def _named(self, clock, role):
        if role == "owner":
            return self.owners[clock.id]
        if role == "team_leader":
            return self._team_leaders(clock)
        if role.startswith("user:"):
            return self.env["res.users"].browse(int(role.removeprefix("user:")))
        return self.roles[role, clock.company_id]

    def _team_leaders(self, clock):
        return self.leaders.get(clock.team_id.sudo(), self.env["res.users"]).with_env(self.env)

    def next_duty(self, clock):
        """When to ask again: when the team opens, or soon where it is open and nobody is there."""
        key = (clock.team_id.calendar_id, clock.company_id)
        if key not in self.duty:
            team = self.env["hcs.team"]
            opens = team._next_duty(clock.team_id, clock.company_id, self.at)
            worktime = clock.company_id._hcs_worktime(clock.team_id.calendar_id)
            now = clock.company_id._hcs_local(self.at).replace(tzinfo=None)
            self.duty[key] = self.at + RETRY if worktime.covers(now) else opens
        return self.duty[key]
