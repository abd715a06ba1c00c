"""From the bytes of a file or a request to rows: one resource or one problem each.

Bundles (collection, transaction, batch, searchset), single resources and bulk NDJSON, plain, in ZIP or in GZIP.
Reading never stops at a bad row where the next one can be found.
"""

import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass

from .errors import FhirError
from .jsonstream import DECODER, entry_resource, iter_documents
from .shift import shift_dates
from .values import instant

MAX_RESOURCE = 32 << 20
MAX_MEMBERS = 10_000
MAX_EXPANDED = 8 << 30
KEPT_OF_BROKEN = 1 << 16
NDJSON = (".ndjson", ".jsonl", ".ldjson")
HL7 = (".hl7", ".er7")
READABLE = (".json", *NDJSON, *HL7, ".zip", ".gz")

_ID = re.compile(r"[^\s\x00-\x1f/?#|]{1,128}")
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,49}")


@dataclass(slots=True)
class Row:
    """One resource as it came, or what was wrong at its place."""

    number: int
    unit: str
    raw: str
    resource_type: str = ""
    resource_id: str = ""
    version_at: object = None
    error: FhirError = None
    file: str = ""

    @property
    def key(self):
        return f"{self.resource_type}/{self.resource_id}"

    @property
    def message_id(self):
        """The same content has the same id, whatever file it comes in; a changed resource is a new message."""
        digest = hashlib.blake2b(self.raw.encode("utf-8", "replace"), digest_size=12).hexdigest()
        return f"{self.resource_type or '?'}/{self.resource_id or '?'}@{digest}"


def open_files(name, stream):
    """Yield ``(file name, binary stream)`` for a plain file, and for every readable member of an archive.

    :raise FhirError: where an archive is broken or unreasonably large.
    """
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(b"PK"):
        yield from _open_zip(name, stream)
    elif head.startswith(b"\x1f\x8b"):
        yield name.removesuffix(".gz"), _Checked(gzip.GzipFile(fileobj=stream))
    else:
        yield name, stream


def _open_zip(name, stream):
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise FhirError("unreadable", name) from None
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_MEMBERS or sum(info.file_size for info in members) > MAX_EXPANDED:
        raise FhirError("too_large", name, limit=f"{MAX_EXPANDED >> 30} GB")
    for info in members:
        base = info.filename.rsplit("/", 1)[-1]
        if base.startswith((".", "__")) or not base.lower().endswith((".json", *NDJSON, *HL7)):
            continue
        try:
            member = archive.open(info)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
            raise FhirError("unreadable", base) from None
        with member:
            yield base, _Checked(member)


class _Checked(io.RawIOBase):
    """A decompressing stream whose damage is our error and whose size has an end."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.size = 0

    def readable(self):
        return True

    def _guard(self, read, size):
        try:
            data = read(size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
            raise FhirError("truncated") from None
        self.size += len(data)
        if self.size > MAX_EXPANDED:
            raise FhirError("too_large", limit=f"{MAX_EXPANDED >> 30} GB")
        return data

    def read(self, size=-1):  # pylint: disable=method-required-super
        return self._guard(self.stream.read, size)

    def readline(self, size=-1):
        return self._guard(self.stream.readline, size)


def read_rows(name, stream, encoding="utf-8", shift=None):
    """Yield a :class:`Row` for every resource of a file, archive or request body.

    :param shift: a timedelta of whole days added to every date (trying an old export as if it were of today)
    """
    try:
        for file, opened in open_files(name, stream):
            head, joined = peek(opened)
            yield from read_file(file, head, joined, encoding, shift)
    except FhirError as error:
        yield Row(0, "file", "", error=error, file=name)


def read_file(name, head, stream, encoding, shift):
    """The rows of a stream that begins with ``head``."""
    rows = (
        _read_lines(stream, encoding, shift)
        if _looks_like_lines(name, head, encoding)
        else _read_documents(stream, encoding, shift)
    )
    for row in rows:
        row.file = name
        yield row


def peek(stream, size=1 << 16):
    """``(first bytes, the whole stream)``."""
    if stream.seekable():
        head = stream.read(size)
        stream.seek(0)
        return head, stream
    head = stream.read(size)
    return head, _Joined(head, stream)


class _Joined:
    """A stream with its first bytes put back."""

    def __init__(self, head, stream):
        self.head = io.BytesIO(head)
        self.stream = stream

    def read(self, size=-1):  # pylint: disable=method-required-super
        return self.head.read(size) or self.stream.read(size)

    def readline(self, size=-1):
        line = self.head.readline(size)
        if line.endswith(b"\n") or len(line) == size:
            return line
        return line + self.stream.readline(size - len(line) if size > 0 else -1)


def _looks_like_lines(name, head, encoding):
    if name.lower().endswith(NDJSON):
        return True
    line, newline, _rest = head.partition(b"\n")
    if not newline:
        return False
    try:
        return isinstance(json.loads(line.decode(encoding).removeprefix("\ufeff")), dict)
    except ValueError:
        return False


def _read_lines(stream, encoding, shift):
    number = 0
    while True:
        try:
            line = stream.readline(MAX_RESOURCE + 1)
        except FhirError as error:
            error.row = number + 1
            yield Row(number + 1, "line", "", error=error)
            return
        if not line:
            return
        number += 1
        if len(line) > MAX_RESOURCE:
            yield _broken(number, "line", line, FhirError("too_large", limit=f"{MAX_RESOURCE >> 20} MB"))
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            continue
        ended = line.endswith(b"\n")
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        line = line.strip()
        if line:
            yield from _read_line(number, line, encoding, shift, ended)


def _read_line(number, line, encoding, shift, ended):
    try:
        text = line.decode(encoding)
    except UnicodeDecodeError:
        yield _broken(number, "line", line, FhirError("encoding", encoding=encoding.upper()))
        return
    try:
        value = DECODER.decode(text)
    except RecursionError:
        yield _broken(number, "line", line, FhirError("too_deep"))
        return
    except ValueError as error:
        at = getattr(error, "pos", 0)
        broken = not ended and (at >= len(text) or str(error).startswith("Unterminated"))
        code = "truncated" if broken else "json"
        yield _broken(number, "line", line, FhirError(code, position=at + 1))
        return
    if isinstance(value, dict) and value.get("resourceType") == "Bundle" and isinstance(value.get("entry"), list):
        for entry in value["entry"]:
            if isinstance(entry, dict):
                for full_url, resource, raw in entry_resource(entry):
                    yield _row(number, "line", full_url, resource, raw, shift)
        return
    yield _row(number, "line", None, value, text, shift)


def _read_documents(stream, encoding, shift):
    number = 0
    try:
        for full_url, value, text in iter_documents(stream, encoding, MAX_RESOURCE):
            number += 1
            yield _row(number, "entry", full_url, value, text, shift)
    except FhirError as error:
        yield _broken(number + 1, "entry", b"", error)
        return
    if not number:
        yield _broken(1, "entry", b"", FhirError("empty"))


def _broken(number, unit, data, error):
    """A row that is kept for somebody to look at; at most its beginning."""
    error.row, error.unit = number, unit
    raw = data[:KEPT_OF_BROKEN].decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
    return Row(number, unit, raw, error=error)


def _row(number, unit, full_url, value, text, shift):
    try:
        if not isinstance(value, dict):
            raise FhirError("not_object", found=type(value).__name__)
        kind = value.get("resourceType")
        if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
            raise FhirError("no_type")
        if shift:
            text = json.dumps(shift_dates(value, shift), ensure_ascii=False, separators=(",", ":"))
        if full_url and isinstance(full_url, str) and full_url.startswith(("urn:uuid:", "urn:oid:")):
            # the identity that the references of a transaction use; its own id is not assigned yet
            identity = full_url.rsplit(":", 1)[-1]
            if value.get("id") != identity:
                text = json.dumps({**value, "id": identity}, ensure_ascii=False, separators=(",", ":"))
        else:
            identity = value.get("id")
        row = Row(number, unit, _storable(text), resource_type=kind)
        if identity is None:
            raise FhirError("missing", f"{kind}.id")
        if not isinstance(identity, str) or not _ID.fullmatch(identity):
            raise FhirError("wrong_type", f"{kind}.id", found=type(identity).__name__, expected="an id")
        row.resource_id = identity
        meta = value.get("meta")
        if isinstance(meta, dict):
            row.version_at = instant(meta, "lastUpdated", f"{kind}.meta")
    except FhirError as error:
        broken = _broken(number, unit, b"", error)
        broken.raw = _storable(text)
        kind = value.get("resourceType") if isinstance(value, dict) else ""
        if isinstance(kind, str) and _TYPE.fullmatch(kind):
            broken.resource_type = kind
        return broken
    return row


def _storable(text):
    """JSON escapes what PostgreSQL cannot hold; a bare NUL or half a surrogate pair would stop the whole batch."""
    return text.replace("\x00", "\\u0000").encode("utf-8", "backslashreplace").decode()
