from odoo import api, models
from odoo.tools import SQL

# causes that a changed visit, patient or consent may undo
AUTOMATIC = (
    "visit_cancelled",
    "target_changed",
    "deceased",
    "consent_withdrawn",
    "discharge_cancelled",
    "readmitted",
    "booked",
)


class HcsFollowupPlan(models.Model):
    """The statement of the planner, put together of its parts."""

    _inherit = "hcs.followup.plan"

    @api.model
    def _automatic_causes(self):
        return AUTOMATIC

    def _visit_source(self, plans, visit_ids):
        """What the statement reads when it plans visits; see :meth:`_record_source`."""
        return {
            "key": SQL("visit_id"),
            "conflict": SQL("(visit_id, step_id, occurrence)"),
            "scope": SQL("SELECT v.* FROM hcs_visit v WHERE v.id = ANY(%s)", self._array_sql(visit_ids)),
            "matched": SQL(" UNION ALL ").join(self._matched_sql(plan, visit_ids) for plan in plans),
            "cause": SQL(
                """(SELECT CASE WHEN v.state = 'cancelled' THEN 'visit_cancelled'
                               WHEN v.discharged_at IS NULL AND 'discharge' IN (pl.target, pl.anchor)
                               THEN 'discharge_cancelled' END
                     FROM hcs_visit v, hcs_followup_plan_step st JOIN hcs_followup_plan pl ON pl.id = st.plan_id
                    WHERE v.id = t.visit_id AND st.id = t.step_id)"""
            ),
        }

    def _plan_sql(self, plans, source_ids, source, now, force):
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
        return SQL(
            """
    WITH scope AS MATERIALIZED (%(scope)s),
    blocked AS MATERIALIZED (%(blocked)s),
    inhouse AS MATERIALIZED (%(inhouse)s),
    matched AS (%(matched)s),
    planned AS (
        SELECT t.* FROM hcs_followup_task t
         WHERE t.%(key)s = ANY(%(source_ids)s) AND t.step_id IN %(step_ids)s
    ),
    cand AS MATERIALIZED (
        SELECT m.*, t.id AS task_id, t.state AS task_state,
               COALESCE(b.patient_id, i.patient_id) IS NOT NULL AS blocked,
               CASE WHEN b.deceased THEN 'deceased' WHEN b.patient_id IS NOT NULL THEN 'consent_withdrawn'
                    WHEN i.patient_id IS NOT NULL THEN 'readmitted' END AS cause,
               m.visit_id IS NOT NULL AND b.patient_id IS NULL AND i.patient_id IS NULL
                   AND (t.id IS NULL OR t.attempt_count = 0
                   AND (t.state = 'open' OR t.state = 'cancelled' AND t.cancel_reason IN %(automatic)s)
                   AND (t.state = 'cancelled' OR %(force)s OR t.anchor_at <> m.anchor_at
                        OR t.patient_id IS DISTINCT FROM m.patient_id
                        OR t.department_id IS DISTINCT FROM m.department_id
                        OR t.amount_unknown IS DISTINCT FROM m.amount_unknown)) AS wanted
          FROM matched m
          FULL JOIN planned t ON t.%(key)s = m.visit_id AND t.step_id = m.step_id AND t.occurrence = m.occurrence
          LEFT JOIN blocked b ON b.patient_id = m.patient_id AND b.channel = m.contact_channel
          LEFT JOIN inhouse i ON i.patient_id = m.patient_id AND i.visit_id <> %(visit)s AND i.since > m.anchor_at
    ),
    based AS MATERIALIZED (%(based)s),
    times AS MATERIALIZED (
        SELECT w.company_id, w.team_id, w.slot_channel, w.base, w.limit_day,
               GREATEST(w.base, s.from_utc) AS not_before, e.to_utc AS due_at
          FROM (SELECT DISTINCT company_id, team_id, slot_channel, tz, base, limit_day FROM based) w
          CROSS JOIN LATERAL (%(first_slot)s) s
          CROSS JOIN LATERAL (SELECT GREATEST(w.limit_day, s.day + 1)::timestamp AT TIME ZONE w.tz
                                     AT TIME ZONE 'UTC' AS until OFFSET 0) l
          CROSS JOIN LATERAL (%(last_slot)s) e
    ),
    timed AS MATERIALIZED (
        SELECT w.task_id, w.patient_id, w.visit_id, w.step_id, w.department_id, w.company_id, w.priority, w.anchor_at,
               w.amount_unknown, w.occurrence, w.plan_version, n.not_before, n.due_at
          FROM based w
          JOIN times n ON n.company_id = w.company_id AND n.team_id = w.team_id AND n.slot_channel = w.slot_channel
                      AND n.base = w.base AND n.limit_day = w.limit_day
    ),
    ins AS (
        INSERT INTO hcs_followup_task
               (patient_id, %(key)s, step_id, department_id, company_id, state, priority, occurrence, anchor_at,
                not_before, due_at, next_try_at, late_at, attempt_count, failed_count, callback_count, amount_unknown,
                plan_version, create_uid, create_date, write_uid, write_date)
        SELECT patient_id, visit_id, step_id, department_id, company_id, 'open', priority, occurrence, anchor_at,
               not_before, due_at, not_before, due_at, 0, 0, 0, amount_unknown,
               plan_version, %(uid)s, %(stamp)s, %(uid)s, %(stamp)s
          FROM timed WHERE task_id IS NULL AND due_at >= %(now)s
            ON CONFLICT %(conflict)s DO NOTHING
        RETURNING 1
    ),
    upd AS (
        UPDATE hcs_followup_task t
           SET state = 'open', cancel_reason = NULL, closed_at = NULL, patient_id = n.patient_id,
               department_id = n.department_id, anchor_at = n.anchor_at, not_before = n.not_before, due_at = n.due_at,
               next_try_at = n.not_before, late_at = n.due_at, amount_unknown = n.amount_unknown,
               plan_version = n.plan_version, held_reason = NULL,
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
           SET state = 'cancelled', closed_at = %(now)s, callback_agreed = FALSE,
               cancel_reason = COALESCE(x.cause, %(cause)s, 'target_changed'),
               write_uid = %(uid)s, write_date = %(stamp)s
          FROM cand x
         WHERE t.id = x.task_id AND x.task_state = 'open' AND (x.visit_id IS NULL OR x.blocked)
        RETURNING 1
    )
    SELECT (SELECT COUNT(*) FROM ins),
           (SELECT COUNT(*) FROM timed WHERE task_id IS NULL AND due_at < %(now)s),
           (SELECT COUNT(*) FROM cand WHERE blocked),
           (SELECT COUNT(*) FROM cand WHERE task_id IS NOT NULL AND visit_id IS NOT NULL AND NOT blocked),
           (SELECT COUNT(*) FROM upd),
           (SELECT COUNT(*) FROM stop)
            """,
            source_ids=self._array_sql(source_ids),
            visit=SQL("m.visit_id" if source["key"].code == "visit_id" else "0"),
            **source,
            blocked=blocked,
            inhouse=self._inhouse_sql(),
            automatic=self._automatic_causes(),
            force=force,
            based=self._based_sql(),
            first_slot=self._slot_sql(plans, SQL("s.to_utc > w.base"), SQL("s.to_utc")),
            last_slot=self._slot_sql(plans, SQL("s.to_utc <= l.until"), SQL("s.to_utc DESC")),
            uid=self.env.uid,
            stamp=self.env.cr.now(),
            now=now,
            step_ids=tuple(steps.ids),
        )

    @api.model
    def _inhouse_sql(self):
        """Patients who are in a ward now, with the latest admission: nobody follows up an earlier visit meanwhile."""
        return SQL(
            "SELECT DISTINCT ON (r.patient_id) r.patient_id, r.id AS visit_id, COALESCE(r.admitted_at, r.arrived_at)"
            " AS since FROM hcs_visit r WHERE r.company_id IN (SELECT DISTINCT company_id FROM scope)"
            " AND r.kind = 'inpatient' AND r.state IN ('arrived', 'in_progress') AND r.discharged_at IS NULL"
            " AND r.patient_id IN (SELECT patient_id FROM scope)"
            " ORDER BY r.patient_id, COALESCE(r.admitted_at, r.arrived_at) DESC NULLS LAST"
        )

    def _matched_sql(self, plan, visit_ids):
        """The visits of a plan times its steps."""
        anchor = self.env["hcs.visit"].sudo()._anchor_sql(plan.anchor, "v")
        flag = SQL("NOT COALESCE(v.amount_known, FALSE)") if plan.payment != "any" else SQL("FALSE")
        return self._planned_rows_sql(plan, anchor, flag, plan._match_sql(visit_ids))

    def _planned_rows_sql(self, plan, anchor, flag, match):
        """Rows of ``scope`` that meet ``match``, times the steps of the plan and their repetitions."""
        repeated = any(step.repeat_times for step in plan.step_ids)
        return SQL(
            """
        SELECT v.id AS visit_id, v.patient_id, v.department_id, v.company_id, %(team)s AS team_id,
               %(anchor)s AS anchor_at, %(flag)s AS amount_unknown, c.hcs_tz AS tz, c.hcs_evening_from AS evening_from,
               st.id AS step_id, st.priority, st.unit, st.evening_only, %(version)s AS plan_version,
               %(occurrence)s AS occurrence, st."offset" + %(occurrence)s * st.repeat_every AS after,
               st.latest + %(occurrence)s * st.repeat_every AS latest,
               CASE st.channel WHEN 'call' THEN 'call' ELSE 'sms' END AS slot_channel,
               CASE st.channel WHEN 'questionnaire' THEN 'visit' ELSE st.channel END AS contact_channel
          FROM scope v
          JOIN res_company c ON c.id = v.company_id
          JOIN hcs_followup_plan_step st ON st.id IN %(steps)s %(series)s
         WHERE %(match)s AND %(anchor)s IS NOT NULL
            """,
            team=self._team_sql(plan.team_id),
            version=plan.version,
            occurrence=SQL("n.number") if repeated else SQL("0"),
            series=SQL("CROSS JOIN LATERAL generate_series(0, st.repeat_times) n(number)") if repeated else SQL(""),
            anchor=anchor,
            flag=flag,
            steps=tuple(plan.step_ids.ids),
            match=match,
        )

    @api.model
    def _array_sql(self, ids):
        """Ids as one text constant: thousands of constants of their own would take longer to read than to run."""
        return SQL("%s::int[]", f"{{{','.join(map(str, ids))}}}")

    @api.model
    def _based_sql(self):
        """The first moment of a step and the day after its last one, in the hospital's time.

        ``OFFSET 0`` keeps the database from reckoning the same moment again and again.
        """
        return SQL(
            """
        SELECT w.*, GREATEST(b.start, CASE WHEN w.evening_only
                                           THEN date_trunc('day', b.start) + w.evening_from * interval '1 hour' END)
                    AT TIME ZONE w.tz AT TIME ZONE 'UTC' AS base,
               CASE WHEN w.unit = 'hour' THEN (b.local + w.latest * interval '1 hour')::date + 1
                    ELSE b.local::date + w.latest + 1 END AS limit_day
          FROM cand w
          CROSS JOIN LATERAL (SELECT w.anchor_at AT TIME ZONE 'UTC' AT TIME ZONE w.tz AS local OFFSET 0) a
          CROSS JOIN LATERAL (SELECT a.local, CASE WHEN w.unit = 'hour' THEN a.local + w.after * interval '1 hour'
                                                   WHEN w.after = 0 THEN a.local
                                                   ELSE date_trunc('day', a.local) + w.after * interval '1 day'
                                              END AS start OFFSET 0) b
         WHERE w.wanted
            """
        )

    @api.model
    def _team_sql(self, team):
        """The windows of a team serve the visits of its company only; 0 is the company itself."""
        if not team:
            return SQL("0")
        return SQL("CASE WHEN v.company_id = %s THEN %s ELSE 0 END", team.company_id.id, team.id)

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
        return SQL("(%s) UNION ALL (SELECT * FROM (%s) d WHERE w.team_id = 0) LIMIT 1", team, company)
