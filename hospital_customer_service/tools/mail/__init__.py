from .envelope import Envelope, read_envelope, verdict
from .files import refused_file
from .prepare import needs_plain_copy, plain_copy, prepare, text_of
from .words import fresh_text, numbers_in

__all__ = [
    "Envelope", "fresh_text", "needs_plain_copy", "numbers_in", "plain_copy", "prepare", "read_envelope",
    "refused_file", "text_of", "verdict",
]  # fmt: skip
