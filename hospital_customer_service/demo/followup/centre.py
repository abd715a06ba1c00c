"""The call centre of the demonstration: agents who dialled, window after window, what the planner gave them.

Each call goes through :func:`tools.retry.decide`, the rule the desk itself uses; only the dice are ours. Plain values
in and out, moments in naive UTC.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ...tools.retry import OPEN, History, Rules, Window, decide

# How calls end, in hundredths; whatever else the table of outcomes holds is used now and then.
ODDS = {
    "answered": 67,
    "no_answer": 14,
    "powered_off": 4,
    "unreachable": 3,
    "busy": 3,
    "inconvenient": 3,
    "callback": 3,
    "proxy": 2,
    "refused": 1.5,
    "out_of_service": 1,
}
HARD_ODDS = {"answered": 10, "no_answer": 55, "powered_off": 20, "unreachable": 10, "out_of_service": 5}
WRONG = ("empty_number", "wrong_person")
LATER = timedelta(minutes=150)


@dataclass
class Call:
    """One attempt."""

    agent: int
    started_at: datetime
    ended_at: datetime
    outcome: str
    counted: bool
    phone: int
    wrong: bool = False
    callback_at: datetime | None = None


@dataclass
class Job:
    """A task while the centre works on it."""

    task_id: int
    person: int
    plan: int
    visit: int
    not_before: datetime
    due_at: datetime
    phones: int
    state: str = OPEN
    history: History = field(default_factory=History)
    next_try_at: datetime | None = None
    late_at: datetime | None = None
    closed_at: datetime | None = None
    cancel_reason: str | None = None
    agent: int | None = None
    neglected: bool = False
    phone: int = 0
    callback_agreed: bool = False
    calls: list = field(default_factory=list)

    @property
    def last(self):
        return self.calls[-1] if self.calls else None


class Centre:
    """:param outcomes: code → :class:`tools.retry.Outcome`
    :param do_not_call: codes after which the other tasks of the same plan and visit are dropped
    :param windows: calling windows in order, the one after ``now`` included
    :param died: person → moment of death, where the hospital did not tell us; ``withdrew``: person → moment from
        which nobody calls them
    """

    def __init__(self, rng, jobs, outcomes, do_not_call, windows, now, agents, rules, overdue, died, withdrew, wrong):
        self.rng = rng
        self.jobs = jobs
        self.outcomes = outcomes
        self.do_not_call = do_not_call
        self.windows = windows
        self.ends = [window.end for window in windows]
        self.now = now
        self.agents = agents
        self.rules = rules or Rules()
        self.overdue = overdue
        self.died = died
        self.withdrew = withdrew
        self.wrong = wrong
        self.hard = set()
        self.wishes = []
        self.holiday_calls = []  # moments that people ask for when the last windows before a long holiday are open

    def work(self):
        rng = self.rng
        persons = sorted({job.person for job in self.jobs})
        self.hard = set(rng.sample(persons, len(persons) // 16))
        # every outcome of the table happens now and then, whatever the dice say
        self.wishes = [code for code in self.outcomes if code != "deceased"] * 2
        for job in self.jobs:
            job.next_try_at, job.late_at = job.not_before, job.due_at
            job.neglected = rng.random() < 0.025
        self.jobs.sort(key=lambda job: (job.not_before, job.task_id))
        waiting, position = [], 0
        for window in self.windows:
            if window.start > self.now:
                break
            while position < len(self.jobs) and self.jobs[position].not_before < window.end:
                waiting.append(self.jobs[position])
                position += 1
            waiting = [job for job in waiting if self._still_open(job, window)]
            self._shift(window, [job for job in waiting if job.next_try_at < window.end])
        for job in self.jobs:
            self._still_open(job, Window(self.now, self.now))

    def _still_open(self, job, window):
        """Let a task that nobody called for too long expire."""
        if job.state != OPEN:
            return False
        end = job.late_at + self.overdue
        if end < window.start and not self._stopped(job, window.start):
            job.state, job.closed_at = "expired", end
            return False
        return True

    def _stopped(self, job, at):
        gone = self.withdrew.get(job.person)
        return bool(gone and gone <= at)

    # One window ---------------------------------------------------------------------------------------------------

    def _shift(self, window, jobs):
        """Everybody dials down the list until the window closes or the present moment is reached."""
        rng = self.rng
        recent = self.now - window.end < timedelta(hours=22)
        free = [window.start + timedelta(seconds=rng.randint(20, 240)) for _agent in self.agents]
        called = set()  # nobody is rung up twice in a window for two tasks (FUP-13)
        for job in sorted(jobs, key=lambda job: (job.next_try_at, job.due_at, job.task_id)):
            if job.state != OPEN or job.person in called or self._skips(job, window, recent):
                continue
            agent = job.agent if job.agent is not None else free.index(min(free))
            start = max(free[agent], job.next_try_at + timedelta(seconds=rng.randint(5, 90)))
            for _redial in range(3):
                if self._stopped(job, start):
                    break
                end = self._dial(job, agent, start, window)
                if end is None:
                    break
                called.add(job.person)
                free[agent] = start = end + timedelta(seconds=rng.randint(30, 150))
                if job.state != OPEN or job.next_try_at >= window.end:
                    break

    def _skips(self, job, window, recent):
        if job.neglected or self._stopped(job, window.start):
            return True
        if job.calls:
            return self.rng.random() < (0.3 if recent else 0.06)
        if recent:
            return self.rng.random() < 0.55
        last_chance = job.due_at <= window.end
        return self.rng.random() < (0.05 if last_chance else 0.12)

    def _dial(self, job, agent, start, window):
        """:return: the end of the call, None where there is no time for it"""
        rng = self.rng
        code = self._outcome(job, start)
        outcome = self.outcomes[code]
        seconds = rng.randint(80, 420) if outcome.reached else rng.randint(12, 45)
        end = start + timedelta(seconds=seconds)
        if end > min(window.end, self.now):
            return None
        callback_at = self._callback(end, window) if code in ("callback", "inconvenient") else None
        if self.holiday_calls and code == "answered" and self._next_window(window.end).start > self.now:
            code, outcome, callback_at = "callback", self.outcomes["callback"], self.holiday_calls.pop()
        if code == "inconvenient" and rng.random() < 0.5:
            callback_at = None
        decision = decide(
            outcome, start, window, self._next_window, self._history(job, code), self.rules, callback_at=callback_at
        )
        job.calls.append(
            Call(agent, start, end, code, decision.counted, job.phone, decision.number_is_wrong, callback_at)
        )
        job.agent = agent
        job.history = History(
            attempts=decision.attempts,
            failures=decision.failures,
            callbacks=decision.callbacks,
            failed_window=decision.failed_window,
        )
        job.callback_agreed = bool(decision.next_try_at and decision.next_try_at == callback_at)
        if decision.number_is_wrong and job.phone < job.phones - 1:
            job.phone += 1
        if decision.state != OPEN:
            job.state, job.closed_at = decision.state, end
            job.cancel_reason = "deceased" if code == "deceased" else None
            self._drop_others(job, code, end)
        elif decision.next_try_at:
            job.next_try_at = decision.next_try_at
            job.late_at = max(job.due_at, decision.try_until)
        return end

    def _history(self, job, code):
        same = sum(call.outcome == code and call.counted for call in job.calls)
        past = job.history
        return History(
            past.attempts, past.failures, past.callbacks, past.failed_window, same, job.phones - 1 - job.phone
        )

    def _drop_others(self, job, code, at):
        """A person who refuses is not called again for the same plan and visit, a dead one's family not at all."""
        if code not in self.do_not_call:
            return
        for other in self.jobs:
            if other.state != OPEN or other.person != job.person:
                continue
            if (other.visit, other.plan) == (job.visit, job.plan):
                other.state, other.closed_at, other.cancel_reason = "cancelled", at, "refused"
            elif code == "deceased":
                other.state, other.closed_at, other.cancel_reason = "cancelled", at, "deceased"

    # Dice -----------------------------------------------------------------------------------------------------------

    def _outcome(self, job, at):
        died = self.died.get(job.person)
        if died and died <= at and "deceased" in self.outcomes:
            return "deceased"
        if job.person in self.wrong and not job.phone:
            return self.rng.choice([code for code in WRONG if code in self.outcomes] or ["no_answer"])
        if self.wishes and self.rng.random() < 0.05 and not died:
            return self.wishes.pop()
        odds = HARD_ODDS if job.person in self.hard else ODDS
        codes = [code for code in odds if code in self.outcomes]
        return self.rng.choices(codes, [odds[code] for code in codes])[0]

    def _callback(self, at, window):
        """A call-back the person asks for: later in this window, or in one of the next ones."""
        later = at + timedelta(minutes=self.rng.randint(20, 60))
        if later + timedelta(minutes=10) < window.end:
            return later.replace(second=0)
        following = self._next_window(window.end + self.rng.choice((timedelta(0), LATER, timedelta(hours=20))))
        return following.start + timedelta(minutes=self.rng.randint(1, 5) * 5)

    def _next_window(self, at):
        position = bisect_right(self.ends, at)
        return self.windows[position] if position < len(self.windows) else None
