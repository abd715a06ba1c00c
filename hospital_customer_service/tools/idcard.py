"""Resident ID numbers of China: what a number must be, and what it tells.

Hard rules are the form, the calendar date and the check character. The place of birth is only a hint: counties are
merged and renamed, and a number may have been issued years after the birth, so lawful numbers fail such a test.
"""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_YEAR = 1850
# first two digits: provinces, Taiwan 71/83, Hong Kong 81, Macao 82, foreign residents 91
PLACES = frozenset(
    [
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
        91,
    ]
)

# documents without check characters: only their form can be looked at
DOCUMENT_FORMS = {
    "passport": re.compile(r"[A-Z0-9]{5,17}"),
    "hk_macao_permit": re.compile(r"[HM]\d{8}(\d{2})?"),
    "taiwan_permit": re.compile(r"\d{8}(\d{2})?|[A-Z]\d{7,9}"),
    "residence_permit": re.compile(r"[A-Z]{3}\d{12}|[1-9]\d{16}[\dX]"),
}


class IdCardError(ValueError):
    """Why a number cannot be a resident ID number; ``args[0]`` is form, date, future or check."""


class IdCard(NamedTuple):
    number: str
    birthdate: date
    sex: str
    known_place: bool


def normalise(number):
    """The number as it would be printed: half-width, without blanks and hyphens, a capital X.

    >>> normalise(" 11010519491231002x ")
    '11010519491231002X'
    """
    text = unicodedata.normalize("NFKC", str(number or ""))
    return re.sub(r"[\s\-]", "", text).upper()


def check_character(first17):
    """The eighteenth character that belongs to the first seventeen digits.

    >>> check_character("11010519491231002")
    'X'
    """
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def to_18(number15):
    """The number of today for one of the old fifteen digits (people born in the 1900s).

    >>> to_18("110105491231002")
    '11010519491231002X'
    """
    first17 = f"{number15[:6]}19{number15[6:]}"
    return first17 + check_character(first17)


def parse(number, today=None):
    """Read a resident ID number of 18 or 15 characters.

    :param today: refuse a birth after this day
    :raise IdCardError: the number breaks a hard rule
    """
    text = normalise(number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]|[0-9]{15}", text):
        raise IdCardError("form")
    if len(text) == 15:
        text = to_18(text)
    try:
        birthdate = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise IdCardError("date") from None
    if birthdate.year < EARLIEST_YEAR:
        raise IdCardError("date")
    if today and birthdate > today:
        raise IdCardError("future")
    if check_character(text[:17]) != text[17]:
        raise IdCardError("check")
    sex = "male" if int(text[16]) % 2 else "female"
    return IdCard(text, birthdate, sex, int(text[:2]) in PLACES)


def document_form_ok(kind, number):
    """Whether ``number`` looks like a document of ``kind``; kinds that we do not know are always well."""
    form = DOCUMENT_FORMS.get(kind)
    return form is None or bool(form.fullmatch(normalise(number)))
