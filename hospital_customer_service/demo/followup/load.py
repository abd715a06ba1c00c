"""Plan the past days, let the call centre work, and write down what came of it."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from ...tools.retry import Rules, Window
from ..patient.load import PatientLoader
from .answers import AnswerLoader
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
        tasks = self.env["hcs.followup.task"].search([])
        self.tasks = {task.id: task for task in tasks}
        self.outcomes = {outcome.code: outcome for outcome in self.env["hcs.call.outcome"].search([])}
        self.agents = [self.hospital.ref(f"user_{login}_demo") for login in AGENTS]
        jobs = self._make_jobs(tasks)
        centre = self._make_centre(jobs)
        centre.holiday_calls = self._holiday_calls(centre.windows)
        centre.work()
        self._write_calls(jobs)
        self._write_tasks(jobs)
        AnswerLoader(self, jobs).load()
        self._correct(jobs)
        self._hand_out()
        self._backdate()

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
        for number, day in enumerate(sorted(days)):
            if number % 50 == 0:
                self._analyse()
            at = min(hospital.to_utc(datetime.combine(day, PLANNER_AT)), self.now)
            plan_model._plan_visits(hospital.visits.browse(sorted(days[day])), now=at)

    def _analyse(self):
        """Tell PostgreSQL how much there is: nobody else will before the transaction ends."""
        self.env.flush_all()
        self.env.cr.execute("ANALYZE hcs_patient, hcs_patient_phone, hcs_consent, hcs_visit, hcs_followup_task")

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
                gone = died if person.death_unknown else withdrew
                gone[number] = hospital.to_utc(self._evening(person.died_days_ago))
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

    def _holiday_calls(self, windows):
        """Call-backs agreed for today where a holiday leaves the desk nothing else to do."""
        last = max(window.end for window in windows if window.start <= self.now)
        if self.now - last < timedelta(days=1):
            return []
        moments = [self.hospital.local_now + timedelta(minutes=minutes) for minutes in (-40, -15, 20, 75, 150, 240)]
        return [self.hospital.to_utc(moment) for moment in moments if 9 <= moment.hour < 21]

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
            task = self.tasks[job.task_id]
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
        for job in jobs:
            task = self.tasks[job.task_id]
            history, last = job.history, job.last
            values = {
                "state": job.state,
                "next_try_at": job.next_try_at,
                "late_at": job.late_at,
                "closed_at": job.closed_at or False,
                "cancel_reason": job.cancel_reason or False,
                "attempt_count": history.attempts,
                "failed_count": history.failures,
                "callback_count": history.callbacks,
                "callback_agreed": job.state == "open" and job.callback_agreed,
                "failed_slot_at": history.failed_window or False,
                "last_outcome": last.outcome if last else False,
                "first_attempt_at": job.calls[0].started_at if last else False,
            }
            if job.state != "open":
                values["next_try_at"] = False
            if job.agent is not None:
                values["user_id"] = self.agents[job.agent].id
            task.write(values)

    def _hand_out(self):
        """Some of what is due now lies on somebody's desk already; two calls are being prepared this moment."""
        todo = self._open_tasks().sorted(lambda task: (task.next_try_at, task.id))
        due = todo.filtered(lambda task: task.next_try_at <= self.now)
        for number, task in enumerate(due):
            if number % 3:
                task.user_id = self.agents[number % len(self.agents)]
        for agent, task in zip(self.agents, (due or todo)[:2], strict=False):
            task.write({"state": "in_progress", "user_id": agent.id, "claimed_at": self.now - timedelta(minutes=4)})
            task._prepare_satisfaction()

    def _correct(self, jobs):
        """What was learnt afterwards: deaths, withdrawals, wrong numbers, visits called off, a task nobody needs."""
        hospital = self.hospital
        for job in jobs:
            task = self.tasks[job.task_id]
            wrong = self.phones[task.patient_id.id][: job.phone + (job.last.wrong if job.last else 0)]
            wrong.filtered(lambda phone: not phone.wrong).write({"wrong": True})
            if wrong and hospital.now - job.last.ended_at < timedelta(days=20):
                task._mark_number_wrong(wrong[-1], self.outcomes[job.last.outcome])
        PatientLoader(hospital).withdraw(hospital.people, hospital.patients)
        missed = self._open_tasks().visit_id.filtered(lambda visit: visit.state == "no_show")[:2]
        missed.write({"state": "cancelled"})
        self.env["hcs.followup.plan"]._plan_visits(missed, now=self.now)
        self._open_tasks()[-2:].action_cancel()

    def _open_tasks(self):
        tasks = self.env["hcs.followup.task"].browse(self.tasks)
        return tasks.filtered(lambda task: task.state == "open" and not task.attempt_count)

    def _backdate(self):
        """Rows were made when the hospital made them, not when the demonstration was installed."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE hcs_followup_attempt SET create_date = ended_at;
            UPDATE hcs_contact SET create_date = ended_at;
            UPDATE hcs_opinion SET create_date = noted_at;
            UPDATE hcs_followup_task t
               SET create_date = LEAST(t.create_date, t.anchor_at + interval '10 minutes'),
                   closed_at = CASE WHEN t.closed_at < %(now)s THEN t.closed_at
                                    WHEN t.cancel_reason = 'deceased' THEN p.deceased_at + interval '12 hours'
                                    WHEN t.cancel_reason = 'consent_withdrawn' THEN LEAST(t.closed_at, c.at)
                                    ELSE t.closed_at END
              FROM hcs_patient p
         LEFT JOIN hcs_consent c
                ON c.patient_id = p.id AND c.purpose = 'followup' AND c.state = 'withdrawn'
             WHERE p.id = t.patient_id
            """,
            {"now": self.now},
        )
        self.env.invalidate_all()
