"""What patients answered: satisfaction, health, advice, promises, opinions; and calls that came in."""

from datetime import timedelta

from odoo import Command

from .words import WORDS

LEVELS = ("4", "3", "2", "1", "na")
ODDS = (44, 43, 8, 2, 3)
SHARE = {"doctor": 0.9, "waiting": 0.7, "environment": 0.6, "cost": 0.5, "consultant": 0.12}
TREATED = ("outpatient_surgery", "inpatient_surgery", "discharge")
HEALTH = {
    "condition": (("recovered", "better", "same", "worse"), (30, 55, 13, 2)),
    "medication": (("as_ordered", "partly", "stopped", "none"), (70, 12, 4, 14)),
    "habits": (("good", "fair", "poor"), (60, 33, 7)),
    "life_effect": (("none", "some", "severe"), (62, 35, 3)),
    "mood": (("good", "fair", "low"), (66, 30, 4)),
    "knowledge": (("good", "some", "none"), (45, 45, 10)),
}
GUIDES = ("guide_explanation", "guide_diet", "guide_activity", "guide_rest", "guide_revisit")


class AnswerLoader:
    def __init__(self, followup, jobs):
        self.followup = followup
        self.hospital = followup.hospital
        self.env = followup.env
        self.rng = followup.rng
        self.answered = [
            (job, followup.tasks[job.task_id])
            for job in jobs
            if job.state == "done" and job.last.outcome in ("answered", "proxy")
        ]
        reasons = self.env["hcs.followup.reason"].search([])
        self.reasons = {kind: list(lines) for kind, lines in reasons.grouped("kind").items()}

    def load(self):
        satisfaction, opinions = [], []
        for job, task in self.answered:
            target = task.step_id.plan_id.target
            task.write(self._prepare_answer(job, task, target))
            satisfaction += self._prepare_satisfaction(task, target)
            if self.rng.random() < 0.11:
                opinions.append(self._prepare_opinion(job, task))
            if task.promise_on and task.promise_on >= self.hospital.today:
                agent = self.followup.agents[job.agent]
                task._ask_for("mail_activity_type_promise", agent, task.promise, deadline=task.promise_on)
        self.env["hcs.followup.satisfaction"].create(satisfaction)
        self.env["hcs.opinion"].create(opinions)
        self._incoming_calls()

    def _dice(self, name):
        values, odds = HEALTH[name]
        return self.rng.choices(values, odds)[0]

    def _prepare_answer(self, job, task, target):
        rng = self.rng
        day = self.hospital.to_local(job.closed_at).date()
        values = {"note": rng.choice(WORDS["notes"][target])}
        if target in TREATED or (target == "arrived" and rng.random() < 0.6):
            values.update({name: self._dice(name) for name in HEALTH})
            if rng.random() < 0.3:
                values["health_note"] = rng.choice(WORDS["health_notes"])
            values["guidance"] = rng.choice(WORDS["guidance"])
            values.update({name: rng.random() < 0.5 for name in GUIDES})
            values["guide_explanation"] = True
        if values.get("guide_revisit") or target in ("no_show", "interrupted"):
            values["revisit_on"] = day + timedelta(days=rng.randint(3, 30))
        if rng.random() < 0.04:
            values["promise"] = rng.choice(WORDS["promises"])
            values["promise_on"] = day + timedelta(days=rng.randint(1, 7))
        if values.get("condition") == "worse":
            values["doctor_feedback"] = rng.choice(WORDS["doctor_feedback"])
        values["solved_on_call"] = rng.random() < 0.12
        return values

    def _prepare_satisfaction(self, task, target):
        rng = self.rng
        if rng.random() < 0.08:
            return []
        share = {**SHARE, "nurse": 0.85 if target in TREATED else 0.4}
        if target == "no_show":
            share = {}
        aspects = [aspect for aspect, chance in share.items() if rng.random() < chance]
        lines = [{"task_id": task.id, "aspect": aspect, "level": rng.choices(LEVELS, ODDS)[0]} for aspect in aspects]
        worst = min((line["level"] for line in lines if line["level"] != "na"), default="3")
        overall = "3" if worst in "12" and rng.random() < 0.6 else rng.choices(LEVELS[:2], (55, 45))[0]
        lines.append({"task_id": task.id, "aspect": "overall", "level": "2" if worst == "1" else overall})
        # every dissatisfied aspect has a reason, and at least one of those a person is satisfied with (FUP-08)
        praised = next((line for line in reversed(lines) if line["level"] in ("3", "4")), None)
        for line in lines:
            if line["level"] in ("1", "2"):
                self._give_reason(line, "bad")
            elif line is praised or line["level"] != "na" and rng.random() < 0.3:
                self._give_reason(line, "good")
        return lines

    def _give_reason(self, line, kind):
        if self.reasons.get(kind):
            line["reason_ids"] = [Command.set([self.rng.choice(self.reasons[kind]).id])]
        if kind == "bad" or self.rng.random() < 0.3:
            line["reason"] = self.rng.choice(WORDS[f"{kind}_reasons"])

    def _prepare_opinion(self, job, task):
        department_key = self._department_keys().get(task.department_id.id)
        fitting = [row for row in WORDS["opinions"] if not row[3] or department_key in row[3]]
        kind, about, text, _departments = self.rng.choice(fitting)
        age = self.hospital.now - job.closed_at
        state = self.rng.choices(("new", "passed", "settled"), (6, 3, 1) if age < timedelta(days=4) else (1, 2, 9))[0]
        return {
            "company_id": task.company_id.id,
            "kind": kind,
            "category_id": self._categories().get(about, False),
            "department_id": task.department_id.id,
            "text": text,
            "noted_at": job.closed_at,
            "patient_id": task.patient_id.id,
            "visit_id": task.visit_id.id,
            "state": state,
            "answer": self.rng.choice(WORDS["answers"]) if state == "settled" else False,
            "user_id": self.followup.agents[job.agent].id,
            "res_model": task._name,
            "res_id": task.id,
        }

    def _department_keys(self):
        return {self.hospital.ref(f"hcs_department_{key}_demo").id: key for key in self.hospital.department_keys}

    def _categories(self):
        """Code of a category → id; the words name the category by a code of the shipped ones."""
        return {category.code: category.id for category in self.env["hcs.opinion.category"].search([])}

    def _incoming_calls(self):
        """The desk is called as well: questions of the last weeks, from patients and from strangers."""
        rng, hospital = self.rng, self.hospital
        desk = [hospital.ref(f"user_{login}_demo") for login in ("agent", "agent2")]
        lines = []
        for number in range(60):
            start = hospital.now - timedelta(minutes=rng.randint(30, 60 * 24 * 28))
            local = hospital.to_local(start)
            if not 8 <= local.hour < 18:
                continue
            patient = rng.choice(hospital.patients) if number % 4 else None
            lines.append(
                {
                    "company_id": hospital.company.id,
                    "patient_id": patient.id if patient else False,
                    "caller_name": False if patient else rng.choice(WORDS["callers"]),
                    "channel": rng.choice(("call", "call", "call", "wechat")),
                    "direction": "in",
                    "purpose": "service",
                    "number": patient.phone_ids[:1].number if patient else False,
                    "started_at": start,
                    "ended_at": start + timedelta(seconds=rng.randint(50, 500)),
                    "outcome": "answered",
                    "user_id": rng.choice(desk).id,
                    "note": rng.choice(WORDS["call_in"]),
                }
            )
        self.env["hcs.contact"].create(lines)
