"""Reader for HL7 v2, standard library only.

:func:`parse` turns the text of one message into the neutral records that the FHIR reader yields too;
:func:`read_message` makes the row of the inbox from the bytes of one message, :func:`answer` its acknowledgement.
"""

from .events import EVENTS, Part, message_kind, parse
from .files import read_any
from .framing import FrameReader, decode, frame, looks_like_hl7, split_messages
from .intake import Hl7Row, answer, outcome, read_message, read_messages
from .message import Message, unescape
from .people import merged_keys, patient_keys


def is_hl7(raw):
    """Whether the stored content of a message is HL7 v2."""
    return raw.startswith("MSH")
