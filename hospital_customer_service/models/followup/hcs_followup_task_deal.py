from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .hcs_followup_task import TODO_STATES

FOLLOWUP_GROUP = "hospital_customer_service.group_hcs_followup"


class HcsFollowupTask(models.Model):
    """Who calls: work is dealt by load to the agents of the team who are there, a patient to one agent (FUP-14)."""

    _inherit = "hcs.followup.task"

    # ---------------------------------------------------------------- jobs and actions

    @api.model
    def _cron_deal(self, now=None):
        """Deal the calls of the present or next window of every team that deals by itself; run again, nothing moves.

        :return: dict of ``taken_back`` (from agents who are away) and ``dealt``
        """
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        totals = {"taken_back": 0, "dealt": 0}
        self.env.flush_all()
        for company in self.env["res.company"].sudo().search([]):  # pylint: disable=no-search-all
            for team, steps in self._get_steps_by_team(company).items():
                dealer = team or self._get_followup_team(company)
                if dealer and dealer.assignment != "manual":
                    self._deal_window(company, team, dealer, steps, now, totals)
        self.invalidate_model()
        return totals

    def action_deal(self):
        """Deal the open ones among these tasks by load to the agents on duty, whoever held them before."""
        self._check_leader()
        self.check_access("write")
        now = fields.Datetime.now()
        todo = self.filtered(lambda task: task.state == "open")
        todo._write_flow({"user_id": False, "from_pool": False})
        self.env.flush_all()
        dealt = 0
        for company in todo.company_id:
            own = todo.filtered(lambda task, company=company: task.company_id == company)
            for team, tasks in own.grouped(lambda task: task._get_team()).items():
                dealer = team or self._get_followup_team(company)
                agents = self._get_agents(dealer, self._get_dealing_moment(company, team, now))
                pairs = [(task.id, task.sudo()._person_key()) for task in tasks.sorted("due_at")]
                dealt += self._deal_pairs(pairs, agents, dealer, now)
        self.invalidate_model()
        return dealt

    # ---------------------------------------------------------------- who is there

    @api.model
    def _get_followup_team(self, company):
        return (
            self.env["hcs.team"].sudo().search([("kind", "=", "followup"), ("company_id", "=", company.id)], limit=1)
        )

    def _get_dealing_moment(self, company, team, now):
        slot = self.env["hcs.calling.slot"]._next_slot(company, now, team).sudo()
        return max(now, slot.from_utc) if slot else now

    @api.model
    def _get_agents(self, team, at):
        """Agents of the team who are at work at ``at``.

        Calls are made in the evening too: where the hours of the team do not reach that far, everybody of the team
        who has no leave counts as there.
        """
        present = team._on_duty(at)[team] if team else self.env["res.users"]
        if team and not present and not team.sudo()._works_at(at):
            members = team.sudo().member_ids.filtered("active")
            present = members - team._absent(members, at)
        return present.sudo().filtered(lambda user: user.has_group(FOLLOWUP_GROUP))

    # ---------------------------------------------------------------- dealing

    @api.model
    def _deal_window(self, company, team, dealer, steps, now, totals):
        slot = self.env["hcs.calling.slot"]._next_slot(company, now, team).sudo()
        if not slot:
            return
        agents = self._get_agents(dealer, max(now, slot.from_utc))
        where = SQL(
            "t.state = 'open' AND t.company_id = %s AND t.step_id = ANY(%s) AND t.next_try_at < %s",
            company.id,
            steps.ids,
            slot.to_utc,
        )
        totals["taken_back"] += self._take_back(where, dealer, agents)
        if agents:
            pairs = self.env.execute_query(
                SQL(
                    "SELECT t.id, COALESCE(t.patient_id, -t.service_record_id) FROM hcs_followup_task t"
                    " WHERE %s AND t.user_id IS NULL"
                    " ORDER BY t.priority DESC, t.due_at, t.id",
                    where,
                )
            )
            totals["dealt"] += self._deal_pairs(pairs, agents, dealer, now)

    @api.model
    def _take_back(self, where, dealer, agents):
        """What members of the team hold who are away, or who left, is everybody's again."""
        self.env.cr.execute(
            SQL(
                """UPDATE hcs_followup_task u SET user_id = NULL, from_pool = FALSE, write_uid = %s, write_date = %s
                    WHERE u.id IN (SELECT t.id FROM hcs_followup_task t JOIN res_users h ON h.id = t.user_id
                                    WHERE %s AND NOT t.user_id = ANY(%s)
                                      AND (NOT h.active OR t.user_id IN (SELECT m.user_id FROM hcs_team_member_rel m
                                                                          WHERE m.team_id = %s))
                                      FOR UPDATE OF t SKIP LOCKED)""",
                self.env.uid,
                self.env.cr.now(),
                where,
                agents.ids,
                dealer.id,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _deal_pairs(self, pairs, agents, dealer, now):
        """Give tasks to agents in one statement.

        :param pairs: list of ``(task_id, patient_id)``, the most urgent first; for a caller without a card the number
            of the service record below zero
        """
        if not pairs or not agents:
            return 0
        loads = self._get_loads(agents, dealer, now)
        known = self._get_known_agents({patient_id for __, patient_id in pairs}, agents, dealer, now)
        given = {}
        for task_id, patient_id in pairs:
            user_id = known.get(patient_id)
            if user_id is None or (dealer.capacity and loads[user_id] >= dealer.capacity):
                user_id = min(loads, key=lambda user_id: (loads[user_id], user_id))
            if dealer.capacity and loads[user_id] >= dealer.capacity:
                continue
            known[patient_id] = user_id
            loads[user_id] += 1
            given[task_id] = user_id
        self.env.cr.execute(
            SQL(
                """UPDATE hcs_followup_task t
                      SET user_id = g.user_id, from_pool = FALSE, write_uid = %s, write_date = %s
                     FROM unnest(%s::int[], %s::int[]) g(task_id, user_id)
                    WHERE t.id = g.task_id AND t.state = 'open' AND t.user_id IS NULL""",
                self.env.uid,
                self.env.cr.now(),
                list(given),
                list(given.values()),
            )
        )
        return self.env.cr.rowcount

    def _person_key(self):
        return self.patient_id.id or -self.service_record_id.id

    @api.model
    def _get_loads(self, agents, dealer, now):
        """Calls each agent holds; a team that deals in turn starts from zero every time."""
        loads = dict.fromkeys(agents.ids, 0)
        if dealer.assignment == "round_robin" and not dealer.capacity:
            return loads
        soon = now + timedelta(days=1)
        domain = [("state", "in", TODO_STATES), ("user_id", "in", agents.ids), ("next_try_at", "<", soon)]
        for user, count in self.sudo()._read_group(domain, ["user_id"], ["__count"]):
            loads[user.id] = count
        return loads

    @api.model
    def _get_known_agents(self, patient_ids, agents, dealer, now):
        """Who spoke with the patient lately, or holds another call of the same person: ``{patient_id: user_id}``."""
        days = dealer.company_id.hcs_same_agent_days
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (patient_id) patient_id, user_id
                  FROM (SELECT t.patient_id, t.user_id, now() AT TIME ZONE 'UTC' AS at
                          FROM hcs_followup_task t
                         WHERE t.state IN ('open', 'in_progress') AND t.patient_id = ANY(%(patients)s)
                         UNION ALL
                        SELECT k.patient_id, k.user_id, k.started_at
                          FROM hcs_contact k
                         WHERE k.patient_id = ANY(%(patients)s) AND k.purpose = 'followup' AND k.channel = 'call'
                           AND k.started_at >= %(since)s) s
                 WHERE user_id = ANY(%(agents)s)
                 ORDER BY patient_id, at DESC
                """,
                patients=sorted(patient_ids),
                agents=agents.ids,
                since=now - timedelta(days=days),
            )
        )
        return dict(rows)
