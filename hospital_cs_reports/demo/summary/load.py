"""Summaries of the demonstration hospital: compiled, signed, discussed and published as the centre would have."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path

from markupsafe import Markup

from odoo import fields

from ...tools import periods

WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
COUNTS = {"week": 8, "month": 2, "quarter": 1}
STEPS = ("submit", "review", "publish")


class SummaryLoader:
    def __init__(self, env):
        # nobody is written to about signatures of the past, and the discussion does not say that all was done today
        quiet = {"mail_activity_quick_update": True, "mail_create_nolog": True, "tracking_disable": True}
        self.env = env(context={**env.context, **quiet})
        self.company = self.env.ref("base.main_company")
        self.now = fields.Datetime.now()
        self.today = self.company._hcs_local_date(self.now)

    def load(self):
        summaries = self.env["hcs.summary"].search([("company_id", "=", self.company.id)], limit=1)
        director = self.env.ref("hospital_customer_service.user_director_demo", raise_if_not_found=False)
        if summaries or not director:
            return  # loaded before, or the hospital itself was not
        self.director = director
        self.executive = self.env.ref("hospital_customer_service.user_executive_demo")
        self.assistant = self.env.ref("hospital_customer_service.user_assistant_demo")
        for period, steps in self._periods():
            self._make(period, steps)
        self._count_days()

    def _count_days(self):
        """Trends of the months that lie behind, which a hospital gets night by night."""
        figures, last = self.env["hcs.day.figure"], self.today - timedelta(days=1)
        for name in figures._names():
            days = figures._touched(self.company, name, last)
            if days:
                figures._refresh(self.company, days, [name])

    def _periods(self):
        """(period, how far it got), oldest first: a comparison then finds the signed figures of the one before."""
        [(first, last)] = self.env["hcs.followup.task"]._read_group([], [], ["due_at:min", "due_at:max"])
        if not last:
            return []
        since = self.company._hcs_local_date(first)
        chosen = []
        for kind, count in COUNTS.items():
            closed = periods.closed_since(kind, since, self.today, self.company.hcs_month_start)
            whole = [period for period in closed if period.date_from >= since - timedelta(days=5)]
            chosen += [(period, self._steps(kind, age)) for age, period in enumerate(reversed(whole[-count:]))]
        return sorted(chosen, key=lambda pair: (pair[0].date_to, -pair[0].date_from.toordinal()))

    def _steps(self, kind, age):
        """The newest week waits for the executive and the one before for publication; all else is published."""
        return STEPS[: 1 + age] if kind == "week" else STEPS

    def _make(self, period, steps):
        model = self.env["hcs.summary"].with_user(self.director).with_company(self.company)
        summary, _created = model._find_or_create(self.company, period)
        summary.action_compile()
        if summary.is_provisional:
            return  # its numbers are verified these days: it waits for its final figures
        summary.narrative = self._narrative(summary)
        self._explain(summary)
        self._say_what_came_of_it(summary)
        summary.action_submit()
        by_executive = summary.with_user(self.executive)
        if "review" in steps:
            self._give_feedback(summary, period)
            if summary.kind != "week":
                self._hold_discussion(summary, period)
            by_executive.action_review()
        if "publish" in steps:
            by_executive.action_publish()
        self._backdate(summary.sudo(), period, steps)

    def _narrative(self, summary):
        total = {line.kpi_id.code: line for line in summary.line_ids if line.dimension == "total"}
        worst = min(
            (
                line
                for line in summary.line_ids
                if line.dimension == "aspect" and line.kpi_id.code == "fu_satisfaction_rate" and line.denominator
            ),
            key=lambda line: line.value,
            default=None,
        )
        texts = {code: line.value_text for code, line in total.items()}
        texts["worst"] = worst.with_context(lang="zh_CN").label if worst else ""
        texts["worst_rate"] = worst.value_text if worst else ""
        parts = [part.format_map(Known(texts)) for part in WORDS["narrative"][summary.kind]]
        return Markup("").join(Markup("<p>%s</p>") % part for part in parts)

    def _explain(self, summary):
        """Fact, cause and action of every figure that misses its target."""
        for explanation in summary.explanation_ids:
            texts = WORDS["explanations"].get(explanation.kpi_id.code) or WORDS["explanations"]["other"]
            figure = explanation.figure or "–"
            explanation.write({name: text.format(figure=figure) for name, text in texts.items()})

    def _say_what_came_of_it(self, summary):
        rows = summary.measure_ids.filtered(lambda row: not row.decided)
        for row, text in zip(rows, WORDS["progress"] * len(rows), strict=False):
            row.note = text

    def _hold_discussion(self, summary, period):
        """Minutes, and the measures decided there: the first is proved, the next ones go on."""
        words = WORDS["minutes"][summary.kind]
        held_on = min(summary.review_on or period.date_to, self.today)
        self.env["hcs.summary.minutes"].with_user(self.executive).create(
            {
                "summary_id": summary.id,
                "held_on": held_on,
                "place": words["place"],
                "chair_id": self.executive.id,
                "participant_ids": [(6, 0, (self.director | self.assistant).ids)],
                "others": words["others"],
                "minutes": Markup("").join(Markup("<p>%s</p>") % line for line in words["lines"]),
            }
        )
        self.env["hcs.corrective.action"].with_user(self.executive).create(
            {
                "summary_id": summary.id,
                "company_id": self.company.id,
                "name": words["measure"],
                "kind": "preventive",
                "owner_id": self.director.id,
                "due_on": self.today + timedelta(days=21),
            }
        )

    def _give_feedback(self, summary, period):
        rows = WORDS["feedback"][summary.kind]
        number = period.number % len(rows)
        for offset, user in enumerate((self.assistant, self.executive)):
            if summary.kind == "week" and offset:
                break
            text, decision = rows[(number + offset) % len(rows)]
            self.env["hcs.summary.feedback"].create(
                {
                    "summary_id": summary.id,
                    "user_id": user.id,
                    "date": min(period.date_to + timedelta(days=2 + offset), self.today),
                    "text": text,
                    "decision": decision,
                }
            )

    def _backdate(self, summary, period, steps):
        """Signatures of the days after the period: counted the next morning, reviewed and published in that week."""
        moments = {}
        names = {"submit": "submitted_at", "review": "reviewed_at", "publish": "published_at"}
        # a month is final when its numbers are verified
        first = period.date_to if summary.kind == "week" else summary.verify_to
        for offset, name in enumerate(["compiled_at", *(names[step] for step in steps)]):
            local = datetime.combine(first + timedelta(days=1 + offset), time(9 + offset, 20))
            moments[name] = min(self.company._hcs_to_utc(local.date(), local.hour + local.minute / 60), self.now)
        summary.write(moments)


class Known(dict):
    """Words for figures; a figure that was not counted is a dash."""

    def __missing__(self, key):
        return "–"
