import logging
from datetime import timedelta

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL

from .hcs_followup_planner import CHUNK, COUNTERS

LOCK_KEY = 1_724_190_311  # any number nobody else uses: one planner at a time
OVERLAP = timedelta(minutes=15)
HORIZON_DAYS = 31
TRIES = 3

_logger = logging.getLogger(__name__)


class HcsFollowupPlan(models.Model):
    """When the planner runs: on changed visits, on changed calling windows, on request."""

    _inherit = "hcs.followup.plan"

    planned_until = fields.Datetime(
        readonly=True, copy=False, help="Visits changed before this moment are planned. Empty: every visit is due."
    )
    replan_needed = fields.Boolean(
        readonly=True, copy=False, help="The rules changed; tasks that are planned already keep their dates so far."
    )

    @api.model
    def _cron_plan(self, now=None):
        """Plan the visits that changed since the last run, chunk by chunk."""
        totals = dict.fromkeys(COUNTERS, 0)
        ir_cron = self.env["ir.cron"]
        for planned_until, plans in self._get_plans_to_run().grouped("planned_until").items():
            mark = self._safe_mark()
            position = (planned_until - OVERLAP if planned_until else None, 0)
            while position:
                ir_cron._commit_progress()
                counts, position = plans._plan_next_safely(position, mark, now)
                if counts is None:
                    _logger.info("Follow-up planning is running elsewhere.")
                    return totals
                self._add_counts(totals, counts)
                if not ir_cron._commit_progress(counts["created"]):
                    return totals
        _logger.info("Follow-up planning: %s", totals)
        return totals

    def _plan_next_safely(self, position, mark, now):
        """Plan again where somebody planned the same visits since our transaction began."""
        for left in reversed(range(TRIES)):
            try:
                return self._plan_next_chunk(position, mark, now)
            except psycopg2.errors.SerializationFailure:
                self.env.cr.rollback()
                if not left:
                    raise

    def _plan_next_chunk(self, position, mark, now):
        """Plan the next visits in the order of their change.

        :return: counters and the next position; no counters where another planner is at work, no position at the end
        """
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK_KEY])
        if not self.env.cr.fetchone()[0]:
            return None, None
        changed_at, last_id = position
        after = SQL("WHERE (v.write_date, v.id) > (%s, %s)", changed_at, last_id) if changed_at else SQL("")
        rows = self.env.execute_query(
            SQL("SELECT v.id, v.write_date FROM hcs_visit v %s ORDER BY v.write_date, v.id LIMIT %s", after, CHUNK)
        )
        counts = self._plan_chunk([row[0] for row in rows], now=now)
        done = len(rows) < CHUNK
        until = mark if done else min(mark, rows[-1][1])
        self._set_planned_until(until)
        return counts, None if done else (rows[-1][1], rows[-1][0])

    def _set_planned_until(self, until):
        """Remember how far we are, without a new version and without waking the cache of other processes."""
        self.env.cr.execute(
            SQL("UPDATE hcs_followup_plan SET planned_until = %s WHERE id IN %s", until, tuple(self.ids))
        )
        self.invalidate_recordset(["planned_until"])

    @api.model
    def _safe_mark(self):
        """Moment before which no transaction that is still open can have written.

        ``write_date`` is the start of the writer's transaction, so that one which commits late writes an early date;
        the oldest open transaction bounds it exactly, and ``OVERLAP`` covers writers we may not see.
        """
        [[mark]] = self.env.execute_query(
            SQL(
                "SELECT LEAST(now(), MIN(xact_start)) AT TIME ZONE 'UTC' FROM pg_stat_activity"
                " WHERE datname = current_database()"
            )
        )
        return mark.replace(microsecond=0)

    # ---------------------------------------------------------------- again

    def _replan_all(self, now=None):
        """Ask the rules again for the visits whose follow-up may still be ahead."""
        plans = self._get_plans_to_run()
        totals = dict.fromkeys(COUNTERS, 0)
        if not plans:
            return totals
        longest = max(plans.step_ids.mapped(lambda step: step._get_span_days()))
        since = (fields.Datetime.to_datetime(now) or fields.Datetime.now()) - timedelta(days=longest + HORIZON_DAYS)
        self.env["hcs.visit"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT v.id FROM hcs_visit v
                    WHERE GREATEST(v.planned_at, v.arrived_at, v.ended_at, v.surgery_at, v.discharged_at,
                                   v.interrupted_at) >= %s
                       OR v.write_date >= %s ORDER BY v.id""",
                since,
                since,
            )
        )
        self._plan_in_chunks(plans, [row[0] for row in rows], totals, now)
        plans.write({"replan_needed": False})
        return totals

    @api.model
    def _replan_open(self, companies=None, date_from=None, date_to=None, now=None):
        """Move the open tasks whose days are touched by changed calling windows."""
        self.env["hcs.followup.task"].flush_model()
        parts = [SQL("t.state = 'open'"), SQL("t.visit_id IS NOT NULL")]
        if companies:
            parts.append(SQL("t.company_id IN %s", tuple(companies.ids)))
        if date_from:
            since = fields.Datetime.to_datetime(date_from) - timedelta(days=1)
            parts.append(SQL("GREATEST(t.late_at, t.next_try_at) >= %s", since))
        if date_to:
            parts.append(SQL("t.anchor_at <= %s", fields.Datetime.to_datetime(date_to) + timedelta(days=2)))
        where = SQL(" AND ").join(parts)
        rows = self.env.execute_query(SQL("SELECT DISTINCT t.visit_id FROM hcs_followup_task t WHERE %s", where))
        totals = dict.fromkeys(COUNTERS, 0)
        self._plan_in_chunks(self._get_plans_to_run(), [row[0] for row in rows], totals, now)
        totals["replanned"] += self.env["hcs.followup.task"]._move_retries(where)
        return totals

    def _plan_in_chunks(self, plans, visit_ids, totals, now):
        for start in range(0, len(visit_ids), CHUNK):
            chunk = visit_ids[start : start + CHUNK]
            self._add_counts(totals, plans._plan_chunk(chunk, now=now, force=True))
