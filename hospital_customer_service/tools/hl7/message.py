"""The grammar of HL7 v2: segments, fields, repetitions, components, escapes. Knows no message type."""

import re
from dataclasses import dataclass

from ..fhir.errors import FhirError

DEFAULT_MARKS = "^~\\&"
NULL = '""'
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_HEX_PAIRS = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS = (".br", ".sp", ".ce", ".in", ".ti", ".fi", ".nf", ".sk")


@dataclass(slots=True)
class Marks:
    """The characters with a meaning, as MSH-1 and MSH-2 name them."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    sub: str = "&"


def unescape(text, marks):
    r"""The value behind the escapes; those for type faces and foreign character sets are dropped.

    >>> unescape(r"a\T\b\.br\c\X64\\Zxyz\ \d", Marks())
    'a&b\ncd \\d'
    """
    mark = marks.escape
    if not mark or mark not in text:
        return text
    plain = {"F": marks.field, "S": marks.component, "T": marks.sub, "R": marks.repetition, "E": mark, "P": "#"}
    found, rest = [], text
    while True:
        before, opened, rest = rest.partition(mark)
        found.append(before)
        if not opened:
            return "".join(found)
        name, closed, after = rest.partition(mark)
        value = _escaped(name, plain) if closed else None
        if value is None:
            found.append(mark)  # a stray mark, as in a Windows path
        else:
            found.append(value)
            rest = after


def _escaped(name, plain):
    if name in plain:
        return plain[name]
    if name.startswith("X") and _HEX_PAIRS.fullmatch(name[1:]):
        data = bytes.fromhex(name[1:])
        for encoding in ("utf-8", "gb18030"):
            try:
                return _UNSTORABLE.sub("", data.decode(encoding))
            except UnicodeDecodeError:
                continue
        return ""
    if name.startswith(_BREAKS):
        return "\n" if name.startswith((".br", ".sp", ".ce")) else ""
    if name in ("H", "N") or re.fullmatch(r"[CMZ][0-9A-Za-z]{0,16}", name):
        return ""
    return None


class Segment:
    """One line; ``get(3)`` is the third field of its definition, also in MSH."""

    __slots__ = ("fields", "marks", "name")

    def __init__(self, line, marks):
        self.marks = marks
        parts = line.split(marks.field)
        self.name = parts[0]
        self.fields = [self.name, marks.field, *parts[1:]] if self.name in ("MSH", "FHS", "BHS") else parts

    def raw(self, number):
        return self.fields[number] if number < len(self.fields) else ""

    def repetitions(self, number):
        """The repetitions of a field that say something, each as :class:`Field`."""
        raw = self.raw(number)
        if not raw or raw == NULL:
            return []
        marks = self.marks
        parts = raw.split(marks.repetition) if marks.repetition else [raw]
        return [Field(part, marks, f"{self.name}-{number}") for part in parts if part and part != NULL]

    def first(self, number):
        return next(iter(self.repetitions(number)), None) or Field("", self.marks, f"{self.name}-{number}")

    def get(self, number, component=1, sub=1):
        """The text of a component of the first repetition, "" where there is none."""
        return self.first(number).get(component, sub)


class Field:
    """One repetition of a field."""

    __slots__ = ("marks", "parts", "path")

    def __init__(self, raw, marks, path):
        self.parts = raw.split(marks.component) if marks.component else [raw]
        self.marks, self.path = marks, path

    def __bool__(self):
        return any(self.parts)

    def get(self, component=1, sub=1):
        if component > len(self.parts):
            return ""
        raw = self.parts[component - 1]
        pieces = raw.split(self.marks.sub) if self.marks.sub else [raw]
        if sub > len(pieces) or raw == NULL:
            return ""
        return unescape(pieces[sub - 1], self.marks).strip()


class Message:
    """A message as its segments; what no definition knows is simply not asked for."""

    __slots__ = ("marks", "segments")

    def __init__(self, text):
        text = text.lstrip("\ufeff\x0b\r\n\t ").rstrip("\x1c\r\n\x00\t ")
        self.marks = read_marks(text)
        self.segments = []
        lines = []
        for line in _NEWLINE.split(text):
            if _SEGMENT.fullmatch(line[:3]) and line[3:4] in ("", self.marks.field):
                lines.append(line)
            elif lines and line.strip():
                lines[-1] += f"\n{line}"  # a line break inside of a field
        self.segments = [Segment(line, self.marks) for line in lines]

    @property
    def header(self):
        return self.segments[0]

    def first(self, name):
        """The first segment of that name, an empty one where there is none."""
        return next((each for each in self.segments if each.name == name), None) or Segment(name, self.marks)

    def has(self, name):
        return any(each.name == name for each in self.segments)

    def all(self, name):
        return [each for each in self.segments if each.name == name]

    def groups(self, opening):
        """The segments from each ``opening`` to the next, as lists."""
        found = []
        for segment in self.segments:
            if segment.name == opening:
                found.append([segment])
            elif found:
                found[-1].append(segment)
        return found


def read_marks(text):
    """The marks of a message.

    :raise FhirError: where the text is no HL7 message
    """
    if not text.startswith("MSH") or len(text) < 4:
        raise FhirError("no_header")
    field = text[3]
    named = _NEWLINE.split(text[4 : 4 + 12])[0].partition(field)[0] or DEFAULT_MARKS
    chosen = [field, *named[:4]]
    if any(mark.isalnum() or mark.isspace() for mark in chosen) or len(set(chosen)) < len(chosen):
        raise FhirError("bad_marks", "MSH-2")
    return Marks(*chosen, *([""] * (5 - len(chosen))))
