"""Plan the past days, let the call centre work, and write down what came of it."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from ...tools.retry import Rules, Window
from .centre import Centre, Job
from .words import WORDS

PLANNER_AT = time(17, 45)
MOMENTS = ("planned_at", "arrived_at", "ended_at", "surgery_at", "discharged_at", "interrupted_at")
AGENTS = ("followup", "followup2", "followup3", "pii", "leader")


class FollowupLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.rng = hospital.rng
        self.now = hospital.now

    def load(self):
        self._plan()
        self.outcomes = {outcome.code: outcome for outcome in self.env["hcs.call.outcome"].search([])}
        self.agents = [self.hospital.ref(f"user_{login}_demo") for login in AGENTS]
        tasks = self.env["hcs.followup.task"].search([])
        jobs = self._make_jobs(tasks)
        self._make_centre(jobs).work()
        self._write_calls(jobs)
        self._write_tasks(jobs)
        self._write_answers([job for job in jobs if job.state == "done"])
        return tasks

    # Planning -------------------------------------------------------------------------------------------------------

    def _plan(self):
        """Run the planner as of each past day, as the scheduled action would have."""
        hospital = self.hospital
        days = defaultdict(set)
        spare = timedelta(days=1) - timedelta(hours=PLANNER_AT.hour, minutes=PLANNER_AT.minute)
        for visit in hospital.visits:
            for name in MOMENTS:
                moment = visit[name]
                if moment and moment <= self.now:
                    days[(hospital.to_local(moment) + spare).date()].add(visit.id)
        plan_model = self.env["hcs.followup.plan"]
        for day in sorted(days):
            at = min(hospital.to_utc(datetime.combine(day, PLANNER_AT)), self.now)
            plan_model._plan_visits(hospital.visits.browse(sorted(days[day])), now=at)

    # The centre -----------------------------------------------------------------------------------------------------

    def _make_jobs(self, tasks):
        self.persons = {patient.id: number for number, patient in enumerate(self.hospital.patients)}
        self.phones = {
            patient.id: patient.phone_ids.sorted(lambda line: (not line.preferred, line.sequence, line.id))
            for patient in self.hospital.patients
        }
        return [
            Job(
                task_id=task.id,
                person=self.persons[task.patient_id.id],
                plan=task.step_id.plan_id.id,
                visit=task.visit_id.id,
                not_before=task.not_before,
                due_at=task.due_at,
                phones=max(1, len(self.phones[task.patient_id.id])),
            )
            for task in tasks
        ]

    def _make_centre(self, jobs):
        hospital, company = self.hospital, self.hospital.company
        died, withdrew, wrong = {}, {}, set()
        for number, person in enumerate(hospital.people):
            if person.died_days_ago is not None:
                died[number] = hospital.to_utc(self._evening(person.died_days_ago))
            for purpose, state, days, _source in person.consents:
                if (purpose, state) == ("followup", "withdrawn"):
                    withdrew[number] = hospital.to_utc(self._evening(days, 9))
            if person.wrong_number:
                wrong.add(number)
        return Centre(
            self.rng,
            jobs,
            {code: outcome._as_rule() for code, outcome in self.outcomes.items()},
            {code for code, outcome in self.outcomes.items() if outcome.do_not_call},
            self._windows(),
            self.now,
            self.agents,
            Rules(
                max_failures=company.hcs_max_failures,
                one_failure_per_window=company.hcs_one_failure_per_window,
                inconvenient_ends=company.hcs_inconvenient_ends,
            ),
            timedelta(days=company.hcs_overdue_days),
            died,
            withdrew,
            wrong,
        )

    def _evening(self, days_ago, hour=20):
        return datetime.combine(self.hospital.today - timedelta(days=days_ago), time(hour))

    def _windows(self):
        first = self.hospital.start - timedelta(days=1)
        slots = self.env["hcs.calling.slot"].search_read(
            [
                ("company_id", "=", self.hospital.company.id),
                ("team_id", "=", False),
                ("channel", "=", "call"),
                ("day", ">=", first),
                ("day", "<=", self.hospital.today + timedelta(days=60)),
            ],
            ["from_utc", "to_utc"],
            order="from_utc",
        )
        return [Window(slot["from_utc"], slot["to_utc"]) for slot in slots]

    # What is written down -------------------------------------------------------------------------------------------

    def _write_calls(self, jobs):
        attempts, contacts = [], []
        for job in jobs:
            task = self.env["hcs.followup.task"].browse(job.task_id)
            phones = self.phones[task.patient_id.id]
            for call in job.calls:
                phone = phones[call.phone] if call.phone < len(phones) else phones[:1]
                outcome = self.outcomes[call.outcome]
                common = {
                    "company_id": task.company_id.id,
                    "user_id": self.agents[call.agent].id,
                    "channel": "call",
                    "started_at": call.started_at,
                    "ended_at": call.ended_at,
                    "note": self._call_note(outcome),
                }
                attempts.append(
                    {
                        **common,
                        "task_id": task.id,
                        "phone_id": phone.id,
                        "number_masked": phone.number_masked,
                        "outcome_id": outcome.id,
                        "counted": call.counted,
                    }
                )
                if outcome.placed:
                    contacts.append(
                        {
                            **common,
                            "patient_id": task.patient_id.id,
                            "direction": "out",
                            "purpose": "followup",
                            "number": phone.number,
                            "outcome": outcome.code,
                            "res_model": task._name,
                            "res_id": task.id,
                        }
                    )
        self.env["hcs.followup.attempt"].create(attempts)
        self.env["hcs.contact"].create(contacts)

    def _call_note(self, outcome):
        if outcome.reached or self.rng.random() < 0.6:
            return False
        return self.rng.choice(WORDS["failed_notes"]) if outcome.counts_as_failure else False

    def _write_tasks(self, jobs):
        todo = []
        for job in jobs:
            task = self.env["hcs.followup.task"].browse(job.task_id)
            history, last = job.history, job.last
            values = {
                "state": job.state,
                "next_try_at": job.next_try_at,
                "late_at": job.late_at,
                "closed_at": job.closed_at,
                "cancel_reason": job.cancel_reason,
                "attempt_count": history.attempts,
                "failed_count": history.failures,
                "callback_count": history.callbacks,
                "callback_agreed": job.callback_agreed,
                "failed_slot_at": history.failed_window,
                "last_outcome": last.outcome if last else False,
                "first_attempt_at": job.calls[0].started_at if last else False,
                "dialled_at": last.started_at if last else False,
                "user_id": self.agents[job.agent].id if job.agent is not None else False,
            }
            task.write({name: value for name, value in values.items() if value not in (None, False)})
            if job.state == "open" and job.next_try_at <= self.now:
                todo.append((job, task))
        self._hand_out(todo)

    def _hand_out(self, todo):
        """Some of what is due now lies on somebody's desk already; two calls are being prepared this moment."""
        for number, (job, task) in enumerate(todo):
            if job.agent is None and number % 3:
                task.user_id = self.agents[number % len(self.agents)]
        for agent, (_job, task) in zip(self.agents, todo[:2], strict=False):
            task.write({"state": "in_progress", "user_id": agent.id, "claimed_at": self.now - timedelta(minutes=4)})
