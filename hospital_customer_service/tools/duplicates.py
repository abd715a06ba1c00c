"""Are two patient records the same person? Points for what agrees, a verdict that can be explained (PAT-04).

Pure Python: the caller finds the pairs worth comparing, this module judges one pair.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

# from here on a pair is shown to a person; nothing is ever merged by itself
LIKELY = 60
CERTAIN = 100
POINTS = {
    "id_number": 100,
    "name": 40,
    "pinyin": 25,
    "birthdate": 40,
    "phone": 35,
}
# a difference that speaks against one person: twins share the birth date and the phone, not the sex or the ID number
AGAINST = {"id_number": 100, "sex": 30, "birthdate": 25}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a record; empty values say nothing either way."""

    name: str
    pinyin: frozenset[str] = frozenset()
    birthdate: date | None = None
    sex: str = "unknown"
    id_number: str = ""
    phones: frozenset[str] = frozenset()


def spellings(name, search_key):
    """The whole spellings among the words of a name's search key; its initials fit too many other names."""
    letters = len("".join((name or "").split()))
    return frozenset(word for word in (search_key or "").split() if len(word) > letters)


def _names_agree(a, b):
    return "".join(a.name.split()).casefold() == "".join(b.name.split()).casefold()


def compare(a, b):
    """Judge two records.

    :return: ``(points, reasons)``: points between 0 and 100, codes of what agrees, strongest first
    """
    points, reasons = 0, []

    def agree(code):
        nonlocal points
        points += POINTS[code]
        reasons.append(code)

    if a.id_number and b.id_number:
        if a.id_number == b.id_number:
            agree("id_number")
        else:
            points -= AGAINST["id_number"]
    if _names_agree(a, b):
        agree("name")
    elif a.pinyin & b.pinyin:
        agree("pinyin")
    if a.birthdate and b.birthdate:
        if a.birthdate == b.birthdate:
            agree("birthdate")
        else:
            points -= AGAINST["birthdate"]
    if a.phones & b.phones:
        agree("phone")
    if {a.sex, b.sex} == {"male", "female"}:
        points -= AGAINST["sex"]
    if not {"id_number", "name", "pinyin"} & set(reasons):
        # twins and couples share a phone and a day; they are not one person
        points = min(points, LIKELY - 1)
    return max(0, min(points, CERTAIN)), reasons


def fingerprint(a, b):
    """A word for what both records say: a pair that somebody told apart comes back only when it changes."""
    text = "\x1f".join(sorted(repr((f.name, f.birthdate, f.sex, f.id_number, sorted(f.phones))) for f in (a, b)))
    return hashlib.sha256(text.encode()).hexdigest()
