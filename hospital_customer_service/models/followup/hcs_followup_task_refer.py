from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..common.arguments import a_choice, a_text, arguments
from .hcs_followup_satisfaction import BAD_LEVELS

REVISIT_STEP = "hospital_customer_service.hcs_followup_plan_step_revisit"


class HcsFollowupTask(models.Model):
    """What a finished call sets going beside itself: reminders, and rows for the executive assistant."""

    _inherit = "hcs.followup.task"

    referral_ids = fields.One2many("hcs.followup.referral", "task_id", "Passed on", readonly=True)

    def _keep_promise(self):  # pylint: disable=missing-return
        super()._keep_promise()
        if self.revisit_on:
            self._plan_revisit_reminder()
        self._refer_what_was_said()

    # ---------------------------------------------------------------- revisit

    def _plan_revisit_reminder(self):
        """One call on the last calling day before the revisit; a new date moves it, the guard is asked at the dial."""
        step = self.env.ref(REVISIT_STEP, raise_if_not_found=False)
        now = fields.Datetime.now()
        days = self._get_days_before(self.revisit_on, now)
        if not step or not days:
            return self.browse()
        first, last = days
        tasks = self.sudo()  # sudo: the reminder follows from the call, whoever may make tasks by hand
        vals = {"not_before": first, "due_at": last, "next_try_at": first, "late_at": last}
        domain = [*self._reminder_person(), ("step_id", "=", step.id)]
        known = tasks.search([*domain, ("state", "=", "open"), ("attempt_count", "=", 0)], limit=1)
        if known:
            known.write(vals | {"revisit_on": self.revisit_on})
            return known
        return tasks.create(
            {
                **vals,
                "patient_id": self.patient_id.id,
                "visit_id": self.visit_id.id,
                "service_record_id": self.service_record_id.id,
                "step_id": step.id,
                "department_id": self.department_id.id,
                "company_id": self.company_id.id,
                "occurrence": tasks.search_count(domain),
                "anchor_at": now,
                "revisit_on": self.revisit_on,
            }
        )

    def _reminder_person(self):
        return [("patient_id", "=", self.patient_id.id)]

    def _get_days_before(self, day, now):
        """First moment and end of the last calling day before ``day``, None when there is none left."""
        slots = self.env["hcs.calling.slot"]
        slots._ensure(self.company_id, self.company_id._hcs_local_date(now), day)
        rows = self.env.execute_query(
            SQL(
                """SELECT MIN(s.from_utc), MAX(s.to_utc) FROM hcs_calling_slot s
                    WHERE s.company_id = %s AND s.team_id IS NULL AND s.channel = 'call' AND s.day < %s
                      AND s.from_utc > %s
                 GROUP BY s.day ORDER BY s.day DESC LIMIT 1""",
                self.company_id.id,
                day,
                now,
            )
        )
        return rows[0] if rows else None

    # ---------------------------------------------------------------- executive assistant

    def _refer_what_was_said(self):
        """Suggestions, and dissatisfaction that was not settled on the call, go to the executive assistant first."""
        rows = [
            {
                "kind": "suggestion",
                "text": opinion.text,
                "opinion_id": opinion.id,
                "department_id": opinion.department_id.id,
            }
            for opinion in self.sudo().opinion_ids
            if opinion.kind == "suggestion" and opinion.state == "new"
        ]
        bad = self.satisfaction_ids.filtered(lambda line: line.level in BAD_LEVELS)
        if bad and not self.solved_on_call:
            aspects = dict(bad._fields["aspect"]._description_selection(self.env))
            lines = [
                f"{aspects[line.aspect]}: {', '.join(filter(None, [*line.reason_ids.mapped('name'), line.reason]))}"
                for line in bad
            ]
            rows.append({"kind": "complaint", "text": "\n".join(lines)})
        self._refer(rows)

    @arguments(text=a_text, kind=a_choice("kind", "hcs.followup.referral"))
    def action_refer_to_executive(self, text=None, kind="problem"):
        """Pass on what the caller cannot settle.

        :param text: in a sentence; the notes of the call by default
        """
        self.ensure_one()
        self.check_access("write")
        rows = self._refer([{"kind": kind, "text": text or self.note or self.promise or self.step_id.display_name}])
        return rows._get_records_action() if rows else True

    def _refer(self, values_list):
        known = self.sudo().referral_ids.mapped(lambda row: (row.kind, row.text))
        referee = self.company_id._hcs_get_referee()
        return (
            self.env["hcs.followup.referral"]
            .sudo()  # sudo: rows are made by calls, whoever may assign them
            .create(
                [
                    {
                        "task_id": self.id,
                        "company_id": self.company_id.id,
                        "department_id": self.department_id.id,
                        "day": self.company_id._hcs_local_date(fields.Datetime.now()),
                        "reported_by_id": self.env.uid,
                        "referee_id": referee.id,
                        **{name: value for name, value in values.items() if value},
                    }
                    for values in values_list
                    if (values["kind"], values["text"]) not in known
                ]
            )
            .with_env(self.env)
        )

    @api.model
    def _cron_sheet(self, now=None):
        """Tell the executive assistant in the evening that the sheet of the day is there, once a day."""
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        told = 0
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            day = company._hcs_local_date(now)
            if now < company._hcs_to_utc(day, company.hcs_sheet_hour):
                continue
            team = self._get_followup_team(company)
            referee = company._hcs_get_referee(now)
            start = company._hcs_to_utc(day)
            called = self.env["hcs.followup.attempt"].search_count(
                [
                    ("company_id", "=", company.id),
                    ("started_at", ">=", start),
                    ("started_at", "<", start + timedelta(days=1)),
                ],
                limit=1,
            )
            summary = self.env._("Detail sheet of %(day)s", day=day)
            if team and referee and called and summary not in team.activity_ids.mapped("summary"):
                team.activity_schedule(
                    "mail.mail_activity_data_todo", date_deadline=day, summary=summary, user_id=referee.id
                )
                told += 1
        return told
