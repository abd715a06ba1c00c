"""Ground for the tests of the reports: a hospital of its own, with follow-ups whose figures can be counted by hand."""

import random
from datetime import datetime, timedelta

import pytz

from odoo import Command
from odoo.tools.mail import is_html_empty

from tests.common import TZ, HcsCase

SHANGHAI = pytz.timezone(TZ)
OUTCOMES = ("no_answer", "powered_off", "empty_number")
ASPECTS = ("doctor", "nurse", "waiting")


def local(text):
    """``"2026-06-01 18:30"`` on the hospital's clock, as it is stored (naive UTC)."""
    moment = SHANGHAI.localize(datetime.strptime(text, "%Y-%m-%d %H:%M"))
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


class ReportCase(HcsCase):
    """``self.hospital`` has two departments; ``_task`` makes one follow-up, ``_fill`` many random ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital = cls.env["res.company"].create({"name": "Hospital of the Reports", "hcs_tz": TZ})
        users = cls.env["res.users"].search([("login", "like", "hcs_")])
        users.write({"company_ids": [Command.link(cls.hospital.id)], "company_id": cls.hospital.id})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.hospital.ids})
        departments = cls.env["hcs.department"].create(
            [{"name": name, "company_id": cls.hospital.id} for name in ("Surgery", "Dentistry")]
        )
        cls.surgery, cls.dentistry = departments
        cls.patients = cls.env["hcs.patient"].create(
            [{"name": f"Patient {number}", "company_id": cls.hospital.id} for number in range(12)]
        )
        plans = cls.env["hcs.followup.plan"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "target": "arrived",
                    "anchor": "visit",
                    "company_id": cls.hospital.id,
                    "step_ids": [Command.create({"name": "Call", "offset": 0, "latest": 1, "unit": "day"})],
                }
                for name, code in (("Evening call", "t_evening"), ("Late call", "t_late"))
            ]
        )
        cls.evening, cls.late = plans
        cls.summaries = cls.env["hcs.summary"]
        cls.made = 0

    @classmethod
    def _task(cls, due, state="done", first=None, **values):
        """A follow-up due at the local time ``due``, first called at ``first``."""
        cls.made += 1
        plan = values.pop("plan", cls.evening)
        answers = values.pop("answers", {})
        return cls.env["hcs.followup.task"].create(
            {
                "patient_id": cls.patients[cls.made % len(cls.patients)].id,
                "step_id": plan.step_ids[0].id,
                "department_id": cls.surgery.id,
                "user_id": cls.user_followup.id,
                "company_id": cls.hospital.id,
                "state": state,
                "due_at": local(due),
                "not_before": local(due) - timedelta(hours=3),
                "first_attempt_at": first and local(first),
                "attempt_count": 1 if first else 0,
                "satisfaction_ids": [Command.create({"aspect": a, "level": level}) for a, level in answers.items()],
                **values,
            }
        )

    @classmethod
    def _fill(cls, count, first="2026-06-01 00:00", days=60, seed=1):
        """Random follow-ups of every state; the same for the same seed."""
        draw = random.Random(seed)
        start = local(first)
        vals_list = []
        for _number in range(count):
            due = start + timedelta(minutes=draw.randrange(days * 24 * 60))
            state = draw.choice(("done", "done", "done", "unsuccessful", "open", "expired", "cancelled"))
            called = state in ("done", "unsuccessful") or (state == "open" and draw.random() < 0.3)
            failed = draw.randrange(1, 4) if state == "unsuccessful" else 0
            levels = [
                Command.create({"aspect": aspect, "level": draw.choice(("1", "2", "3", "4", "na", False))})
                for aspect in ASPECTS
                if state == "done"
            ]
            vals_list.append(
                {
                    "patient_id": draw.choice(cls.patients).id,
                    "step_id": draw.choice((cls.evening, cls.late)).step_ids[0].id,
                    "department_id": draw.choice((cls.surgery, cls.dentistry)).id,
                    "user_id": draw.choice((cls.user_followup.id, cls.user_agent.id, False)),
                    "company_id": cls.hospital.id,
                    "state": state,
                    "due_at": due,
                    "not_before": due - timedelta(hours=3),
                    "first_attempt_at": called and due + timedelta(minutes=draw.randrange(-120, 60)),
                    "attempt_count": 1 if called else 0,
                    "failed_count": failed,
                    "last_outcome": draw.choice(OUTCOMES) if state == "unsuccessful" else called and "answered",
                    "satisfaction_ids": levels,
                }
            )
        tasks = cls.env["hcs.followup.task"].create(vals_list)
        kinds = ("opinion", "suggestion", "need")
        cls.env["hcs.opinion"].create(
            [
                {
                    "kind": draw.choice(kinds),
                    "text": "The waiting room is cold.",
                    "patient_id": task.patient_id.id,
                    "company_id": cls.hospital.id,
                    "res_model": "hcs.followup.task",
                    "res_id": task.id,
                }
                for task in tasks
                if draw.random() < 0.2
            ]
        )
        return tasks

    def _summary(self, kind="week", date_from="2026-06-01", compiled=True, user=None):
        """A summary of the hospital, by default the week of Monday 1 June 2026, counted by the director."""
        summary = self.as_user(user or self.user_director, "hcs.summary").create(
            {"kind": kind, "date_from": date_from, "company_id": self.hospital.id}
        )
        if compiled:
            summary.action_compile()
        return summary

    def _explain(self, summary):
        """Write what a summary has to say before it is submitted; what is written already stays."""
        summary = summary.with_user(self.user_director)
        if is_html_empty(summary.narrative):
            summary.narrative = "<p>A week like others.</p>"
        for explanation in summary.explanation_ids:
            for name in ("fact", "cause", "action"):
                explanation[name] = explanation[name] or f"The {name} of it."
        for row in summary.measure_ids.filtered(lambda row: not row.note):
            row.note = "It goes on."
        if summary.revises_id and not summary.revision_reason:
            summary.revision_reason = "Late data."

    def _submit(self, summary, user=None):
        """Submit a summary with all that has to be written."""
        self._explain(summary)
        return summary.with_user(user or self.user_director).action_submit()

    def _notices(self, summary, subject):
        """The messages about a summary that went to people's own boxes."""
        domain = [("model", "=", summary._name), ("res_id", "=", summary.id), ("subject", "like", subject)]
        return self.env["mail.message"].sudo().search(domain)

    def _figure(self, summary, code, dimension="total", res_id=0, value_code=False):
        line = summary.line_ids.filtered(
            lambda line: (
                (line.kpi_id.code, line.dimension, line.res_id, line.code) == (code, dimension, res_id, value_code)
            )
        )
        self.assertEqual(len(line), 1, f"{code} {dimension} {res_id} {value_code}")
        return line
