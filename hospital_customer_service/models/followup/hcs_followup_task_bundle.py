import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .hcs_followup_task_flow import CALLBACK_EARLY, CALLBACK_LATE


class HcsFollowupTask(models.Model):
    """One person, one call: what several plans want to know in one window is asked in one go (FUP-13)."""

    _inherit = "hcs.followup.task"

    bundle = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Number of the follow-up whose call this one joins; it leads its own call.",
    )
    left_out = fields.Boolean(
        "Not talked about", readonly=True, copy=False, help="The person was called, but not asked about this one."
    )
    bundle_task_ids = fields.Many2many(
        "hcs.followup.task", string="Also in this call", compute="_compute_bundle_task_ids"
    )
    bundle_size = fields.Integer("Follow-ups in one call", compute="_compute_bundle_size", aggregator=None)

    _bundle_idx = models.Index("(bundle) WHERE state = 'in_progress'")

    @api.depends("bundle", "state")
    def _compute_bundle_task_ids(self):
        for task in self:
            task.bundle_task_ids = task._get_bundle()

    @api.depends("patient_id", "state", "next_try_at")
    def _compute_bundle_size(self):
        """How many follow-ups of the same patient one call settles now; one query for a page of the list."""
        now = fields.Datetime.now()
        todo = self.filtered(lambda task: task.state in ("open", "in_progress"))
        counts = dict(
            self._read_group(
                [
                    ("patient_id", "in", todo.sudo().patient_id.ids),
                    ("state", "in", ("open", "in_progress")),
                    ("next_try_at", "<=", now),
                ],
                ["patient_id"],
                ["__count"],
            )
            if todo and self.env.user.has_group("hospital_customer_service.group_hcs_agent")
            else []
        )
        counts = {patient.id: count for patient, count in counts.items()}
        for task in self:
            task.bundle_size = counts.get(task.sudo().patient_id.id, 1) if task in todo else 0

    def _get_bundle(self):
        """The other follow-ups of the call in hand."""
        self.ensure_one()
        if not self.bundle or self.state != "in_progress":
            return self.browse()
        return self.search([("bundle", "=", self.bundle), ("state", "=", "in_progress"), ("id", "!=", self.id)])

    def action_leave_out(self):
        """Say that the person was not asked about these after all; they are tried again by themselves."""
        for task in self:
            task.check_access("write")
            task._check_mine()
            if task.state != "in_progress" or not task.bundle:
                raise UserError(self.env._("This follow-up is not part of a call in hand. Reload the page."))
            task._write_flow({"left_out": not task.left_out})
        return True

    def _same_person_sql(self):
        """Condition in SQL on tasks: they are about the same person."""
        return SQL("patient_id = %s", self.sudo().patient_id.id)

    def _gather_bundle(self, now):
        """Take along what else the patient would be called for in this window; what others hold stays theirs."""
        self.ensure_one()
        self.flush_model()
        others = SQL(
            "SELECT FROM hcs_followup_task WHERE %s AND company_id = %s AND state = 'open' AND id <> %s LIMIT 1",
            self._same_person_sql(),
            self.company_id.id,
            self.id,
        )
        if not self.env.execute_query(others):
            return self.browse()
        window = self._next_window(now)
        until = window.end if window and window.start <= now else now
        callable_now = self._callable_sql(now, "hcs_followup_task") or SQL("FALSE")
        query = SQL(
            """
            UPDATE hcs_followup_task
               SET state = 'in_progress', from_pool = user_id IS NULL, user_id = %(uid)s, claimed_at = %(now)s,
                   bundle = %(bundle)s, left_out = FALSE, write_uid = %(uid)s, write_date = %(stamp)s
             WHERE id IN (SELECT id FROM hcs_followup_task
                           WHERE %(person)s AND company_id = %(company)s AND state = 'open'
                             AND id <> %(bundle)s
                             AND CASE WHEN callback_agreed THEN next_try_at BETWEEN %(early)s AND %(late)s
                                      ELSE next_try_at < %(until)s AND %(callable)s END
                             FOR UPDATE SKIP LOCKED)
         RETURNING id
            """,
            uid=self.env.uid,
            now=now,
            bundle=self.id,
            stamp=self.env.cr.now(),
            person=self._same_person_sql(),
            company=self.company_id.id,
            until=until,
            early=now - CALLBACK_LATE,
            late=now + CALLBACK_EARLY,
            callable=callable_now,
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
                ids = [row[0] for row in self.env.cr.fetchall()]
        except psycopg2.errors.SerializationFailure:
            # somebody changed one of them a moment ago: it is called another time
            return self.browse()
        if ids:
            self._write_flow({"bundle": self.id})
            self.invalidate_model()
        return self.browse(ids)
