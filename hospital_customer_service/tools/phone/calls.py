"""One call of all its events, in whatever order they arrived.

Nothing depends on the order of arrival: the events are put in their own order first. What the exchange writes when the
call is over (``cdr``) is believed more than what it said in between.
"""

from datetime import datetime
from typing import NamedTuple

from .events import KINDS

# an exchange gave up; everything else that ended without an answer was the caller's decision
GIVEN_UP = ("timeout", "busy", "closed", "failed")


class Call(NamedTuple):
    """What is known of a call."""

    direction: str
    number: str
    withheld: bool
    queue: str
    rang: tuple
    extension: str
    state: str
    started: datetime
    ringing: datetime | None
    answered: datetime | None
    ended: datetime | None
    wait: int
    talk: int
    transfers: int
    wrong_transfer: bool
    reason: str
    recording: str
    reference: str


def _order(event):
    return (event.at or event.started or event.ended, KINDS.index(event.kind), event.fingerprint)


def fold(events, wrong_within=30):
    """The :class:`Call` of its ``events``; each has ``at`` or, of a ``cdr``, one of its own moments.

    :param wrong_within: a call that is put through again within so many seconds was put through wrongly
    """
    events = sorted(events, key=_order)
    cdrs = [event for event in events if event.kind == "cdr"]
    live = [event for event in events if event.kind != "cdr"]

    def said(name):
        return next((getattr(event, name) for event in (*live, *cdrs) if getattr(event, name)), "")

    ringing = [event.at for event in live if event.kind == "ringing"]
    started = _first(cdr.started for cdr in cdrs) or _first(ringing) or _order(events[0])[0]
    answered = _first(cdr.answered for cdr in cdrs) or _first(event.at for event in live if event.kind == "answered")
    ended = _last(cdr.ended for cdr in cdrs) or _last(event.at for event in live if event.kind == "ended")
    answered = answered and max(answered, started)
    ended = ended and max(ended, answered or started)
    direction = said("direction") or "in"
    reason = said("reason")
    transfers = [event for event in live if event.kind == "transferred"]
    numbers_said = [event for event in events if event.number_said]
    number = said("number")
    return Call(
        direction=direction,
        number=number,
        withheld=bool(numbers_said) and not number and direction == "in",
        queue=said("queue"),
        rang=tuple(dict.fromkeys(place for event in live if (place := _rings_at(event)))),
        extension=_extension(live, cdrs),
        state=_state(direction, reason, answered, ended),
        started=started,
        ringing=_first(ringing),
        answered=answered,
        ended=ended,
        wait=_seconds(cdrs, "wait", started, answered or ended),
        talk=_seconds(cdrs, "talk", answered, ended),
        transfers=len(transfers),
        wrong_transfer=_wrong(transfers, wrong_within),
        reason=reason,
        recording=said("recording"),
        reference=said("reference"),
    )


def _first(moments):
    return min((moment for moment in moments if moment), default=None)


def _last(moments):
    return max((moment for moment in moments if moment), default=None)


def _rings_at(event):
    """The extension whose telephone rang with this event."""
    return {"ringing": event.extension, "transferred": event.to, "answered": event.extension}.get(event.kind, "")


def _extension(live, cdrs):
    """Where the call is, or was last: who answered or to whom it was put through, else where it rang."""
    spoke = [_rings_at(event) for event in live if event.kind in ("answered", "transferred") and _rings_at(event)]
    rang = [event.extension for event in live if event.kind == "ringing" and event.extension]
    written = [cdr.extension for cdr in cdrs if cdr.extension and cdr.answered] or [
        cdr.extension for cdr in cdrs if cdr.extension
    ]
    return next((places[-1] for places in (spoke, written, rang) if places), "")


def _state(direction, reason, answered, ended):
    if not ended:
        return "answered" if answered else "ringing"
    if answered:
        return "ended"
    if direction != "in":
        return "unreached"
    return "missed" if reason in GIVEN_UP else "abandoned"


def _seconds(cdrs, name, start, end):
    told = [getattr(cdr, name) for cdr in cdrs if getattr(cdr, name) is not None]
    if told:
        return max(told)
    return max(int((end - start).total_seconds()), 0) if start and end else 0


def _wrong(transfers, within):
    return any(
        within and (after.at - before.at).total_seconds() <= within
        for before, after in zip(transfers, transfers[1:], strict=False)
    )
