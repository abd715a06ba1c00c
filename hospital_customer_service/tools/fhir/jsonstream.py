"""Resources of a JSON document one after the other, without holding the document in memory.

A Bundle of a night's visits may have hundreds of megabytes; half a Bundle (a broken transfer) still gives every entry
that is complete.
"""

import codecs
import json

from .errors import FhirError

CHUNK = 1 << 16
SPACE = " \t\r\n"


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class _Buffer:
    """Text of a binary stream, read on demand, with the position of its first character."""

    def __init__(self, stream, encoding, limit):
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")
        self.encoding = encoding
        self.limit = limit
        self.text = ""
        self.index = 0
        self.offset = 0
        self.ended = False

    @property
    def position(self):
        return self.offset + self.index + 1

    def more(self, size=CHUNK):
        """Read on; return False at the end."""
        if self.ended:
            return False
        if self.index:
            self.offset += self.index
            self.text = self.text[self.index :]
            self.index = 0
        data = self.stream.read(size)
        self.ended = not data
        try:
            text = self.decoder.decode(data or b"", final=self.ended)
        except UnicodeDecodeError:
            self.ended = True
            raise FhirError("encoding", encoding=self.encoding.upper()) from None
        if not self.offset and not self.text:
            text = text.removeprefix("\ufeff")
        self.text += text
        return not self.ended

    def peek(self):
        """Next character that is not white space, or "" at the end."""
        while True:
            while self.index < len(self.text):
                char = self.text[self.index]
                if char not in SPACE:
                    return char
                self.index += 1
            if not self.more() and self.index >= len(self.text):
                return ""

    def expect(self, char):
        found = self.peek()
        if not found:
            raise FhirError("truncated")
        if found != char:
            raise FhirError("json", position=self.position)
        self.index += 1

    def value(self):
        """Parse the value at the position and return ``(value, its text)``."""
        if not self.peek():
            raise FhirError("truncated")
        size = CHUNK
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.index)
            except RecursionError:
                raise FhirError("too_deep") from None
            except ValueError as error:
                if len(self.text) - self.index > self.limit:
                    raise FhirError("too_large", limit=f"{self.limit >> 20} MB") from None
                if self.ended:
                    at = getattr(error, "pos", self.index)
                    # the parser reports an open string at its first character
                    broken = at >= len(self.text.rstrip()) or str(error).startswith("Unterminated")
                    code = "truncated" if broken else "json"
                    raise FhirError(code, position=self.offset + at + 1) from None
                self.more(size)
                size *= 2
                continue
            # a number may go on in the next chunk; objects and strings have an end of their own
            if end == len(self.text) and not self.ended and self.text[self.index] not in '{["':
                self.more()
                continue
            text = self.text[self.index : end]
            if len(text) > self.limit:
                raise FhirError("too_large", limit=f"{self.limit >> 20} MB")
            self.index = end
            return value, text


def iter_documents(stream, encoding="utf-8", limit=32 << 20):
    """Yield ``(full_url, value, text)`` for every resource of the documents in ``stream``.

    :raise FhirError: where the stream cannot be read on; everything complete came before.
    """
    buffer = _Buffer(stream, encoding, limit)
    while True:
        char = buffer.peek()
        if not char:
            return
        if char == "[":
            yield from _iter_array(buffer)
        elif char == "{":
            yield from _iter_object(buffer)
        else:
            raise FhirError("json", position=buffer.position)


def _iter_array(buffer, entries=False):
    buffer.expect("[")
    if buffer.peek() == "]":
        buffer.index += 1
        return
    while True:
        value, text = buffer.value()
        if entries and isinstance(value, dict):
            yield from entry_resource(value)
        else:
            yield None, value, text
        char = buffer.peek()
        if not char:
            raise FhirError("truncated")
        if char not in ",]":
            raise FhirError("json", position=buffer.position)
        buffer.index += 1
        if char == "]":
            return


def _iter_object(buffer):
    """A Bundle gives its entries as they come; any other object is one resource."""
    buffer.expect("{")
    members = {}
    seen_entries = False
    if buffer.peek() == "}":
        buffer.index += 1
        yield None, {}, "{}"
        return
    while True:
        if buffer.peek() not in ('"', ""):
            raise FhirError("json", position=buffer.position)
        key, _text = buffer.value()
        buffer.expect(":")
        if key == "entry" and buffer.peek() == "[" and members.get("resourceType", "Bundle") == "Bundle":
            seen_entries = True
            yield from _iter_array(buffer, entries=True)
        else:
            members[key], _text = buffer.value()
        char = buffer.peek()
        if not char:
            raise FhirError("truncated")
        if char not in ",}":
            raise FhirError("json", position=buffer.position)
        buffer.index += 1
        if char == "}":
            break
    if members.get("resourceType") != "Bundle" and not seen_entries:
        yield None, members, json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def entry_resource(entry):
    """Yield the resource of a Bundle entry; an entry without one (a DELETE, an answer) gives nothing."""
    resource = entry.get("resource")
    if resource is None and "resourceType" not in entry:
        return
    resource = resource if resource is not None else entry
    yield entry.get("fullUrl"), resource, json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
