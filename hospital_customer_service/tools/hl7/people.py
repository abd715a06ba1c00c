"""PID, NK1 and MRG: who it is about."""

from ..fhir.codes import IDENTIFIER_TYPES, RELATIONS
from ..fhir.errors import FhirError
from ..fhir.resources import Patient, own_numbers
from ..fhir.values import digest, keys
from . import values

SEXES = {
    "M": "male", "1": "male", "\u7537": "male", "\u7537\u6027": "male",
    "F": "female", "2": "female", "\u5973": "female", "\u5973\u6027": "female",
}  # fmt: skip
# GB/T 4761 and common words beside table 0063
_RELATIONS = {
    **RELATIONS, "SPO": "spouse", "CHD": "child", "MTH": "parent", "FTH": "parent", "GCH": "other",
    "\u914d\u5076": "spouse", "\u4e08\u592b": "spouse", "\u59bb\u5b50": "spouse", "\u7236\u4eb2": "parent",
    "\u6bcd\u4eb2": "parent", "\u7236\u6bcd": "parent", "\u5b50\u5973": "child", "\u513f\u5b50": "child",
    "\u5973\u513f": "child",
}  # fmt: skip
_FALSE, _TRUE = ("N", "NO", "0", "F", "FALSE"), ("Y", "YES", "1", "T", "TRUE")
_CHOICE = ("mrn", "his")
_OF_ONE_PERSON = (*_CHOICE, "id_card", "passport", None)


def _identifiers(fields):
    """``[(our type, authority, value)]`` of CX repetitions that name a number."""
    found = []
    for field in fields:
        value = values.text(field.get(1), field.path, 128)
        if value:
            kind = IDENTIFIER_TYPES.get(field.get(5).upper().replace(" ", ""))
            found.append((kind, values.text(field.get(4), field.path) or "", value))
    return found


def _leading(found):
    """The number by which this system knows the person: the record number, else its own index, else the first."""
    for wanted in _CHOICE:
        for each in found:
            if each[0] == wanted:
                return each
    return found[0]


def _keys(found):
    """The keys of a person, the leading number first; the others with the authority that gave them.

    A number that is more than the hospital's own, such as that of an ID card, stands nowhere in plain.
    """
    kind, authority, number = _leading(found)
    if kind not in (*_CHOICE, None):
        number = digest(authority, number)
    # numbers that a family may share lead to nobody
    own = [(authority, value, []) for kind, authority, value in found if kind in _OF_ONE_PERSON]
    return keys("Patient", number, own)


def patient_keys(pid):
    """The keys of the person of a PID.

    :raise FhirError: where no number names anybody: names and telephones never do
    """
    found = _identifiers([*pid.repetitions(3), *(pid.repetitions(2) if not pid.repetitions(3) else [])])
    if not found:
        raise FhirError("missing", "PID-3")
    return _keys(found)


def merged_keys(mrg):
    """The keys of the number that is given up."""
    found = _identifiers(mrg.repetitions(1) or mrg.repetitions(4))
    if not found:
        raise FhirError("missing", "MRG-1")
    return _keys(found)


def _flag(value):
    value = value.upper()
    return True if value in _TRUE else False if value in _FALSE else None


def _phones(pid, contacts):
    numbers, email = values.telephones([*pid.repetitions(13), *pid.repetitions(40)])
    work, its_email = values.telephones(pid.repetitions(14))
    numbers += [number for number in work if number not in numbers]
    phones = [(number, "self", 50 + index) for index, number in enumerate(numbers)]
    for nk1 in contacts:
        relation = next(
            (_RELATIONS[word] for word in (nk1.get(3).upper(), nk1.get(3, 2)) if word in _RELATIONS), "other"
        )
        theirs, _email = values.telephones([*nk1.repetitions(5), *nk1.repetitions(6)])
        known = {number for number, _relation, _order in phones}
        phones += [(number, relation, 250) for number in theirs if number not in known]
    return phones, email or its_email


def patient(pid, contacts=(), tz=None):
    """The person of a PID; what the segment does not say is None and stays as it was."""
    fields = pid.repetitions(3) or pid.repetitions(2)
    found = _identifiers(fields)
    if not found:
        raise FhirError("missing", "PID-3")
    number = _leading(found)
    name = values.person_name(pid.repetitions(5))
    if not name:
        raise FhirError("missing", "PID-5")
    social = values.text(pid.get(19), "PID-19", 64)
    typed = [each for each in found if each[0]]
    if social and not any(kind == "id_card" for kind, _authority, _value in typed):
        typed.append(("id_card", "", social))
    phones, email = _phones(pid, contacts)
    died_at = values.moment(pid.get(29), "PID-29", tz)
    return Patient(
        keys=_keys(found),
        name=name,
        mrn=number[2] if number[0] in ("mrn", None) else None,
        sex=SEXES.get(pid.get(8).upper(), "unknown"),
        birthdate=values.day(pid.get(7), "PID-7"),
        phones=phones,
        identifiers=typed,
        email=email,
        address=values.address(pid.first(11)),
        language=values.text(pid.get(15, 2) or pid.get(15), "PID-15"),
        deceased=True if died_at else _flag(pid.get(30)),
        deceased_at=died_at,
        numbers=own_numbers((authority, value) for _kind, authority, value in found),
    )
