"""Neutral events of telephone exchanges, and the call that is made of them (SVC-09; FEATURES IG5)."""

import itertools
import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcs_tools.phone import calls, events

T0 = datetime(2026, 3, 2, 2, 0, 0)


def at(seconds):
    return (T0 + timedelta(seconds=seconds)).isoformat() + "Z"


def event(kind, seconds=None, **values):
    moment = {} if seconds is None else {"at": at(seconds)}
    return events.read_values({"call": "1.1", "event": kind, **moment, **values})


RINGING = event("ringing", 0, direction="in", number="13812345678", extension="101", queue="service")
ANSWERED = event("answered", 8, extension="101")
PUT_THROUGH = event("transferred", 60, extension="101", to="102")
ENDED = event("ended", 180, reason="answered")
CDR = event(
    "cdr",
    direction="in",
    number="13812345678",
    started=at(0),
    answered=at(8),
    ended=at(180),
    talk=171,
    recording="a.wav",
)


class TestReading:
    def test_a_whole_event(self):
        body = json.dumps(
            {
                "call": 17,
                "event": "ringing",
                "at": "2026-03-02T10:00:00+08:00",
                "number": " 13812345678 ",
                "extension": "101",
            }
        )
        found = events.read(body)
        assert (found.call, found.kind, found.at) == ("17", "ringing", T0)
        assert (found.number, found.number_said, found.extension) == ("13812345678", True, "101")

    @pytest.mark.parametrize(
        ("body", "word"),
        [
            (b"\xff\xfe", "JSON"),
            ("[" * 100_000, "JSON"),
            ("[]", "object"),
            ('"ringing"', "object"),
            ("{}", "call"),
            ('{"call": "1"}', "event"),
            ('{"call": "1", "event": ["ringing"]}', "event"),
            ('{"call": "1", "event": {"a": 1}}', "event"),
            ('{"call": "1", "event": "ringing", "at": "yesterday"}', "at"),
            ('{"call": "1", "event": "ringing", "at": 5}', "at"),
            ('{"call": "1", "event": "ringing", "at": "2026-03-02T10:00:00"}', "zone"),
            ('{"call": "1", "event": "ringing", "at": "0001-01-01T00:00:00+14:00"}', "2000"),
            ('{"call": "1", "event": "ringing", "at": "9999-12-31T23:59:59Z"}', "2000"),
            ('{"call": "1", "event": "ringing", "number": {}}', "number"),
            ('{"call": "1", "event": "ringing", "number": true}', "number"),
            ('{"call": "1", "event": "ringing", "queue": "a\\u0000b"}', "queue"),
            ('{"call": "1", "event": "ringing", "queue": "\\ud800"}', "queue"),
            ('{"call": "' + "1" * 129 + '", "event": "ringing"}', "call"),
            ('{"call": "1", "event": "ringing", "direction": "up"}', "direction"),
            ('{"call": "1", "event": "ended", "reason": []}', "reason"),
            ('{"call": "1", "event": "cdr"}', "started"),
            ('{"call": "1", "event": "cdr", "started": "2026-03-02T10:00:00Z", "talk": -1}', "talk"),
            ('{"call": "1", "event": "cdr", "started": "2026-03-02T10:00:00Z", "talk": 1.5}', "talk"),
            ('{"call": "1", "event": "transferred"}', "to"),
        ],
    )
    def test_what_cannot_be_taken_is_said_without_its_value(self, body, word):
        with pytest.raises(events.BadEvent) as caught:
            events.read(body)
        assert word in str(caught.value)
        assert "yesterday" not in str(caught.value)

    @pytest.mark.parametrize("number", ["", "anonymous", "Unavailable", "PRIVATE", " restricted ", "s"])
    def test_a_withheld_number_is_no_number(self, number):
        found = event("ringing", 0, number=number, extension="101")
        assert found.number == ""
        assert calls.fold([found]).withheld

    def test_nothing_said_about_the_number_is_not_a_withheld_one(self):
        assert not calls.fold([event("ringing", 0, extension="101")]).withheld
        assert not calls.fold([event("ringing", 0, extension="101", number=None)]).withheld

    def test_the_same_event_has_the_same_fingerprint_and_no_other_has(self):
        ring = {"call": "1.1", "event": "ringing", "at": at(0), "extension": "101"}
        again = {**ring, "at": "2026-03-02T10:00:00+08:00", "queue": "service"}
        assert events.read_values(ring).fingerprint == events.read_values(again).fingerprint
        others = [
            {**ring, "extension": "102"},
            {**ring, "at": at(30)},
            {**ring, "event": "answered"},
            {**ring, "id": "7"},
        ]
        prints = {events.read_values(values).fingerprint for values in (ring, *others)}
        assert len(prints) == 5
        assert events.read_values({**ring, "id": "7"}).fingerprint == event("ringing", 99, id="7").fingerprint


class TestFold:
    def test_an_answered_call(self):
        call = calls.fold([RINGING, ANSWERED, ENDED])
        assert (call.state, call.direction, call.number, call.queue) == ("ended", "in", "13812345678", "service")
        assert (call.wait, call.talk, call.extension, call.rang) == (8, 172, "101", ("101",))

    def test_every_order_of_arrival_makes_the_same_call(self):
        told = [RINGING, ANSWERED, PUT_THROUGH, ENDED, CDR]
        made = {calls.fold(order) for order in itertools.permutations(told)}
        assert len(made) == 1
        [call] = made
        assert (call.state, call.extension, call.rang, call.transfers) == ("ended", "102", ("101", "102"), 1)
        assert (call.talk, call.wait, call.recording) == (171, 8, "a.wav")

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from([RINGING, ANSWERED, PUT_THROUGH, ENDED, CDR]), min_size=1, max_size=9))
    def test_repeats_change_nothing(self, told):
        once = {each.fingerprint: each for each in told}
        whole = calls.fold(once.values())
        assert whole == calls.fold(list(once.values())[::-1])
        assert whole.ended is None or whole.ended >= (whole.answered or whole.started)
        assert whole.wait >= 0
        assert whole.talk >= 0

    @pytest.mark.parametrize(
        ("direction", "reason", "state"),
        [
            ("in", "", "abandoned"),
            ("in", "abandoned", "abandoned"),
            ("in", "unanswered", "abandoned"),
            ("in", "timeout", "missed"),
            ("in", "busy", "missed"),
            ("in", "closed", "missed"),
            ("in", "failed", "missed"),
            ("out", "busy", "unreached"),
            ("out", "", "unreached"),
            ("internal", "timeout", "unreached"),
        ],
    )
    def test_how_an_unanswered_call_ended(self, direction, reason, state):
        ring = event("ringing", 0, direction=direction, extension="101")
        assert calls.fold([ring]).state == "ringing"
        assert calls.fold([event("ended", 20, reason=reason or None), ring]).state == state

    def test_the_list_of_calls_alone_makes_a_call(self):
        call = calls.fold([CDR])
        assert (call.state, call.started, call.wait, call.talk) == ("ended", T0, 8, 171)

    def test_a_queue_that_tries_one_telephone_after_the_other(self):
        told = [
            RINGING,
            event("ringing", 20, extension="102"),
            event("answered", 27, extension="102"),
            event("ended", 60),
        ]
        call = calls.fold(told)
        assert (call.rang, call.extension, call.wait, call.transfers) == (("101", "102"), "102", 27, 0)

    @pytest.mark.parametrize(("second", "within", "wrong"), [(89, 30, True), (91, 30, False), (61, 0, False)])
    def test_put_through_again_at_once_was_put_through_wrongly(self, second, within, wrong):
        told = [RINGING, ANSWERED, PUT_THROUGH, event("transferred", second, extension="102", to="103")]
        call = calls.fold(told, within)
        assert (call.transfers, call.wrong_transfer, call.extension) == (2, wrong, "103")

    def test_a_clock_that_goes_back_makes_no_negative_time(self):
        call = calls.fold([event("ringing", 10, extension="101"), event("answered", 5), event("ended", 3)])
        assert (call.wait, call.talk, call.state) == (0, 0, "ended")

    def test_lines_of_several_telephones_are_one_call(self):
        """A queue writes one line for each telephone it tried."""
        tried = event("cdr", direction="in", extension="101", started=at(0), ended=at(15), reason="unanswered")
        took = event("cdr", direction="in", extension="102", started=at(0), answered=at(20), ended=at(80), talk=60)
        for order in ([tried, took], [took, tried]):
            call = calls.fold(order)
            assert (call.state, call.extension, call.wait, call.talk) == ("ended", "102", 20, 60)
