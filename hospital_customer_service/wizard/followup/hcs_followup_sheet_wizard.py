from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...models.common.hcs_export_mixin import EXPORT_GROUP
from ...tools.sheet import write_workbook


class HcsFollowupSheetWizard(models.TransientModel):
    """The detail sheet of a day: who called whom about what, and what is left of earlier days (FUP-10)."""

    _name = "hcs.followup.sheet.wizard"
    _description = "Follow-up Detail Sheet"
    _inherit = ["hcs.input.mixin"]

    day = fields.Date(required=True, default=fields.Date.context_today)
    department_ids = fields.Many2many("hcs.department", string="Departments", help="Empty: every department.")

    def action_download(self):
        self.ensure_one()
        self._check_export()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcs/followup/detail_sheet/{self.id}",
            "target": "download",
        }

    def _check_export(self):
        if not self.env.user.has_group(EXPORT_GROUP):
            raise AccessError(
                self.env._("You may not take patient data out. Ask for the right “Exports patient data”.")
            )

    # ---------------------------------------------------------------- content

    def _make_xlsx(self):
        self.ensure_one()
        self._check_export()
        # sudo: a reviewer reads the sheet of the follow-ups he may read, without the right to open patients
        attempts, unfinished = self._get_attempts().sudo(), self._get_unfinished().sudo()
        self._log_download(
            attempts.task_id.patient_id | unfinished.patient_id | self._get_rows().sudo().task_id.patient_id
        )
        return write_workbook(
            [
                (self.env._("Calls of %(day)s", day=self.day), self._call_columns(), map(self._call_row, attempts)),
                (self.env._("Unfinished"), self._left_columns(), map(self._left_row, unfinished)),
                (self.env._("To settle"), self._row_columns(), map(self._row_of, self._get_rows().sudo())),
            ]
        )

    def _bounds(self):
        company = self.env.company
        return company._hcs_to_utc(self.day, 0.0), company._hcs_to_utc(self.day + timedelta(days=1), 0.0)

    def _get_attempts(self):
        start, end = self._bounds()
        domain = Domain("started_at", ">=", start) & Domain("started_at", "<", end)
        domain &= Domain("company_id", "=", self.env.company.id)
        if self.department_ids:
            domain &= Domain("task_id.department_id", "child_of", self.department_ids.ids)
        return self.env["hcs.followup.attempt"].search(domain, order="started_at, id")

    def _get_unfinished(self):
        """Open tasks of this day and of earlier ones: tomorrow's sheet lists the unfinished."""
        domain = Domain("state", "in", ("open", "in_progress")) & Domain("due_at", "<", self._bounds()[1])
        domain &= Domain("company_id", "=", self.env.company.id)
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        return self.env["hcs.followup.task"].search(domain)

    def _get_rows(self):
        """Rows of this day and unfinished ones of earlier days, with the person and the date."""
        domain = Domain("day", "=", self.day) | (Domain("day", "<", self.day) & Domain("state", "!=", "done"))
        domain &= Domain("company_id", "=", self.env.company.id)
        if self.department_ids:
            domain &= Domain("department_id", "child_of", self.department_ids.ids)
        return self.env["hcs.followup.referral"].search(domain)

    def _row_columns(self):
        return [
            (self.env._("Day of the call"), 12),
            (self.env._("Kind"), 12),
            (self.env._("Patient"), 12),
            (self.env._("Department"), 14),
            (self.env._("What it is about"), 50),
            (self.env._("Who settles it"), 14),
            (self.env._("Until"), 12),
            (self.env._("Status"), 12),
            (self.env._("What was done"), 40),
        ]

    def _row_of(self, row):
        return [
            str(row.day),
            self._label(row, "kind"),
            row.patient_id.name,
            row.department_id.display_name or "",
            row.text,
            row.assignee_id.name or "",
            str(row.due_on or ""),
            self._label(row, "state"),
            row.result or "",
        ]

    def _common_columns(self):
        return [
            (self.env._("Patient"), 12),
            (self.env._("Sex"), 7),
            (self.env._("Age"), 6),
            (self.env._("Record number"), 14),
            (self.env._("Number"), 15),
            (self.env._("Department"), 14),
            (self.env._("Doctor"), 12),
            (self.env._("Diagnosis"), 24),
            (self.env._("Plan and step"), 30),
        ]

    def _call_columns(self):
        return [
            (self.env._("Time"), 17),
            *self._common_columns(),
            (self.env._("Outcome"), 14),
            (self.env._("Status"), 12),
            (self.env._("Health"), 30),
            (self.env._("Guidance given"), 30),
            (self.env._("Satisfaction"), 34),
            (self.env._("Opinions"), 34),
            (self.env._("Promise"), 24),
            (self.env._("Notes"), 30),
            (self.env._("Agent"), 12),
        ]

    def _left_columns(self):
        return [
            (self.env._("Due"), 17),
            *self._common_columns(),
            (self.env._("Status"), 12),
            (self.env._("Calls"), 7),
            (self.env._("Last outcome"), 14),
            (self.env._("Next try"), 17),
            (self.env._("Agent"), 12),
        ]

    def _call_row(self, attempt):
        task = attempt.task_id
        last = attempt == task.attempt_ids[:1]
        return [
            self._local(attempt.started_at),
            *self._common_row(task, attempt.number_masked),
            attempt.outcome_id.name,
            self._label(task, "state"),
            self._health(task) if last else "",
            task.guidance if last else "",
            self._satisfaction(task) if last else "",
            self._opinions(task) if last else "",
            self._promise(task) if last else "",
            attempt.note or (last and task.note) or "",
            attempt.user_id.name,
        ]

    def _left_row(self, task):
        return [
            self._local(task.due_at),
            *self._common_row(task, task.dial_number_masked),
            self._label(task, "state"),
            task.attempt_count,
            task.last_outcome_id.name,
            self._local(task.next_try_at),
            task.user_id.name,
        ]

    def _common_row(self, task, number):
        return [
            task._person_name(),
            self._label(task, "patient_sex"),
            task.patient_age if task.patient_id.sudo().birthdate else "",  # nobody's age is 0 because it is unknown
            task.patient_mrn,
            number,
            task.department_id.display_name,
            task.practitioner_id.display_name,
            "" if task.kept_secret else task.diagnosis,
            task.step_id.display_name,
        ]

    # ---------------------------------------------------------------- cells

    def _local(self, moment):
        return self.env.company._hcs_local(moment).strftime("%Y-%m-%d %H:%M") if moment else ""

    def _label(self, record, name):
        return dict(record._fields[name]._description_selection(self.env)).get(record[name], "")

    def _health(self, task):
        names = ("condition", "medication", "habits", "life_effect", "mood", "knowledge")
        parts = [
            f"{task._fields[name]._description_string(self.env)}: {self._label(task, name)}"
            for name in names
            if task[name]
        ]
        return "\n".join([*parts, *filter(None, [task.health_note])])

    def _satisfaction(self, task):
        return "\n".join(
            " ".join(
                filter(
                    None,
                    [
                        f"{self._label(line, 'aspect')}: {self._label(line, 'level')}",
                        ", ".join(line.reason_ids.mapped("name")),
                        line.reason,
                    ],
                )
            )
            for line in task.satisfaction_ids
            if line.level
        )

    def _opinions(self, task):
        return "\n".join(f"{self._label(opinion, 'kind')}: {opinion.text}" for opinion in task.opinion_ids)

    def _promise(self, task):
        return " · ".join(filter(None, [task.promise, task.promise_on and str(task.promise_on)]))

    def _log_download(self, patients):
        """A sheet that leaves the house is an export of every patient on it (SEC-01)."""
        # sudo: nobody writes the log by hand
        self.env["hcs.access.log"].sudo().create(
            [
                {
                    "user_id": self.env.uid,
                    "patient_id": patient.id,
                    "company_id": self.env.company.id,
                    "kind": "export",
                    "model": "hcs.followup.task",
                    "detail": str(self.day),
                }
                for patient in patients
            ]
        )
