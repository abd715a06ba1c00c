"""The retry rules of FUP-06, driven by chance: whatever happens, they keep to the windows and come to an end."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcs_tools.retry import Decision, History, Outcome, Rules, Window, decide, next_try

START = datetime(2026, 6, 1)
NO_ANSWER = Outcome("no_answer", counts_as_failure=True)
BUSY = Outcome("busy", counts_as_failure=True, retry_minutes=15)
OUT_OF_SERVICE = Outcome("out_of_service", counts_as_failure=True, wrong_number=True, max_tries=3)
INCONVENIENT = Outcome("inconvenient", reached=True, counts_as_failure=True)
EMPTY = Outcome("empty_number", counts_as_failure=True, closes_as="unsuccessful", wrong_number=True, max_tries=1)
RELATIVE = Outcome("proxy", reached=True, closes_as="done", to_relative=True)
ANSWERED = Outcome("answered", reached=True, closes_as="done")
NOT_PLACED = Outcome("not_placed", placed=False)


def windows(days=60):
    """Afternoon and evening of every day, without every seventh one."""
    for day in range(days):
        if day % 7 != 6:
            date = START + timedelta(days=day)
            yield Window(date.replace(hour=14, minute=30), date.replace(hour=16, minute=30))
            yield Window(date.replace(hour=19), date.replace(hour=20))


WINDOWS = list(windows())


def next_window(after):
    return next((window for window in WINDOWS if window.end > after), None)


def covering(at):
    window = next_window(at)
    return window if window and window.start <= at else None


def call(outcome, at, history=None, rules=None, callback_at=None):
    return decide(
        outcome, at, covering(at), next_window, history or History(), rules or Rules(), callback_at=callback_at
    )


class TestExamples:
    afternoon = START.replace(hour=15)

    def test_no_answer_is_tried_again_in_the_next_window(self):
        decision = call(NO_ANSWER, self.afternoon)
        assert (decision.state, decision.counted, decision.failures) == ("open", True, 1)
        assert decision.next_try_at == START.replace(hour=19)
        assert decision.try_until == START.replace(hour=20)

    def test_second_failure_in_one_window_does_not_count(self):
        decision = call(NO_ANSWER, self.afternoon, History(attempts=1, failures=1, failed_window=WINDOWS[0].start))
        assert (decision.counted, decision.failures, decision.attempts) == (False, 1, 2)

    def test_plain_three_counts_every_failure_and_stays_in_the_window(self):
        rules = Rules(one_failure_per_window=False)
        decision = call(BUSY, self.afternoon, History(1, 1, failed_window=WINDOWS[0].start), rules)
        assert (decision.failures, decision.next_try_at) == (2, self.afternoon + timedelta(minutes=15))

    def test_third_failure_ends_the_task(self):
        assert call(NO_ANSWER, self.afternoon, History(2, 2)).state == "unsuccessful"

    def test_agreed_call_back_is_not_a_failure_and_is_not_moved(self):
        at = START.replace(hour=22, minute=5)
        decision = call(INCONVENIENT, self.afternoon, callback_at=at)
        assert (decision.state, decision.counted, decision.next_try_at) == ("open", False, at)

    def test_inconvenient_without_call_back_is_one_failure(self):
        assert call(INCONVENIENT, self.afternoon).failures == 1

    def test_inconvenient_ends_at_once_by_setting(self):
        assert call(INCONVENIENT, self.afternoon, rules=Rules(inconvenient_ends=True)).state == "unsuccessful"
        assert call(NO_ANSWER, self.afternoon, rules=Rules(inconvenient_ends=True)).state == "open"

    def test_empty_number_ends_at_once(self):
        decision = call(EMPTY, self.afternoon)
        assert (decision.state, decision.number_is_wrong) == ("unsuccessful", True)

    def test_empty_number_of_a_patient_with_another_one_ends_only_the_number(self):
        decision = call(EMPTY, self.afternoon, History(other_numbers=1))
        assert (decision.state, decision.number_is_wrong, decision.failures) == ("open", True, 0)
        assert decision.next_try_at == self.afternoon

    @pytest.mark.parametrize(("before", "wrong"), [(0, False), (1, False), (2, True)])
    def test_out_of_service_asks_for_the_number_after_the_third(self, before, wrong):
        decision = call(OUT_OF_SERVICE, self.afternoon, History(before, before, same_outcome=before))
        assert decision.number_is_wrong is wrong

    def test_call_that_was_not_placed_changes_nothing(self):
        history = History(2, 2, 1, failed_window=START)
        assert call(NOT_PLACED, self.afternoon, history) == Decision(
            attempts=2, failures=2, callbacks=1, failed_window=START
        )

    def test_relative_who_may_not_be_told_is_one_failure_or_a_better_time(self):
        secret = History(may_disclose=False)
        assert call(RELATIVE, self.afternoon).state == "done"
        decision = call(RELATIVE, self.afternoon, secret, Rules(inconvenient_ends=True))
        assert (decision.state, decision.failures) == ("open", 1)
        at = START.replace(hour=22)
        assert call(RELATIVE, self.afternoon, secret, callback_at=at).next_try_at == at
        assert call(RELATIVE, self.afternoon, callback_at=at).state == "done"

    def test_no_try_after_the_last_moment(self):
        """D6: no loop past the end; a try at the last moment is made."""
        deadline = START.replace(hour=19)
        assert call(NO_ANSWER, self.afternoon, History(deadline=deadline)).state == "open"
        assert call(NO_ANSWER, self.afternoon, History(deadline=deadline - timedelta(minutes=1))).state == "expired"

    def test_no_window_left_never_loops(self):
        assert decide(NO_ANSWER, START, None, lambda after: None, History(), Rules()).state == "expired"
        assert next_try(START, lambda after: None) == (None, None)


OUTCOMES = st.sampled_from([NO_ANSWER, BUSY, OUT_OF_SERVICE, INCONVENIENT, RELATIVE])
RULES = st.builds(
    Rules,
    max_failures=st.integers(1, 5),
    max_callbacks=st.integers(0, 4),
    one_failure_per_window=st.booleans(),
    inconvenient_ends=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(
    calls=st.lists(st.tuples(OUTCOMES, st.integers(0, 90), st.booleans()), min_size=30, max_size=30),
    rules=RULES,
    days=st.none() | st.integers(0, 20),
)
def test_every_task_ends_within_its_limits(calls, rules, days):
    """Never outside a window, never more failures than allowed, never after the last moment, always an end."""
    deadline = None if days is None else START + timedelta(days=days, hours=20)
    history, at, same = History(may_disclose=False, deadline=deadline), next_window(START).start, {}
    for number, (outcome, delay, wants_callback) in enumerate(calls):
        callback_at = at + timedelta(hours=5) if wants_callback else None
        decision = call(outcome, at, history, rules, callback_at)
        assert decision.failures <= rules.max_failures
        assert decision.callbacks <= rules.max_callbacks
        assert decision.attempts == number + 1
        if decision.state != "open":
            break
        assert decision.next_try_at > at or not rules.one_failure_per_window
        agreed = decision.callbacks > history.callbacks
        if not agreed:
            window = covering(decision.next_try_at)
            assert window and window.end == decision.try_until
            assert deadline is None or decision.next_try_at <= deadline
            if rules.one_failure_per_window and decision.counted and covering(at):
                assert window != covering(at)
        same[outcome.code] = same.get(outcome.code, 0) + decision.counted
        history = replace(
            history,
            attempts=decision.attempts,
            failures=decision.failures,
            callbacks=decision.callbacks,
            failed_window=decision.failed_window,
        )
        at = decision.next_try_at + timedelta(minutes=0 if agreed else min(delay, 29))
    else:
        pytest.fail("the task never ended")
    assert decision.state in ("unsuccessful", "expired")
    assert decision.state == "unsuccessful" or deadline
    assert number + 1 <= rules.max_failures + rules.max_callbacks
