from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

CHUNK = 20_000
PYTHON_BATCH = 1_000
DAYS_BEFORE = timedelta(days=60)
DAYS_AFTER = timedelta(days=180)
COUNTERS = ("created", "too_late", "blocked", "existing", "replanned", "cancelled")


class HcsFollowupPlan(models.Model):
    """Turns visits into tasks: one statement for all plans and steps of up to ``CHUNK`` visits (DESIGN §6.4)."""

    _inherit = "hcs.followup.plan"

    @api.model
    def _plan_visits(self, visits, now=None):
        """Make, move and cancel the tasks of ``visits`` so that they follow the rules; asked again, nothing changes.

        Called on plans, only these are asked; called on the empty model, every active plan is.

        :param visits: recordset of ``hcs.visit``
        :param now: the moment of planning, for replays; steps whose last window is over are counted, not created
        :return: dict of ``created, too_late, blocked, existing, replanned, cancelled``
        """
        totals = dict.fromkeys(COUNTERS, 0)
        for start in range(0, len(visits), CHUNK):
            self._add_counts(totals, self._plan_chunk(visits[start : start + CHUNK].ids, now=now))
        return totals

    @api.model
    def _add_counts(self, totals, counts):
        for key in COUNTERS:
            totals[key] += counts[key]

    def _get_plans_to_run(self):
        # sudo: planning is the same whoever starts it
        plans = self.sudo() or self.sudo().with_context(active_test=True).search([("target", "!=", "consulted")])
        return plans.filtered(lambda plan: plan.target != "consulted" and plan.step_ids)

    def _plan_chunk(self, visit_ids, now=None, force=False):
        """Plan visits in one statement.

        :param force: ask the calling windows again for untouched tasks whose visit did not change
        """
        plans = self._get_plans_to_run()
        if not plans or not visit_ids:
            return dict.fromkeys(COUNTERS, 0)
        self.env.flush_all()
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        self._ensure_slots(now)
        query = self._plan_sql(plans, visit_ids, now, force)
        self.env.cr.execute(query)
        counts = dict(zip(COUNTERS, self.env.cr.fetchone(), strict=True))
        if counts["created"] or counts["replanned"] or counts["cancelled"]:
            self.env["hcs.followup.task"].invalidate_model()
        return counts

    @api.model
    def _ensure_slots(self, now):
        """Have calling windows around the moment of planning, in a replay of last year too."""
        slots = self.env["hcs.calling.slot"].sudo()
        slots._rebuild_pending()
        for company in self.env["res.company"].sudo().search([]):
            today = company._hcs_local_date(now)
            if not slots._reaches(company, today - DAYS_BEFORE) or not slots._reaches(company, today + DAYS_AFTER):
                slots._rebuild(company, today - 2 * DAYS_BEFORE, today + 2 * DAYS_AFTER)

    # ---------------------------------------------------------------- conditions of a plan

    def _match_sql(self, visit_ids):
        """Condition on the visit ``v``: does it belong to this plan?"""
        self.ensure_one()
        visits = self.env["hcs.visit"].sudo()
        parts = [SQL("v.state <> 'cancelled'"), visits._target_sql(self.target, "v")]
        if self.company_id:
            parts.append(SQL("v.company_id = %s", self.company_id.id))
        if self.department_ids:
            departments = self.env["hcs.department"].sudo().search([("id", "child_of", self.department_ids.ids)])
            parts.append(SQL("v.department_id IN %s", tuple(departments.ids)))
        if self.payment != "any":
            parts.append(
                SQL(
                    "CASE WHEN v.amount_known THEN COALESCE(v.amount_spent, 0) > 0"
                    " ELSE c.hcs_amount_unknown_as = 'paid' END = %s",
                    self.payment == "paid",
                )
            )
        domain = Domain(self._get_domain())
        if not domain.is_true():
            parts.append(self._domain_sql(domain, visit_ids))
        return SQL(" AND ").join(parts)

    def _domain_sql(self, domain, visit_ids):
        """Join the domain of a plan; only one that the database cannot answer is asked in Python."""
        visits = self.env["hcs.visit"].sudo().with_context(active_test=False)
        try:
            return SQL("v.id IN %s", visits._search(domain, order="id").subselect())
        except ValueError:
            return SQL("v.id = ANY(%s)", list(self._filter_in_python(domain, visit_ids)))

    def _filter_in_python(self, domain, visit_ids):
        """Yield the visits that meet a domain on fields without a search method, a batch in memory at a time."""
        visits = self.env["hcs.visit"].sudo()
        for start in range(0, len(visit_ids), PYTHON_BATCH):
            batch = visits.browse(visit_ids[start : start + PYTHON_BATCH])
            yield from batch.filtered_domain(domain).ids
            batch.invalidate_recordset()

    # ---------------------------------------------------------------- the statement

    def _plan_sql(self, plans, visit_ids, now, force):
        steps = plans.step_ids
        channels = sorted({step._contact_channel() for step in steps})
        guard = self.env["hcs.contact.guard"].sudo()
        blocked = SQL(" UNION ALL ").join(
            SQL(
                "SELECT p.id AS patient_id, p.deceased, %s AS channel FROM hcs_patient p"
                " WHERE p.id IN (SELECT patient_id FROM scope) AND %s",
                channel,
                guard._blocked_sql("followup", channel, "p"),
            )
            for channel in channels
        )
        matched = SQL(" UNION ALL ").join(self._matched_sql(plan, visit_ids) for plan in plans)
        return SQL(
            """
    WITH scope AS MATERIALIZED (SELECT v.* FROM hcs_visit v WHERE v.id = ANY(%(visit_ids)s)),
    blocked AS MATERIALIZED (%(blocked)s),
    matched AS (%(matched)s),
    cand AS MATERIALIZED (
        SELECT m.*, t.id AS task_id, t.state AS task_state,
               b.patient_id IS NOT NULL AS blocked, b.deceased,
               (t.state = 'open' AND t.attempt_count = 0
                OR t.state = 'cancelled' AND t.cancel_reason IN %(automatic)s AND t.attempt_count = 0) AS untouched,
               (t.state = 'cancelled' OR %(force)s OR t.anchor_at <> m.anchor_at OR t.patient_id <> m.patient_id
                OR t.department_id IS DISTINCT FROM m.department_id
                OR COALESCE(t.amount_unknown, FALSE) <> m.amount_unknown) AS changed
          FROM matched m
          LEFT JOIN hcs_followup_task t
                 ON t.visit_id = m.visit_id AND t.step_id = m.step_id AND t.occurrence = 0
          LEFT JOIN blocked b ON b.patient_id = m.patient_id AND b.channel = m.contact_channel
    ),
    timed AS MATERIALIZED (
        SELECT w.*, GREATEST(f.base, s.from_utc) AS not_before, e.to_utc AS due_at
          FROM cand w
          CROSS JOIN LATERAL (%(base)s) f
          CROSS JOIN LATERAL (%(first_slot)s) s
          CROSS JOIN LATERAL (SELECT GREATEST(f.limit_day, s.day + 1)::timestamp AT TIME ZONE w.tz
                                     AT TIME ZONE 'UTC' AS until) l
          CROSS JOIN LATERAL (%(last_slot)s) e
         WHERE NOT w.blocked AND (w.task_id IS NULL OR w.untouched AND w.changed)
    ),
    ins AS (
        INSERT INTO hcs_followup_task
               (patient_id, visit_id, step_id, department_id, company_id, state, priority, occurrence, anchor_at,
                not_before, due_at, next_try_at, late_at, attempt_count, failed_count, callback_count, amount_unknown,
                create_uid, create_date, write_uid, write_date)
        SELECT patient_id, visit_id, step_id, department_id, company_id, 'open', priority, 0, anchor_at,
               not_before, due_at, not_before, due_at, 0, 0, 0, amount_unknown,
               %(uid)s, %(stamp)s, %(uid)s, %(stamp)s
          FROM timed WHERE task_id IS NULL AND due_at >= %(now)s
            ON CONFLICT (visit_id, step_id, occurrence) DO NOTHING
        RETURNING 1
    ),
    upd AS (
        UPDATE hcs_followup_task t
           SET state = 'open', cancel_reason = NULL, closed_at = NULL, patient_id = n.patient_id,
               department_id = n.department_id, anchor_at = n.anchor_at, not_before = n.not_before, due_at = n.due_at,
               next_try_at = n.not_before, late_at = n.due_at, amount_unknown = n.amount_unknown,
               write_uid = %(uid)s, write_date = %(stamp)s
          FROM timed n
         WHERE t.id = n.task_id AND (t.state = 'open' OR n.due_at >= %(now)s)
           AND (t.state, t.patient_id, t.department_id, t.anchor_at, t.not_before, t.due_at, t.amount_unknown)
               IS DISTINCT FROM
               ('open', n.patient_id, n.department_id, n.anchor_at, n.not_before, n.due_at, n.amount_unknown)
        RETURNING 1
    ),
    stop AS (
        UPDATE hcs_followup_task t
           SET state = 'cancelled', closed_at = %(now)s, user_id = t.user_id,
               cancel_reason = CASE WHEN v.state = 'cancelled' THEN 'visit_cancelled'
                                    WHEN x.deceased THEN 'deceased'
                                    WHEN x.blocked THEN 'consent_withdrawn'
                                    ELSE 'target_changed' END,
               write_uid = %(uid)s, write_date = %(stamp)s
          FROM hcs_followup_task o
          JOIN scope v ON v.id = o.visit_id
          LEFT JOIN cand x ON x.task_id = o.id
         WHERE t.id = o.id AND o.state = 'open' AND o.step_id IN %(step_ids)s AND (x.task_id IS NULL OR x.blocked)
        RETURNING 1
    )
    SELECT (SELECT COUNT(*) FROM ins),
           (SELECT COUNT(*) FROM timed WHERE task_id IS NULL AND due_at < %(now)s),
           (SELECT COUNT(*) FROM cand WHERE blocked),
           (SELECT COUNT(*) FROM cand WHERE task_id IS NOT NULL AND NOT blocked),
           (SELECT COUNT(*) FROM upd),
           (SELECT COUNT(*) FROM stop)
            """,
            visit_ids=list(visit_ids),
            blocked=blocked,
            matched=matched,
            automatic=("visit_cancelled", "target_changed", "deceased", "consent_withdrawn"),
            force=force,
            base=self._base_sql(),
            first_slot=self._slot_sql(plans, SQL("s.to_utc > f.base"), SQL("s.to_utc")),
            last_slot=self._slot_sql(plans, SQL("s.to_utc <= l.until"), SQL("s.to_utc DESC")),
            uid=self.env.uid,
            stamp=self.env.cr.now(),
            now=now,
            step_ids=tuple(steps.ids),
        )

    def _matched_sql(self, plan, visit_ids):
        """The visits of a plan times its steps."""
        visits = self.env["hcs.visit"].sudo()
        anchor = visits._anchor_sql(plan.anchor, "v")
        return SQL(
            """
        SELECT v.id AS visit_id, v.patient_id, v.department_id, v.company_id, st.id AS step_id, st.priority,
               st.unit, st."offset" AS after, st.latest, st.evening_only, %(team)s::integer AS team_id,
               CASE st.channel WHEN 'call' THEN 'call' ELSE 'sms' END AS slot_channel,
               CASE st.channel WHEN 'questionnaire' THEN 'visit' ELSE st.channel END AS contact_channel,
               %(anchor)s AS anchor_at, %(flag)s AS amount_unknown,
               c.hcs_tz AS tz, c.hcs_evening_from AS evening_from
          FROM scope v
          JOIN res_company c ON c.id = v.company_id
          JOIN hcs_followup_plan_step st ON st.id IN %(steps)s
         WHERE %(match)s AND %(anchor)s IS NOT NULL
            """,
            team=plan.team_id.id or None,
            anchor=anchor,
            flag=SQL("NOT COALESCE(v.amount_known, FALSE)") if plan.payment != "any" else SQL("FALSE"),
            steps=tuple(plan.step_ids.ids),
            match=plan._match_sql(visit_ids),
        )

    def _base_sql(self):
        """First moment of a step and the day after its last one, both reckoned in the hospital's time."""
        return SQL(
            """
            SELECT GREATEST(b.start, CASE WHEN w.evening_only
                                          THEN date_trunc('day', b.start) + w.evening_from * interval '1 hour' END)
                   AT TIME ZONE w.tz AT TIME ZONE 'UTC' AS base, b.limit_day
              FROM (SELECT CASE WHEN w.unit = 'hour' THEN a.local + w.after * interval '1 hour'
                                WHEN w.after = 0 THEN a.local
                                ELSE date_trunc('day', a.local) + w.after * interval '1 day' END AS start,
                           CASE WHEN w.unit = 'hour' THEN (a.local + w.latest * interval '1 hour')::date + 1
                                ELSE a.local::date + w.latest + 1 END AS limit_day
                      FROM (SELECT w.anchor_at AT TIME ZONE 'UTC' AT TIME ZONE w.tz AS local) a) b
            """
        )

    def _slot_sql(self, plans, condition, order):
        """One calling window of the task's team, or of the company for plans without a team."""
        select = SQL("SELECT s.from_utc, s.to_utc, s.day FROM hcs_calling_slot s WHERE s.channel = w.slot_channel")
        company = SQL(
            "%s AND s.team_id IS NULL AND s.company_id = w.company_id AND %s ORDER BY %s LIMIT 1",
            select,
            condition,
            order,
        )
        if not plans.team_id:
            return company
        team = SQL("%s AND s.team_id = w.team_id AND %s ORDER BY %s LIMIT 1", select, condition, order)
        return SQL("(%s) UNION ALL (SELECT * FROM (%s) d WHERE w.team_id IS NULL) LIMIT 1", team, company)
