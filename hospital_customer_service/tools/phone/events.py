"""The neutral events of a telephone exchange: read, checked, and told apart.

Every exchange that can post JSON uses this form; the adapters of others make it of what they hear::

    {"call": "1763780400.17", "event": "ringing", "at": "2026-11-22T10:00:00+08:00",
     "direction": "in", "number": "13812345678", "extension": "101", "queue": "service"}
"""

import hashlib
import json
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

KINDS = ("ringing", "answered", "transferred", "ended", "cdr")
DIRECTIONS = ("in", "out", "internal")
# why a call ended, in the words of this interface
REASONS = ("answered", "abandoned", "timeout", "busy", "closed", "failed", "unanswered")
# what displays and exchanges write where a caller does not want to be known
WITHHELD = {"", "anonymous", "unavailable", "restricted", "private", "unknown", "withheld", "s", "<unknown>"}
LARGEST = 64 * 1024
LONGEST = {"call": 128, "id": 128, "number": 40, "extension": 20, "to": 20, "queue": 60, "recording": 500}
LONGEST |= {"reference": 80}
MOMENTS = ("at", "started", "answered", "ended")
SECONDS = ("wait", "talk")
EARLIEST, LATEST = datetime(2000, 1, 1), datetime(2100, 1, 1)


class BadEvent(ValueError):
    """Why an event cannot be taken, in words that name the member and never its value."""


class Event(NamedTuple):
    """One event, with moments in UTC without a zone and everything that was not said as an empty text or None."""

    call: str
    kind: str
    at: datetime | None = None
    direction: str = ""
    number: str = ""
    number_said: bool = False
    extension: str = ""
    to: str = ""
    queue: str = ""
    reason: str = ""
    recording: str = ""
    reference: str = ""
    id: str = ""
    started: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    wait: int | None = None
    talk: int | None = None

    @property
    def fingerprint(self):
        """The same for the same event that came again, different for every other one of the call."""
        said = [self.kind, self.id]
        if not self.id:
            said += [self.extension, self.to, self.reason, *(moment and moment.isoformat() for moment in self.moments)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:40]

    @property
    def moments(self):
        return self.at, self.started, self.answered, self.ended


def read(body):
    """The :class:`Event` of a posted body.

    :raise BadEvent: it cannot be taken
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadEvent("The body is not JSON.") from None
    if not isinstance(data, dict):
        raise BadEvent("Send one event as an object of JSON.")
    return read_values(data)


def read_values(data):
    """The :class:`Event` of the members of an object."""
    texts = {name: _text(data, name, longest) for name, longest in LONGEST.items()}
    if not texts["call"]:
        raise BadEvent("“call” is missing: the number that the exchange gives to the call.")
    kind = data.get("event")
    if kind not in KINDS:
        raise BadEvent(f"“event” has to be one of: {', '.join(KINDS)}.")
    moments = {name: _moment(data, name) for name in MOMENTS}
    if kind == "cdr" and not (moments["started"] or moments["ended"]):
        raise BadEvent("An event “cdr” says “started” or “ended”.")
    if kind == "transferred" and not texts["to"]:
        raise BadEvent("An event “transferred” says “to” whom.")
    number = texts.pop("number")
    return Event(
        kind=kind,
        direction=_choice(data, "direction", DIRECTIONS),
        reason=_choice(data, "reason", REASONS),
        number="" if number.lower() in WITHHELD else number,
        number_said="number" in data and data["number"] is not None,
        **texts,
        **moments,
        **{name: _seconds(data, name) for name in SECONDS},
    )


def _text(data, name, longest):
    value = data.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadEvent(f"“{name}” has to be a text.")
    value = value.strip()
    if len(value) > longest:
        raise BadEvent(f"“{name}” is longer than {longest} characters.")
    if not value.isprintable() or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise BadEvent(f"“{name}” has signs that cannot be kept.")
    return value


def _choice(data, name, choices):
    value = data.get(name)
    if value is None or value == "":
        return ""
    if value not in choices:
        raise BadEvent(f"“{name}” has to be one of: {', '.join(choices)}.")
    return value


def _moment(data, name):
    value = data.get(name)
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadEvent(f"“{name}” has to be a time such as 2026-11-22T10:00:00+08:00.") from None
    if moment.tzinfo is None:
        raise BadEvent(f"“{name}” has to say its time zone: +08:00, or Z for UTC.")
    try:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    except OverflowError:
        raise BadEvent(f"“{name}” lies outside the years 2000-2100.") from None
    if not EARLIEST <= moment < LATEST:
        raise BadEvent(f"“{name}” lies outside the years 2000-2100.")
    return moment


def _seconds(data, name):
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= timedelta(days=7).total_seconds():
        raise BadEvent(f"“{name}” has to be a whole number of seconds, up to seven days.")
    return value


def is_late(event, now, days=2):
    """A clock that is wrong: what has not happened yet would be counted on another day."""
    return bool(event.at) and event.at > now + timedelta(days=days)


def fingerprint_of(text):
    """Of a body that is no event."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:40]
