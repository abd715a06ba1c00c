"""What Asterisk says of channels, as the neutral events of calls.

A call is all channels of one ``Linkedid``. The first one tells where it comes from: a telephone of the house, whose
channel is named after its extension (``PJSIP/101-00000012``), or an outside line.
"""

import re
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

EVENTS = (
    "Newchannel", "DialBegin", "DialEnd", "QueueCallerJoin", "QueueCallerAbandon", "BlindTransfer",
    "AttendedTransfer", "Hangup", "Cdr",
)  # fmt: skip
CHANNEL = re.compile(r"^[A-Za-z0-9]+/(?P<peer>.+?)(?:-[0-9a-f]{6,}(?:;[12])?)?$")
# how the last try to ring somebody ended
DIAL_REASONS = {
    "ANSWER": "answered", "BUSY": "busy", "CANCEL": "abandoned", "NOANSWER": "timeout", "CONGESTION": "failed",
    "CHANUNAVAIL": "failed",
}  # fmt: skip
DISPOSITIONS = {
    "ANSWERED": "answered", "NO ANSWER": "unanswered", "BUSY": "busy", "FAILED": "failed", "CONGESTION": "failed",
}  # fmt: skip
REMEMBERED = 20_000


class Settings:
    """How this exchange writes its numbers."""

    def __init__(self, internal_digits=5, prefix="", zone="Asia/Shanghai"):
        self.internal_digits = internal_digits
        self.prefix = prefix
        self.zone = ZoneInfo(zone)

    def extension(self, channel):
        """The extension a channel is named after, empty for an outside line."""
        found = CHANNEL.match(channel or "")
        peer = found["peer"].partition("@")[0] if found else ""
        return peer if self.is_internal(peer) else ""

    def is_internal(self, number):
        return number.isdecimal() and len(number) <= self.internal_digits

    def outside(self, number):
        """A dialled number without the digit for an outside line."""
        rest = number.removeprefix(self.prefix) if self.prefix else number
        return rest if len(rest) > self.internal_digits else number

    def moment(self, text):
        """A local time of a list of calls, with its zone; empty where there is none."""
        try:
            naive = datetime.strptime((text or "").strip(), "%Y-%m-%d %H:%M:%S")
        except ValueError:
            return ""
        return naive.replace(tzinfo=self.zone).isoformat()


class _Call:
    """What has to be remembered of a call until its last channel is gone."""

    def __init__(self, direction, number, extension):
        self.direction = direction
        self.number = number
        self.extension = extension
        self.channels = set()
        self.answered = False
        self.reason = ""
        self.queue = ""


class Translator:
    """Turns events of the manager interface, one after the other, into neutral ones."""

    def __init__(self, settings=None, clock=None):
        self.settings = settings or Settings()
        self.clock = clock or (lambda: datetime.now(timezone.utc))
        self.calls = {}
        self.linked = {}

    def translate(self, event):
        """The neutral events, as values, that follow from one of Asterisk."""
        handler = getattr(self, f"_on_{event.get('Event', '').lower()}", None)
        return list(handler(event)) if handler else []

    # ------------------------------------------------------------ channels

    def _on_newchannel(self, event):
        key, channel = event.get("Linkedid", ""), event.get("Uniqueid", "")
        self._remember(channel, key)
        if key not in self.calls:
            extension = self.settings.extension(event.get("Channel"))
            number = event.get("Exten" if extension else "CallerIDNum", "")
            if extension:
                direction = "internal" if self.settings.is_internal(number) else "out"
                number = number if direction == "internal" else self.settings.outside(number)
            else:
                direction = "in"
            self.calls[key] = _Call(direction, number, extension)
        self.calls[key].channels.add(channel)
        return ()

    def _on_queuecallerjoin(self, event):
        if call := self.calls.get(event.get("Linkedid")):
            call.queue = event.get("Queue", "")
        return ()

    def _on_queuecallerabandon(self, event):
        if call := self.calls.get(event.get("Linkedid")):
            call.reason = "abandoned"
        return ()

    def _on_dialbegin(self, event):
        key = event.get("Linkedid") or event.get("DestLinkedid")
        call = self.calls.get(key)
        if not call:
            return
        rings = self.settings.extension(event.get("DestChannel"))
        extension = call.extension if call.direction == "out" else rings
        if extension:
            yield self._event(key, call, "ringing", event, extension=extension)

    def _on_dialend(self, event):
        key = event.get("Linkedid") or event.get("DestLinkedid")
        call = self.calls.get(key)
        if not call:
            return
        status = event.get("DialStatus", "")
        if status == "ANSWER":
            rings = self.settings.extension(event.get("DestChannel"))
            extension = call.extension if call.direction == "out" else rings
            if extension:
                call.answered = True
                yield self._event(key, call, "answered", event, extension=extension)
        elif call.reason != "abandoned" and not (call.queue and status == "CANCEL"):
            # a queue that goes on to the next telephone cancels the first
            call.reason = DIAL_REASONS.get(status, call.reason)

    # ------------------------------------------------------------ put through

    def _on_blindtransfer(self, event):
        yield from self._transferred(
            event,
            ("TransfereeLinkedid", "TransfererLinkedid"),
            event.get("TransfererChannel"),
            event.get("Extension", ""),
        )

    def _on_attendedtransfer(self, event):
        target = self.settings.extension(event.get("TransferTargetChannel")) or self.settings.extension(
            event.get("SecondTransfererConnectedLineNum") and f"Local/{event['SecondTransfererConnectedLineNum']}"
        )
        yield from self._transferred(
            event, ("TransfereeLinkedid", "OrigTransfererLinkedid"), event.get("OrigTransfererChannel"), target
        )

    def _transferred(self, event, keys, channel, target):
        key = next((event[name] for name in keys if event.get(name) in self.calls), None)
        if key and target and event.get("Result", "Success") == "Success":
            extension = self.settings.extension(channel)
            yield self._event(key, self.calls[key], "transferred", event, extension=extension, to=target)

    # ------------------------------------------------------------ the end

    def _on_hangup(self, event):
        key = event.get("Linkedid", "")
        call = self.calls.get(key)
        if not call:
            return
        call.channels.discard(event.get("Uniqueid", ""))
        if call.channels:
            return
        del self.calls[key]
        # nobody's telephone rang: the house was closed
        reason = "answered" if call.answered else call.reason or ("abandoned" if call.queue else "closed")
        yield self._event(key, call, "ended", event, extension="", reason=reason)

    def _on_cdr(self, event):
        values = cdr_values(
            {
                "src": event.get("Source"), "dst": event.get("Destination"), "channel": event.get("Channel"),
                "dstchannel": event.get("DestinationChannel"), "start": event.get("StartTime"),
                "answer": event.get("AnswerTime"), "end": event.get("EndTime"),
                "billsec": event.get("BillableSeconds"), "disposition": event.get("Disposition"),
                "lastapp": event.get("LastApplication"),
                "uniqueid": event.get("UniqueID"), "userfield": event.get("UserField"),
            },
            self.settings,
        )  # fmt: skip
        if values:
            values["call"] = self.linked.get(values["call"], values["call"])
            yield values

    def _event(self, key, call, kind, event, **values):
        number = {"number": call.number} if call.direction != "internal" else {}
        return {
            "call": key,
            "event": kind,
            "at": self._at(event),
            "direction": call.direction,
            "queue": call.queue,
            **number,
            **values,
        }

    def _at(self, event):
        try:
            moment = datetime.fromtimestamp(float(event["Timestamp"]), timezone.utc)
        except (KeyError, ValueError, OverflowError, OSError):
            moment = self.clock()
        return moment.replace(microsecond=0).isoformat()

    def _remember(self, channel, key):
        """Which call a channel belongs to: its line in the list of calls comes when the call is forgotten."""
        if len(self.linked) >= REMEMBERED:
            for old in list(self.linked)[: REMEMBERED // 2]:
                del self.linked[old]
        self.linked[channel] = key


def cdr_values(row, settings):
    """The neutral event of one line of the list of calls, as values; None for a line that is no call.

    :param row: the columns by their names in ``cdr.conf``
    """
    started, ended = settings.moment(row.get("start")), settings.moment(row.get("end"))
    if not row.get("uniqueid") or not started:
        return None
    source = settings.extension(row.get("channel"))
    target = settings.extension(row.get("dstchannel"))
    dialled = (row.get("dst") or "").strip()
    if not source:
        direction, number, extension = "in", (row.get("src") or "").strip(), target
    elif settings.is_internal(dialled) or target:
        direction, number, extension = "internal", None, target or dialled
    else:
        direction, number, extension = "out", settings.outside(dialled), source
    disposition = (row.get("disposition") or "").strip().upper()
    answered = settings.moment(row.get("answer")) if disposition == "ANSWERED" else ""
    if direction == "in" and not target:
        # an announcement or the queue itself took the line, nobody of the house did
        answered = ""
    reason = DISPOSITIONS.get(disposition, "")
    if direction == "in" and not target and disposition == "ANSWERED":
        reason = "abandoned" if (row.get("lastapp") or "").strip() == "Queue" else "closed"
    values = {
        "call": (row.get("linkedid") or row["uniqueid"]).strip(),
        "event": "cdr",
        "direction": direction,
        "extension": extension,
        "started": started,
        "answered": answered or None,
        "ended": ended or started,
        "reason": reason,
        "recording": (row.get("userfield") or "").strip() or None,
    }
    if answered and (row.get("billsec") or "").strip().isdecimal():
        values["talk"] = int(row["billsec"])
    if number is not None:
        values["number"] = number
    return values
