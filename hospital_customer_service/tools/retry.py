"""When to dial again: the rules of FUP-06 as plain functions of plain values.

Nothing here knows the clock or the database: the moment, the calling windows and the settings are arguments, so that a
property test can drive thousands of calls through the same code that the desk uses.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

OPEN = "open"
DONE = "done"
UNSUCCESSFUL = "unsuccessful"
CANCELLED = "cancelled"
EXPIRED = "expired"


class Window(NamedTuple):
    """A stretch of time in which patients may be called (UTC)."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Outcome:
    """What the table of call outcomes says about one of them."""

    code: str
    placed: bool = True
    reached: bool = False
    counts_as_failure: bool = False
    closes_as: str | None = None
    wrong_number: bool = False
    max_tries: int = 0
    retry_minutes: int = 0
    to_relative: bool = False


@dataclass(frozen=True)
class Rules:
    """Settings of the hospital."""

    max_failures: int = 3
    max_callbacks: int = 5
    one_failure_per_window: bool = True
    inconvenient_ends: bool = False


@dataclass(frozen=True)
class History:
    """What happened to the task so far.

    ``may_disclose``: relatives may be told; ``deadline``: a try that would lie later is not made.
    """

    attempts: int = 0
    failures: int = 0
    callbacks: int = 0
    failed_window: datetime | None = None
    same_outcome: int = 0
    other_numbers: int = 0
    may_disclose: bool = True
    deadline: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """What follows from an attempt."""

    state: str = OPEN
    attempts: int = 0
    failures: int = 0
    callbacks: int = 0
    counted: bool = False
    failed_window: datetime | None = None
    next_try_at: datetime | None = None
    try_until: datetime | None = None
    number_is_wrong: bool = False


def window_key(at, window):
    """Name the window a failure belongs to; outside any window (an agreed call-back) the day stands for it."""
    if window:
        return window.start
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def next_try(after, next_window, same_window=None):
    """First allowed moment at or after ``after`` and, given ``same_window``, behind that window.

    :param next_window: callable giving the first window whose end is later than a moment, or None
    :return: (moment, end of its window), or (None, None) where the calendar has no window left
    """
    start = max(after, same_window.end) if same_window else after
    window = next_window(start)
    if window is None:
        return None, None
    return max(start, window.start), window.end


def decide(outcome, at, window, next_window, history, rules, callback_at=None):
    """Say what an attempt at ``at`` does to its task.

    :param window: the calling window that covers ``at``, or None
    :param next_window: see :func:`next_try`
    :param callback_at: the moment agreed with the patient, which is never moved
    """
    if not outcome.placed:
        # a misdial or a fault of the exchange: nothing happened, the task waits where it was
        return Decision(
            attempts=history.attempts,
            failures=history.failures,
            callbacks=history.callbacks,
            failed_window=history.failed_window,
        )
    attempts = history.attempts + 1
    stays_open = not outcome.closes_as or (outcome.to_relative and not history.may_disclose)
    if callback_at and stays_open and history.callbacks < rules.max_callbacks:
        return Decision(
            attempts=attempts,
            failures=history.failures,
            callbacks=history.callbacks + 1,
            failed_window=history.failed_window,
            next_try_at=callback_at,
            try_until=callback_at + timedelta(hours=1),
        )
    if not stays_open:
        return _close(outcome, at, next_window, history, attempts)
    return _fail(outcome, at, window, next_window, history, rules, attempts)


def _close(outcome, at, next_window, history, attempts):
    """An outcome that ends the call; a wrong number ends only itself while the patient has another one."""
    kept = {"attempts": attempts, "callbacks": history.callbacks, "failed_window": history.failed_window}
    if outcome.wrong_number and history.other_numbers:
        moment, until = next_try(at, next_window)
        if moment:
            return Decision(
                failures=history.failures, next_try_at=moment, try_until=until, number_is_wrong=True, **kept
            )
    counted = outcome.counts_as_failure
    return Decision(
        state=outcome.closes_as,
        failures=history.failures + counted,
        counted=counted,
        number_is_wrong=outcome.wrong_number,
        **kept,
    )


def _fail(outcome, at, window, next_window, history, rules, attempts):
    key = window_key(at, window)
    counted = not (rules.one_failure_per_window and history.failed_window == key)
    failures = history.failures + counted
    same_outcome = history.same_outcome + counted
    worn_out = bool(outcome.max_tries and same_outcome >= outcome.max_tries)
    kept = {
        "attempts": attempts,
        "failures": failures,
        "callbacks": history.callbacks,
        "counted": counted,
        "failed_window": key,
        "number_is_wrong": outcome.wrong_number and worn_out,
    }
    gives_up = outcome.reached and rules.inconvenient_ends and not outcome.to_relative
    if failures >= rules.max_failures or worn_out or gives_up:
        return Decision(state=UNSUCCESSFUL, **kept)
    moment, until = next_try(
        at + timedelta(minutes=outcome.retry_minutes),
        next_window,
        same_window=window if rules.one_failure_per_window else None,
    )
    if moment is None or (history.deadline and moment > history.deadline):
        # the end of the last window is the end
        return Decision(state=EXPIRED, **kept)
    return Decision(next_try_at=moment, try_until=until, **kept)
