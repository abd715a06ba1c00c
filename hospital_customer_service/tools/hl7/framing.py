"""From bytes to messages: the frames of MLLP, files with one message or many, and the character set."""

import re

from ..fhir.errors import FhirError

MAX_MESSAGE = 32 << 20
CHUNK = 1 << 20
START, END = b"\x0b", b"\x1c"
_UTF8_BOM = b"\xef\xbb\xbf"
_FIRST = re.compile(rb"[\x0b\s\x00]*(?:\xef\xbb\xbf)?[\x0b\s\x00]*(MSH|FHS|BHS)[^A-Za-z0-9\s]")
# a message begins at the start of a line, whatever ends the lines
_BEGIN = re.compile(rb"(?:^|(?<=[\r\n\x0b\x1c]))(?=(?:\xef\xbb\xbf)?MSH[^A-Za-z0-9\s])")
_ENVELOPE = re.compile(rb"(?:^|(?<=[\r\n]))(?:FHS|BHS|BTS|FTS)[^\r\n]*")
_NAMES = {
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "UNICODE": "utf-8",
    "GB 18030-2000": "gb18030",
    "GB18030": "gb18030",
    "GB18030-2000": "gb18030",
    "GBK": "gb18030",
    "GB2312": "gb18030",
    "CNS": "gb18030",
    "8859/1": "latin-1",
    "ISO IR6": "utf-8",
    "ASCII": "utf-8",
}


class FrameReader:
    """Cuts a stream of bytes into messages.

    A sender that forgets the start mark is understood: what stands before an end mark is a message. Bytes after an end
    mark (the carriage return, a line feed) are skipped.
    """

    def __init__(self, limit):
        self.limit = limit
        self.buffer = bytearray()
        self._searched = 0

    def feed(self, data):
        """Take in bytes and return the complete messages.

        :raise FhirError: ``too_large`` where a message does not end
        """
        self.buffer += data
        found = []
        while (end := self.buffer.find(END, self._searched)) >= 0:
            body = bytes(self.buffer[:end])
            del self.buffer[: end + 1]
            self._searched = 0
            body = body.rpartition(START)[2].strip(b"\r\n\x00 ")
            if body:
                found.append(body)
        self._searched = len(self.buffer)
        if len(self.buffer) > self.limit:
            raise FhirError("too_large", limit=f"{self.limit >> 20} MB")
        return found


def frame(data):
    return START + data + END + b"\r"


def looks_like_hl7(head):
    """Whether a file or a body that begins with these bytes holds HL7 v2."""
    return bool(_FIRST.match(head))


def split_messages(stream, limit=MAX_MESSAGE):
    """The messages of a file or a body: each begins with MSH at the start of a line; batch envelopes are dropped.

    :raise FhirError: ``too_large`` where a message does not end
    """
    buffer, ended = b"", False
    while not ended:
        chunk = stream.read(CHUNK)
        ended = not chunk
        buffer += chunk
        starts = [match.start() for match in _BEGIN.finditer(buffer)]
        stops = starts[1:] + ([len(buffer)] if ended else [])
        for start, stop in zip(starts, stops, strict=False):
            body = _ENVELOPE.sub(b"", buffer[start:stop]).strip(b"\r\n\x0b\x1c\x00 ")
            if body:
                yield body
        if starts:
            buffer = buffer[starts[-1] :]
        if len(buffer) > limit:
            raise FhirError("too_large", limit=f"{limit >> 20} MB")


def declared_encoding(data):
    """The character set MSH-18 names, in Python's word; None where it names none we know."""
    header = re.split(rb"[\r\n]", data, maxsplit=1)[0].removeprefix(_UTF8_BOM)
    if len(header) < 4:
        return None
    separator = header[3:4]
    fields = header.split(separator)
    if len(fields) < 18:
        return None
    name = re.split(rb"[~^]", fields[17])[0].decode("ascii", "replace").strip().upper()
    return _NAMES.get(name)


def decode(data, encoding="utf-8"):
    """The text of a message and the encoding it has.

    A mark of UTF-8 at its start decides, then MSH-18, then what reads without an error: UTF-8, the setting of the
    feed, GB 18030. Chinese text of the one is next to never valid in the other.

    :raise FhirError: where nothing reads it
    """
    if data.startswith(_UTF8_BOM):
        order = ["utf-8"]
        data = data.removeprefix(_UTF8_BOM)
    else:
        order = [declared_encoding(data), "utf-8", encoding, "gb18030"]
    for name in dict.fromkeys(filter(None, order)):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    raise FhirError("encoding", encoding="UTF-8 / GB 18030")
