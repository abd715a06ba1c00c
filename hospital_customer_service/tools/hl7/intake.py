"""One message as it comes in: its row in the inbox, and the answer its sender gets. Never a traceback."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from ..fhir.errors import TEXTS, FhirError
from ..fhir.reader import KEPT_OF_BROKEN, Row
from .events import EVENTS, message_kind, parse, version_of
from .framing import decode, split_messages
from .message import Message

# codes of table 0357
_CODES = {
    "no_header": "100", "bad_marks": "100", "missing": "101", "no_number": "101", "bad_date": "102",
    "date_range": "102", "bad_number": "102", "too_long": "102", "characters": "102", "encoding": "102",
    "bad_code": "103", "too_large": "207", "unsupported_version": "203",
}  # fmt: skip
_WORDS = {
    "100": "Segment sequence error", "101": "Required field missing", "102": "Data type error",
    "103": "Table value not found", "200": "Unsupported message type", "201": "Unsupported event code",
    "203": "Unsupported version id", "207": "Application internal error",
}  # fmt: skip
_REJECTED = ("no_header", "bad_marks", "encoding", "too_large", "unsupported_version")
_FAMILIES = {kind.partition("^")[0] for kind in EVENTS}


@dataclass(slots=True)
class Hl7Row(Row):
    """A message; sent again with another moment in MSH-7 it is the same."""

    identity: str = ""
    message: Message = None
    encoding: str = "utf-8"

    @property
    def message_id(self):
        digest = hashlib.blake2b((self.identity or self.raw).encode("utf-8", "replace"), digest_size=12).hexdigest()
        return f"{self.resource_type or '?'}/{self.resource_id or '?'}@{digest}"

    @property
    def known(self):
        """Whether the centre has a use for messages of this type."""
        return self.resource_type in EVENTS


def read_message(data, encoding="utf-8", number=1, unit="message", tz=None, money="charges"):
    """The row of one message; what is wrong with it is told in ``row.error``."""
    row = Hl7Row(number, unit, "")
    try:
        text, row.encoding = decode(data, encoding)
        row.raw = _storable(text)
        row.message = Message(row.raw)
        row.raw = "\n".join(_lines(row.message))
        _identify(row, tz)
        version = row.message.header.get(12)
        if version and not version.startswith("2"):
            raise FhirError("unsupported_version", "MSH-12")
        if row.known:
            parse(row.raw, tz, money)
    except FhirError as error:
        error.row, error.unit = number, unit
        row.error = error
        if not row.raw:
            row.raw = data[:KEPT_OF_BROKEN].decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
    return row


def read_messages(name, stream, encoding="utf-8", tz=None, money="charges"):
    """A row for every message of a file or a body."""
    number = 0
    try:
        for body in split_messages(stream):
            number += 1
            row = read_message(body, encoding, number, tz=tz, money=money)
            row.file = name
            yield row
        if not number:
            raise FhirError("no_header")
    except FhirError as error:
        error.row, error.unit = number + 1, "message"
        yield Hl7Row(number + 1, "message", "", error=error, file=name)


def _lines(message):
    """The segments as they came, one a line; a line break within a field as its escape."""
    escape = message.marks.escape
    for segment in message.segments:
        fields = segment.fields if segment.name != "MSH" else [segment.name, *segment.fields[2:]]
        line = message.marks.field.join(fields)
        yield line.replace("\n", f"{escape}.br{escape}") if escape else line.replace("\n", " ")


def _identify(row, tz=None):
    header = row.message.header
    row.version_at = version_of(row.message, tz)
    # everything but the moment of sending: a repetition may be stamped anew
    rest = [text for number, text in enumerate(header.fields) if number != 7]
    row.identity = "\n".join([header.marks.field.join(rest), *row.raw.split("\n")[1:]])
    row.resource_id = header.get(10)[:128] or row.message_id.rpartition("@")[2]
    row.resource_type = message_kind(row.message)


def _storable(text):
    return text.replace("\x00", "").encode("utf-8", "backslashreplace").decode()


# ---------------------------------------------------------------------------------------------------- answers


def answer(row, reject_unknown=False, now=None):
    """The acknowledgement of a stored row as bytes in the sender's character set; None where none is wanted.

    ``AA`` stored, ``AE`` kept with an error for somebody to mend, ``AR`` not for us; in the enhanced mode (MSH-15)
    the commit acknowledgements ``CA``, ``CE``, ``CR``.
    """
    code, error = outcome(row, reject_unknown)
    header = row.message.header if row.message else None
    wanted = header.get(15).upper() if header else ""
    if wanted and (wanted == "NE" or (wanted == "ER" and code == "AA") or (wanted == "SU" and code != "AA")):
        return None
    if wanted:
        code = f"C{code[1]}"
    return _acknowledge(header, row, code, error, now or datetime.now()).encode(row.encoding, "replace")


def outcome(row, reject_unknown=False):
    """``(AA | AE | AR, (code of table 0357, location, words) or None)``."""
    error = row.error
    if error:
        number = _CODES.get(error.code, "102")
        words = f"{error.where or 'The message'} {TEXTS[error.code].format(**error.params)}"
        return "AR" if error.code in _REJECTED else "AE", (number, error.field, words)
    if not row.known and reject_unknown:
        number = "201" if row.resource_type.partition("^")[0] in _FAMILIES else "200"
        return "AR", (number, "MSH-9", f"MSH-9 {_WORDS[number].lower()}")
    return "AA", None


def _acknowledge(header, row, code, error, now):
    if header:
        marks, field = header.marks, header.marks.field
        named = "".join((marks.component, marks.repetition, marks.escape, marks.sub))
        us_app, us_place, app, place = (_plain(header.raw(number)) for number in (5, 6, 3, 4))
        control_id, mode = _plain(header.raw(10)), _plain(header.raw(11), "[A-Z]{1,2}") or "P"
        version, event = _plain(header.raw(12), r"2(\.\d){0,3}") or "2.5", row.resource_type.partition("^")[2]
    else:
        marks, field, named = None, "|", "^~\\&"
        us_app = us_place = app = place = control_id = event = ""
        mode, version = "P", "2.5"
    component = (marks.component if marks else "^") or "^"
    kind = component.join(filter(None, ("ACK", event)))
    moment = now.strftime("%Y%m%d%H%M%S")
    own_id = hashlib.blake2b(f"{row.message_id}|{now.isoformat()}".encode(), digest_size=8).hexdigest()
    msh = ["MSH" + field + named, us_app, us_place, app, place, moment, "", kind, own_id, mode, version]
    charset = _plain(header.raw(18), "[A-Z0-9 /-]{1,20}") if header else ""
    if re.search("[A-Z]", charset):
        msh += ["", "", "", "", "", charset]
    lines = [
        field.join(msh),
        field.join(["MSA", code, control_id, _escape(error[2], marks) if error else ""]).rstrip(field),
    ]
    if error:
        number, location, words = error
        segment, _dash, position = (location or "").partition("-")
        where = component.join(filter(None, (segment, "1", position))) if segment else ""
        name = component.join((number, _WORDS.get(number, "Error"), "HL70357"))
        lines.append(field.join(["ERR", "", where, name, "E", "", "", "", _escape(words, marks)]))
    return "\r".join(lines) + "\r"


def _plain(raw, form=r".{0,64}"):
    """A field of the sender given back as it came; nothing where it is not what belongs there.

    A header whose separators are damaged has the rest of the message in its fields.
    """
    return raw if re.fullmatch(form, raw) else ""


def _escape(text, marks):
    for mark in (marks.field, marks.component, marks.repetition, marks.sub) if marks else "|^~&":
        text = text.replace(mark, " ") if mark else text
    return text.replace("\n", " ").replace("\r", " ")
