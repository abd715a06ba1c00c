from odoo import api, fields, models
from odoo.tools import SQL


class HcsFollowupTask(models.Model):
    """Signals that end a follow-up, asked for when planning, when dealing and again when dialling (FUP-13)."""

    _inherit = "hcs.followup.task"

    @api.model
    def _stop_signals(self):
        """Conditions in SQL with the reason they stop a follow-up for; the first one that holds counts.

        They speak of the task ``t``, its patient ``p``, step ``st``, plan ``pl`` and, where there is one, its visit
        ``v``. A room that knows of another reason adds it here and to the choices of ``cancel_reason``, and tells its
        own people in :meth:`_after_stop`.
        """
        return [
            ("deceased", SQL("COALESCE(p.deceased, FALSE)")),
            ("consent_withdrawn", self._withdrawn_sql()),
            ("visit_cancelled", SQL("v.state = 'cancelled'")),
            (
                "discharge_cancelled",
                SQL("'discharge' IN (pl.target, pl.anchor) AND v.id IS NOT NULL AND v.discharged_at IS NULL"),
            ),
            ("readmitted", self._readmitted_sql()),
            (
                "booked",
                SQL(
                    "t.service_record_id IS NOT NULL AND EXISTS (SELECT FROM hcs_service_record sr WHERE"
                    " sr.id = t.service_record_id AND %s)",
                    self.env["hcs.followup.plan"]._booked_sql("sr"),
                ),
            ),
            (
                "number_wrong",
                SQL(
                    "(st.channel = 'call' OR t.call_instead)"
                    " AND EXISTS (SELECT FROM hcs_patient_phone ph WHERE ph.patient_id = t.patient_id)"
                    " AND NOT EXISTS (SELECT FROM hcs_patient_phone ph WHERE ph.patient_id = t.patient_id"
                    " AND ph.wrong IS NOT TRUE AND ph.number IS NOT NULL)"
                ),
            ),
            (
                "superseded",
                SQL(
                    "st.repeat_times > 0 AND t.attempt_count = 0 AND EXISTS (SELECT FROM hcs_followup_task newer"
                    " WHERE newer.patient_id = t.patient_id AND newer.step_id = t.step_id"
                    " AND newer.anchor_at > t.anchor_at AND newer.state <> 'cancelled')"
                ),
            ),
        ]

    @api.model
    def _withdrawn_sql(self):
        guard = self.env["hcs.contact.guard"].sudo()
        # the channels of steps, and what the guard calls them
        channels = {"call": "call", "sms": "sms", "questionnaire": "visit", "web": "web"}
        return SQL(
            "CASE CASE WHEN t.call_instead THEN 'call' ELSE st.channel END %s END",
            SQL(" ").join(
                SQL("WHEN %s THEN %s", channel, guard._blocked_sql("followup", known, "p"))
                for channel, known in channels.items()
            ),
        )

    @api.model
    def _readmitted_sql(self):
        """The patient came back to a ward after the visit that the call is about."""
        return SQL(
            "EXISTS (SELECT FROM hcs_visit r WHERE r.patient_id = t.patient_id AND r.kind = 'inpatient'"
            " AND r.id IS DISTINCT FROM t.visit_id AND r.state IN ('arrived', 'in_progress')"
            " AND r.discharged_at IS NULL AND COALESCE(r.admitted_at, r.arrived_at) > t.anchor_at)"
        )

    @api.model
    def _stop_sql(self):
        """Expression in SQL: why the task ``t`` stops, NULL when it goes on; it needs :meth:`_stop_joins`."""
        return SQL(
            "CASE %s END",
            SQL(" ").join(SQL("WHEN %s THEN %s", condition, reason) for reason, condition in self._stop_signals()),
        )

    @api.model
    def _stop_joins(self):
        return SQL(
            "LEFT JOIN hcs_patient p ON p.id = t.patient_id"
            " JOIN hcs_followup_plan_step st ON st.id = t.step_id JOIN hcs_followup_plan pl ON pl.id = st.plan_id"
            " LEFT JOIN hcs_visit v ON v.id = t.visit_id"
        )

    def _stop_signalled(self, now, where=None):
        """Cancel those that must not go on, each with its cause.

        :param where: condition in SQL on the task ``t`` instead of the records of ``self``
        :return: ``{reason: tasks}``
        """
        if where is None:
            if not self:
                return {}
            where = SQL("t.id IN %s", tuple(self.ids))
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE hcs_followup_task u
                   SET state = 'cancelled', cancel_reason = s.reason, closed_at = %(now)s, claimed_at = NULL,
                       callback_agreed = FALSE, held_reason = NULL, write_uid = %(uid)s, write_date = %(stamp)s
                  FROM (SELECT t.id, %(reason)s AS reason FROM hcs_followup_task t %(joins)s
                         WHERE t.state IN ('open', 'in_progress') AND %(where)s) s
                 WHERE s.id = u.id AND s.reason IS NOT NULL
             RETURNING u.id, s.reason
                """,
                now=now,
                uid=self.env.uid,
                stamp=self.env.cr.now(),
                reason=self._stop_sql(),
                joins=self._stop_joins(),
                where=where,
            )
        )
        stopped = {}
        for task_id, reason in rows:
            stopped.setdefault(reason, []).append(task_id)
        stopped = {reason: self.browse(ids) for reason, ids in stopped.items()}
        if rows:
            self.invalidate_model()
        for reason, tasks in stopped.items():
            tasks.sudo()._after_stop(reason)  # sudo: what follows from a signal does not depend on who met it
        return stopped

    def _after_stop(self, reason):
        """Set going what a stop asks for: somebody finds the right number, the owner of a complaint is told."""
        if reason == "number_wrong":
            for task in self:
                task._ask_for_number(task.patient_id.phone_ids[:1])

    @api.model
    def _cron_stop(self, now=None):
        """Stop what new signals end; visits and consents that change are seen by the planner at once."""
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        stopped = self._stop_signalled(now, SQL("t.state = 'open'"))
        held = self._hold_where_needed(now)
        return {"stopped": sum(map(len, stopped.values())), "held": held}

    def _stopped_text(self, reason):
        reasons = dict(self._fields["cancel_reason"]._description_selection(self.env))
        return self.env._("The follow-up was cancelled: %(reason)s.", reason=reasons[reason])
