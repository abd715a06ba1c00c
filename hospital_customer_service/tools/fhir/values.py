"""Single values of a resource, checked: what is wrong is told with the path of the field."""

import hashlib
import re
from datetime import date as Date
from datetime import datetime as Datetime
from datetime import timedelta, timezone
from decimal import Decimal, InvalidOperation

from .errors import FhirError

FIRST_BIRTH, FIRST_YEAR, LAST_YEAR = 1850, 1900, 2150
MAX_NAME = 256
MAX_TEXT = 4000
BEIJING = timezone(timedelta(hours=8))

_MOMENT = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r"(?:(Z)|([+-])(\d{2}):?(\d{2}))?)?)?)?"
)
_BAD_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _name_of(value):
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "a truth value",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "nothing")


def _wrong(value, path, expected):
    return FhirError("wrong_type", path, found=_name_of(value), expected=expected)


def obj(data, key, path):
    """The object ``data[key]``, or {} where there is none; the first of a list where a sender repeats it."""
    value = data.get(key)
    if value is None:
        return {}
    if isinstance(value, list):
        value = value[0] if value else {}
    if not isinstance(value, dict):
        raise _wrong(value, f"{path}.{key}", "an object")
    return value


def objs(data, key, path):
    """The objects of the list ``data[key]``; a single object counts as a list of one."""
    value = data.get(key)
    if value is None:
        return []
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise _wrong(value, f"{path}.{key}", "a list")
    for index, member in enumerate(value):
        if not isinstance(member, dict):
            raise _wrong(member, f"{path}.{key}[{index}]", "an object")
    return value


def clean(value, path, limit=MAX_NAME):
    """A text without outer space; refused where it is no text, too long, or not storable."""
    if not isinstance(value, str):
        raise _wrong(value, path, "a text")
    if len(value) > limit:
        raise FhirError("too_long", path, length=len(value), limit=limit)
    if _BAD_CHARACTERS.search(value):
        raise FhirError("characters", path)
    return value.strip()


def text(data, key, path, limit=MAX_NAME):
    value = data.get(key)
    return None if value is None else clean(value, f"{path}.{key}", limit) or None


def texts(data, key, path, limit=MAX_NAME):
    value = data.get(key)
    if value is None:
        return []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise _wrong(value, f"{path}.{key}", "a list")
    return [clean(member, f"{path}.{key}[{i}]", limit) for i, member in enumerate(value) if member is not None]


def boolean(data, key, path):
    value = data.get(key)
    if value is not None and not isinstance(value, bool):
        raise _wrong(value, f"{path}.{key}", "true or false")
    return value


def code(data, key, path):
    """A code such as a status; required by its caller where it must be there."""
    value = text(data, key, path, 64)
    return value.lower() if value else None


def _match(value, path, first=FIRST_YEAR):
    if not isinstance(value, str):
        raise _wrong(value, path, "a date")
    match = _MOMENT.fullmatch(value.strip()) if len(value) < 64 else None
    if not match:
        raise FhirError("bad_date", path)
    year = int(match[1])
    if not first <= year <= LAST_YEAR:
        raise FhirError("date_range", path, year=year, first=first, last=LAST_YEAR)
    return match


def date(data, key, path):
    """A date; of a year or a month alone the first day."""
    if data.get(key) is None:
        return None
    match = _match(data[key], f"{path}.{key}", FIRST_BIRTH)
    try:
        return Date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise FhirError("bad_date", f"{path}.{key}") from None


def instant(data, key, path, tz=BEIJING):
    """A moment in UTC without zone; one that names no zone is local to the hospital."""
    if data.get(key) is None:
        return None
    match = _match(data[key], f"{path}.{key}")
    year, month, day, hour, minute, second, zulu, sign, off_hour, off_minute = match.groups()
    try:
        moment = Datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), min(int(second or 0), 59)
        )
    except ValueError:
        raise FhirError("bad_date", f"{path}.{key}") from None
    if zulu:
        return moment
    if sign:
        offset = timedelta(hours=int(off_hour), minutes=int(off_minute))
        return moment - offset if sign == "+" else moment + offset
    return moment.replace(tzinfo=tz).astimezone(timezone.utc).replace(tzinfo=None)


def number(data, key, path):
    """A decimal as a float of money's size."""
    value = data.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _wrong(value, f"{path}.{key}", "a number")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise FhirError("bad_number", f"{path}.{key}") from None
    if not amount.is_finite() or abs(amount) > 10**12:
        raise FhirError("bad_number", f"{path}.{key}")
    return float(amount)


def codings(concept, path):
    """``[(system, code, display)]`` of a CodeableConcept; a bare Coding counts as one."""
    found = []
    members = objs(concept, "coding", path) or ([concept] if concept.get("code") is not None else [])
    for index, coding in enumerate(members):
        where = f"{path}.coding[{index}]"
        value = text(coding, "code", where, 128)
        if value:
            found.append((text(coding, "system", where) or "", value, text(coding, "display", where, MAX_TEXT)))
    return found


def label(concept, path):
    """The words of a CodeableConcept."""
    words = text(concept, "text", path, MAX_TEXT)
    return words or next((display for _system, _code, display in codings(concept, path) if display), None)


def digest(system, value):
    """A fingerprint of an identifier, so that no ID number stands in a table of keys."""
    return hashlib.blake2b(f"{system or ''}|{value}".encode(), digest_size=12).hexdigest()


def identifiers(data, path):
    """``[(system, value, [type codes])]``."""
    found = []
    for index, identifier in enumerate(objs(data, "identifier", path)):
        where = f"{path}.identifier[{index}]"
        if code(identifier, "use", where) == "old":
            continue
        value = text(identifier, "value", where)
        if value:
            kinds = [kind for _system, kind, _display in codings(obj(identifier, "type", where), f"{where}.type")]
            found.append((text(identifier, "system", where) or "", value, kinds))
    return found


def keys(resource_type, resource_id, found):
    """Every key another resource may use to refer to this one, its own id first."""
    own = [f"{resource_type}/{resource_id}"]
    return own + [f"{resource_type}?{digest(system, value)}" for system, value, _kinds in found]


def reference(data, path, expected):
    """The key of what a Reference points to: ``Type/id``, ``Type?fingerprint``, or ``*/id`` where the type is unsaid.

    :param expected: the type where the reference does not say; None where several are possible
    """
    if not data:
        return None
    target = text(data, "reference", path, 1024)
    kind = text(data, "type", path) or expected or "*"
    if not target:
        identifier = obj(data, "identifier", path)
        value = text(identifier, "value", f"{path}.identifier")
        if not value:
            return None
        return f"{kind}?{digest(text(identifier, 'system', f'{path}.identifier'), value)}"
    if target.startswith("#"):
        return None
    if target.startswith(("urn:uuid:", "urn:oid:")):
        return f"{kind}/{target.rsplit(':', 1)[-1]}"
    if "?" in target:
        address, _mark, query = target.partition("?")
        kind = address.rpartition("/")[2]
        name, _equals, token = query.partition("=")
        system, _bar, value = token.rpartition("|")
        if name != "identifier" or not value:
            raise FhirError("bad_reference", f"{path}.reference")
        return f"{kind}?{digest(system, value)}"
    parts = target.partition("/_history/")[0].rsplit("/", 2)
    if len(parts) == 1:
        return f"{kind}/{parts[0]}"
    return f"{parts[-2]}/{parts[-1]}"
