from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.cycle import cycle_of

PHASES = [
    ("collecting", "Collecting calls"),
    ("verification", "Numbers are verified"),
    ("review", "Review"),
    ("final", "Final result"),
    ("closed", "Closed"),
]


class HcsFollowupCycle(models.Model):
    """One month of follow-up: its cut, the verification of unreached numbers, review and final result (FUP-12).

    The month rules the figures. Calls go on all the time; those after the cut count in the next month.
    """

    _name = "hcs.followup.cycle"
    _description = "Month of follow-up"
    _inherit = ["hcs.thread.mixin", "hcs.export.mixin"]
    _order = "month desc, id desc"
    _rec_name = "month"
    _hcs_name_is_private = False

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, default=lambda self: self.env.company
    )
    month = fields.Date(required=True, readonly=True, help="First day of the month.")
    date_from = fields.Date("Counts from", required=True)
    date_to = fields.Date("Counts until", required=True, help="The cut of the data; it does not move.")
    verify_from = fields.Date("Numbers verified from", required=True)
    verify_to = fields.Date("Numbers verified until", required=True)
    review_on = fields.Date("Review on", required=True)
    final_on = fields.Date("Final result by", required=True)
    phase = fields.Selection(PHASES, "Where the month stands", compute="_compute_phase")
    # What was done
    verified_at = fields.Datetime(readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", "Verified by", readonly=True, copy=False, ondelete="restrict")
    reviewed_at = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", "Reviewed by", readonly=True, copy=False, ondelete="restrict")
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False, ondelete="restrict")
    review_note = fields.Text("Result of the review")
    feedback = fields.Text("Feedback and final result")
    # Figures
    number_ids = fields.One2many("hcs.followup.number", "cycle_id", "Numbers to verify", readonly=True)
    number_count = fields.Integer(compute="_compute_number_count", compute_sudo=True)
    number_open_count = fields.Integer("Numbers left", compute="_compute_number_count", compute_sudo=True)
    due_count = fields.Integer("Follow-ups due", compute="_compute_task_counts", compute_sudo=True)
    done_count = fields.Integer("Done", compute="_compute_task_counts", compute_sudo=True)
    unreached_count = fields.Integer("Unsuccessful or expired", compute="_compute_task_counts", compute_sudo=True)
    todo_count = fields.Integer("Still to call", compute="_compute_task_counts", compute_sudo=True)

    _month_uniq = models.Constraint("UNIQUE (company_id, month)", "This month is there already.")

    @api.depends("month")
    def _compute_display_name(self):
        for cycle in self:
            cycle.display_name = f"{cycle.month:%Y-%m}" if cycle.month else ""

    @api.depends("date_to", "verified_at", "reviewed_at", "closed_at")
    def _compute_phase(self):
        """Where the month stands follows from the day and from what was confirmed; nothing of it is stored."""
        now = fields.Datetime.now()
        for cycle in self:
            today = cycle.company_id._hcs_local_date(now) if cycle.company_id else fields.Date.today()
            if cycle.closed_at:
                cycle.phase = "closed"
            elif not cycle.date_to or today <= cycle.date_to:
                cycle.phase = "collecting"
            elif not cycle.verified_at:
                cycle.phase = "verification"
            elif not cycle.reviewed_at:
                cycle.phase = "review"
            else:
                cycle.phase = "final"

    @api.depends("number_ids.state")
    def _compute_number_count(self):
        counts = {}
        for cycle, state, count in self.env["hcs.followup.number"]._read_group(
            [("cycle_id", "in", self.ids)], ["cycle_id", "state"], ["__count"]
        ):
            total, left = counts.get(cycle.id, (0, 0))
            counts[cycle.id] = (total + count, left + count * (state == "open"))
        for cycle in self:
            cycle.number_count, cycle.number_open_count = counts.get(cycle.id, (0, 0))

    @api.depends("date_from", "date_to")
    def _compute_task_counts(self):
        for cycle in self:
            counts = dict(
                self.env["hcs.followup.task"]._read_group(cycle._get_task_domain(), ["state"], ["__count"])
                if cycle.date_from and cycle.date_to
                else []
            )
            counts.pop("cancelled", 0)
            cycle.due_count = sum(counts.values())
            cycle.done_count = counts.get("done", 0)
            cycle.unreached_count = counts.get("unsuccessful", 0) + counts.get("expired", 0)
            cycle.todo_count = counts.get("open", 0) + counts.get("in_progress", 0)

    @api.constrains("date_from", "date_to", "verify_from", "verify_to", "final_on")
    def _check_dates(self):
        for cycle in self:
            if not cycle.date_from < cycle.date_to <= cycle.verify_from <= cycle.verify_to <= cycle.final_on:
                raise ValidationError(
                    self.env._("A month is cut, verified and finished in this order. Look at the dates again.")
                )

    # ---------------------------------------------------------------- months by themselves

    @api.model
    def _prepare_values(self, company, month):
        """The days of a month by the settings of the hospital and its calendar."""
        worktime = company._hcs_worktime()
        days = cycle_of(
            month.year,
            month.month,
            lambda day: bool(worktime.spans(day)[0]),
            closing=company.hcs_cycle_closing_day,
            verify_days=company.hcs_cycle_verify_days,
            review=company.hcs_cycle_review_day,
            final=company.hcs_cycle_final_day,
        )
        return {"company_id": company.id, "month": month.replace(day=1), **days._asdict()}

    @api.model
    def _ensure(self, company, day):
        """The month to which ``day`` belongs; made where it is missing."""
        month = day.replace(day=1)
        values = self._prepare_values(company, month)
        if day > values["date_to"]:
            values = self._prepare_values(company, (month + timedelta(days=32)).replace(day=1))
        domain = [("company_id", "=", company.id), ("month", "=", values["month"])]
        return self.search(domain, limit=1) or self.create(values)

    @api.model
    def _cron_cycle(self, now=None):
        """Open the months, list the numbers to verify, and remind the leader of the dates."""
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            today = company._hcs_local_date(now)
            self._ensure(company, today)
            verified = self.search([("company_id", "=", company.id), ("verify_from", "<=", today)])
            for cycle in verified.filtered(lambda cycle: not cycle.verified_at):
                cycle._start_verification()

    def _start_verification(self):
        self._list_unreached()
        leader = self.env["hcs.followup.task"]._get_followup_team(self.company_id).leader_id
        if leader and not self.activity_ids:
            for day, summary in (
                (self.verify_to, self.env._("Verify the numbers nobody reached")),
                (self.review_on, self.env._("Review the month of follow-up")),
                (self.final_on, self.env._("Feedback and final result of the month")),
            ):
                self.activity_schedule(
                    "mail.mail_activity_data_todo", date_deadline=day, summary=summary, user_id=leader.id
                )

    def _list_unreached(self):
        """One line per patient who was not reached in the month; asked again, only new ones are added."""
        self.ensure_one()
        self.env.flush_all()
        company = self.company_id
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO hcs_followup_number
                       (patient_id, number_masked, task_id, kind, outcome_id, state, due_on, cycle_id, company_id,
                        create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT ON (t.patient_id) t.patient_id, a.number_masked, t.id, 'unreached', a.outcome_id,
                       'open', %(due)s, %(cycle)s, t.company_id, %(uid)s, %(stamp)s, %(uid)s, %(stamp)s
                  FROM hcs_followup_task t
                  JOIN hcs_patient p ON p.id = t.patient_id
                  JOIN LATERAL (SELECT a.number_masked, a.outcome_id, o.reached FROM hcs_followup_attempt a
                                  JOIN hcs_call_outcome o ON o.id = a.outcome_id
                                 WHERE a.task_id = t.id ORDER BY a.started_at DESC, a.id DESC LIMIT 1) a ON TRUE
                 WHERE t.company_id = %(company)s AND t.state = 'unsuccessful' AND a.reached IS NOT TRUE
                   AND t.closed_at >= %(since)s AND t.closed_at < %(until)s AND NOT %(blocked)s
                   AND NOT EXISTS (SELECT FROM hcs_followup_number n WHERE n.patient_id = t.patient_id
                                      AND (n.cycle_id = %(cycle)s OR n.state = 'open'))
                 ORDER BY t.patient_id, t.closed_at DESC
                    ON CONFLICT DO NOTHING
                """,
                due=self.verify_to,
                cycle=self.id,
                uid=self.env.uid,
                stamp=self.env.cr.now(),
                company=company.id,
                since=company._hcs_to_utc(self.date_from),
                until=company._hcs_to_utc(self.date_to + timedelta(days=1)),
                blocked=self.env["hcs.contact.guard"].sudo()._blocked_sql("followup", "call", "p"),
            )
        )
        count = self.env.cr.rowcount
        self.env["hcs.followup.number"].invalidate_model()
        self.invalidate_recordset(["number_ids"])
        return count

    # ---------------------------------------------------------------- actions

    def action_verified(self):
        self._check_phase("verification")
        if self.number_open_count:
            raise UserError(
                self.env._(
                    "%(count)s numbers are still to be verified. Settle them first.", count=self.number_open_count
                )
            )
        self._confirm("verified")

    def action_reviewed(self):
        self._check_phase("review")
        self._confirm("reviewed")

    def action_close(self):
        self._check_phase("final")
        if not (self.feedback or "").strip():
            raise UserError(self.env._("Write down the feedback and the final result first."))
        self._confirm("closed")

    def _check_phase(self, phase):
        self.ensure_one()
        self.check_access("write")
        if self.phase != phase:
            raise UserError(self.env._("The month stands elsewhere by now. Reload the page."))

    def _confirm(self, what):
        self.sudo().write(  # sudo: who confirmed is written by the buttons only
            {f"{what}_at": fields.Datetime.now(), f"{what}_by_id": self.env.uid}
        )

    def action_open_numbers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_followup_number_action")
        return action | {"domain": [("cycle_id", "=", self.id)], "display_name": self.display_name}

    def action_open_tasks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_followup_task_action")
        return action | {"domain": self._get_task_domain(), "context": {}, "display_name": self.display_name}

    def _get_task_domain(self):
        company = self.company_id
        return [
            ("company_id", "=", company.id),
            ("due_at", ">=", company._hcs_to_utc(self.date_from)),
            ("due_at", "<", company._hcs_to_utc(self.date_to + timedelta(days=1))),
        ]
