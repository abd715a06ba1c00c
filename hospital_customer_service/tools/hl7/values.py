"""Single values of HL7 v2: moments, names, numbers, telephones. A wrong one is told by its field."""

import re
from datetime import date as Date
from datetime import datetime as Datetime
from datetime import timedelta, timezone
from decimal import Decimal, InvalidOperation

from ..fhir.errors import FhirError
from ..fhir.values import BEIJING, FIRST_BIRTH, FIRST_YEAR, LAST_YEAR, MAX_NAME, MAX_TEXT, clean

HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_MOMENT = re.compile(
    r"(\d{4})-?(?:(\d{2})-?(?:(\d{2})(?:[T ]?(\d{2}):?(?:(\d{2}):?(?:(\d{2})(?:\.\d+)?)?)?)?)?)?"
    r"(?:([+-])(\d{2}):?(\d{2}))?"
)
_USES_OF_NAMES = ("L", "D", "", "N", "A", "C", "B", "M")


def _parts(value, path, first):
    match = _MOMENT.fullmatch(value) if len(value) < 40 else None
    if not match:
        raise FhirError("bad_date", path)
    year = int(match[1])
    if not first <= year <= LAST_YEAR:
        raise FhirError("date_range", path, year=year, first=first, last=LAST_YEAR)
    return match


def _is_blank(value):
    """Nothing, or the zeros some systems send instead."""
    return not value or not value.strip("0")


def day(value, path):
    """A date; of a year or a month alone the first day."""
    if _is_blank(value):
        return None
    match = _parts(value, path, FIRST_BIRTH)
    try:
        return Date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise FhirError("bad_date", path) from None


def moment(value, path, tz=BEIJING):
    """A moment in UTC without zone; one that names no zone is local to the hospital."""
    if _is_blank(value):
        return None
    match = _parts(value, path, FIRST_YEAR)
    year, month, dom, hour, minute, second, sign, off_hour, off_minute = match.groups()
    try:
        at = Datetime(
            int(year), int(month or 1), int(dom or 1), int(hour or 0), int(minute or 0), min(int(second or 0), 59)
        )
    except ValueError:
        raise FhirError("bad_date", path) from None
    if sign:
        offset = timedelta(hours=int(off_hour), minutes=int(off_minute))
        return at - offset if sign == "+" else at + offset
    return at.replace(tzinfo=tz or BEIJING).astimezone(timezone.utc).replace(tzinfo=None)


def text(value, path, limit=MAX_NAME):
    """A text that can be stored; None where there is none."""
    return clean(value, path, limit) or None if value else None


def amount(value, path):
    if not value:
        return None
    try:
        number = Decimal(value.replace(",", ""))
    except InvalidOperation:
        raise FhirError("bad_number", path) from None
    if not number.is_finite() or abs(number) > 10**12:
        raise FhirError("bad_number", path)
    return float(number)


def person_name(fields):
    """The name to call somebody by, of XPN repetitions: the legal one, Chinese characters before a transcription."""
    found = []
    for index, field in enumerate(fields):
        family, given, middle = field.get(1), field.get(2), field.get(3)
        joined = "".join((family, given, middle))
        if not joined:
            continue
        spoken = joined if HAN.search(joined) else " ".join(filter(None, (given, middle, family)))
        use = field.get(7).upper()
        rank = _USES_OF_NAMES.index(use) if use in _USES_OF_NAMES else len(_USES_OF_NAMES)
        # an alias or a maiden name never stands in for the present one, in whatever characters it is written
        found.append((rank > 2, not HAN.search(spoken), rank, index, text(spoken, field.path)))
    return min(found)[4] if found else None


def staff(fields):
    """``(id, name)`` of the first XCN repetition that names somebody."""
    for field in fields:
        number, family, given = field.get(1), field.get(2), field.get(3)
        joined = family + given
        name = joined if HAN.search(joined) else " ".join(filter(None, (given, family)))
        if number or name:
            return text(number, field.path, 64), text(name, field.path)
    return None, None


def telephones(fields):
    """``(numbers, e-mail)`` of XTN repetitions, in their order."""
    numbers, email = [], None
    for field in fields:
        if field.get(2).upper() == "NET" or field.get(3).upper() in ("INTERNET", "X.400"):
            email = email or text(field.get(4) or field.get(1), field.path)
            continue
        number = field.get(1) or field.get(12)
        if not number and field.get(7):
            number = "".join(
                filter(None, (field.get(5) and f"+{field.get(5).lstrip('+')}", field.get(6), field.get(7)))
            )
        if "@" in number:
            email = email or text(number, field.path)
        elif number and number not in numbers:
            numbers.append(text(number, field.path, 64))
    return numbers, email


def address(field):
    """The words of an XAD: as Chinese writes it, from the province down to the door, or the Western way round."""
    street = field.get(1)
    street = " ".join(filter(None, (street, field.get(2))))
    parts = [field.get(4), field.get(3)]
    if HAN.search(street + "".join(parts)):
        whole = "".join(part for part in (*parts, street) if part)
    else:
        whole = ", ".join(part for part in (street, *reversed(parts)) if part)
    return text(whole, field.path, MAX_TEXT)


def coded(field):
    """``(system, code, words)`` of a CE or CWE."""
    path = field.path
    return text(field.get(3), path) or "", text(field.get(1), path, 128), text(field.get(2), path, MAX_TEXT)
