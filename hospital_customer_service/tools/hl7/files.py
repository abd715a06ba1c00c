"""Files and bodies that hold FHIR or HL7 v2, plain or packed: which it is, their first bytes tell."""

from ..fhir.errors import FhirError
from ..fhir.reader import Row, open_files, peek, read_file
from .framing import looks_like_hl7
from .intake import read_messages


def read_any(name, stream, encoding="utf-8", shift=None, tz=None, money="charges"):
    """Yield a row for every resource or message; see :func:`fhir.reader.read_rows`, :func:`intake.read_messages`."""
    try:
        for file, opened in open_files(name, stream):
            head, joined = peek(opened)
            if looks_like_hl7(head):
                yield from read_messages(file, joined, encoding, tz, money)
            else:
                yield from read_file(file, head, joined, encoding, shift)
    except FhirError as error:
        yield Row(0, "file", "", error=error, file=name)
