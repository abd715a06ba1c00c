from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..contact.hcs_contact_guard_cap import CAP_REASONS

HELD_REASONS = [
    ("called_in_window", "Called in this calling window already"),
    ("cap_day", "Contacted often enough today"),
    ("cap_week", "Contacted often enough this week"),
]


class HcsFollowupTask(models.Model):
    """One person is not called twice in a window, nor too often: the task waits, with the reason (FUP-13)."""

    _inherit = "hcs.followup.task"

    held_reason = fields.Selection(
        HELD_REASONS, "Held back", readonly=True, copy=False, help="Why the call was put off to a later window."
    )
    held_at = fields.Datetime("Held back at", readonly=True, copy=False)

    @api.model
    def _called_since_sql(self, since, now):
        """Condition in SQL: another follow-up of the patient of ``t`` was called in this window."""
        return SQL(
            "EXISTS (SELECT FROM hcs_contact k WHERE k.patient_id = t.patient_id AND k.started_at >= %s"
            " AND k.started_at <= %s AND k.channel = 'call' AND k.direction = 'out' AND k.purpose = 'followup'"
            " AND NOT (k.res_model = 'hcs.followup.task' AND k.res_id = t.id))",
            since,
            now,
        )

    @api.model
    def _hold_sql(self, companies, since, now):
        """Expression in SQL: why the patient ``p`` of the task ``t`` must not be called now, NULL when free."""
        return SQL(
            "CASE WHEN %s THEN 'called_in_window' ELSE %s END",
            self._called_since_sql(since, now),
            self._cap_hold_sql(companies, now),
        )

    @api.model
    def _cap_hold_sql(self, companies, now):
        """Expression in SQL: which limit of contacts the patient ``p`` has reached, NULL for none."""
        return self.env["hcs.contact.guard"]._cap_sql(companies, now, "p")

    def _hold_reason(self, now):
        """Why this task has to wait, False when it has not; asked when dialling."""
        self.ensure_one()
        window = self._next_window(now)
        since = window.start if window and window.start <= now else now
        self.env.flush_all()
        [(reason,)] = self.env.execute_query(
            SQL(
                "SELECT %s FROM hcs_followup_task t LEFT JOIN hcs_patient p ON p.id = t.patient_id WHERE t.id = %s",
                self._hold_sql(self.company_id, since, now),
                self.id,
            )
        )
        return reason or False

    # ---------------------------------------------------------------- put off

    @api.model
    def _hold_where_needed(self, now):
        """Move the due tasks of patients who were called or contacted enough to a window in which they are free.

        A task whose next window lies behind the last moment for a retry keeps its reason and expires with it.
        """
        moved = 0
        self.env.flush_all()
        for company in self.env["res.company"].sudo().search([]):  # pylint: disable=no-search-all
            for team, steps in self._get_steps_by_team(company).items():
                moved += self._hold_of(company, team, steps, now)
        return moved

    @api.model
    def _get_steps_by_team(self, company):
        # archived ones too, whose tasks are still open
        steps = self.env["hcs.followup.plan.step"].sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        by_team = {}
        for step in steps:
            team = step.plan_id.team_id
            team = team if team.company_id == company else team.browse()
            by_team[team] = by_team.get(team, steps.browse()) | step
        return by_team

    @api.model
    def _hold_of(self, company, team, steps, now):
        slots = self.env["hcs.calling.slot"]
        window = slots._next_slot(company, now, team).sudo()
        if not window or window.from_utc > now:
            return 0
        rows = self.env.execute_query(
            SQL(
                """SELECT held.reason, array_agg(held.id)
                     FROM (SELECT t.id, %(hold)s AS reason
                             FROM hcs_followup_task t LEFT JOIN hcs_patient p ON p.id = t.patient_id
                             JOIN hcs_followup_plan_step st ON st.id = t.step_id
                            WHERE t.state = 'open' AND t.company_id = %(company)s AND t.step_id IN %(steps)s
                              AND (st.channel = 'call' OR t.call_instead)
                              AND t.next_try_at <= %(now)s AND NOT COALESCE(t.callback_agreed, FALSE)) held
                    WHERE held.reason IS NOT NULL GROUP BY held.reason""",
                hold=self._hold_sql(company, window.from_utc, now),
                company=company.id,
                steps=tuple(steps.ids),
                now=now,
            )
        )
        midnight = company._hcs_to_utc(company._hcs_local_date(now) + timedelta(days=1))
        for reason, ids in rows:
            later = slots._next_slot(company, midnight if reason in CAP_REASONS else window.to_utc, team).sudo()
            self._hold_until(ids, reason, later, now)
        if rows:
            self.invalidate_model()
        return sum(len(ids) for __, ids in rows)

    @api.model
    def _hold_until(self, ids, reason, slot, now):
        self.env.cr.execute(
            SQL(
                """UPDATE hcs_followup_task t
                      SET held_reason = %(reason)s, held_at = %(now)s,
                          next_try_at = CASE WHEN %(fits)s THEN %(start)s ELSE t.next_try_at END,
                          late_at = CASE WHEN %(fits)s THEN GREATEST(t.due_at, %(end)s) ELSE t.late_at END,
                          write_uid = %(uid)s, write_date = %(stamp)s
                     FROM res_company c
                    WHERE c.id = t.company_id AND t.id = ANY(%(ids)s) AND t.state = 'open'""",
                reason=reason,
                now=now,
                fits=SQL(
                    "(%s::timestamp IS NOT NULL AND (c.hcs_retry_days = 0"
                    " OR %s <= t.due_at + c.hcs_retry_days * interval '1 day'))",
                    slot.from_utc or None,
                    slot.from_utc or None,
                ),
                start=slot.from_utc or None,
                end=slot.to_utc or None,
                uid=self.env.uid,
                stamp=self.env.cr.now(),
                ids=ids,
            )
        )
