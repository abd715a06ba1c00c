"""Patient and Practitioner."""

import re

from . import codes
from .errors import FhirError
from .resources import Patient, Practitioner, own_numbers
from .values import (
    MAX_TEXT,
    boolean,
    code,
    codings,
    date,
    identifiers,
    instant,
    keys,
    label,
    obj,
    objs,
    reference,
    text,
    texts,
)

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_USES = ("official", "usual", None, "temp", "nickname", "anonymous", "maiden", "old")


def human_name(data, path, required=True):
    """The name to call somebody by: official before usual, in Chinese characters before a transcription."""
    candidates = []
    for index, name in enumerate(objs(data, "name", path)):
        where = f"{path}.name[{index}]"
        spoken = text(name, "text", where)
        family, given = text(name, "family", where), texts(name, "given", where)
        if not spoken:
            parts = [*given, family or ""]
            joined = "".join([family or "", *given])
            spoken = joined if _HAN.search(joined) else " ".join(part for part in parts if part)
        if spoken:
            use = code(name, "use", where)
            rank = _USES.index(use) if use in _USES else len(_USES)
            candidates.append((rank, not _HAN.search(spoken), index, spoken))
    if not candidates:
        if required:
            raise FhirError("missing", f"{path}.name")
        return None
    # a maiden or old name never stands in for the present one, in whatever characters it is written
    return min(candidates, key=lambda each: (each[0] > 2, each[1], each[0], each[2]))[3]


def _telecoms(data, path):
    """``(phones, email)``; a telecom that has ended is gone, one without a system counts as a phone."""
    phones, email = [], None
    for index, telecom in enumerate(objs(data, "telecom", path)):
        where = f"{path}.telecom[{index}]"
        value = text(telecom, "value", where)
        if not value or code(telecom, "use", where) == "old":
            continue
        system = code(telecom, "system", where) or "phone"
        if system in ("phone", "sms"):
            rank = telecom.get("rank")
            mobile = code(telecom, "use", where) == "mobile"
            order = rank if isinstance(rank, int) and not isinstance(rank, bool) else (50 if mobile else 100)
            if value not in (number for number, _relation, _order in phones):
                phones.append((value, "self", order))
        elif system == "email":
            email = email or value
    return phones, email


def _contact_phones(data, path):
    """Numbers of relatives, after the patient's own."""
    found = []
    for index, contact in enumerate(objs(data, "contact", path)):
        where = f"{path}.contact[{index}]"
        relations = [
            codes.RELATIONS[kind.upper()]
            for member in objs(contact, "relationship", where)
            for _system, kind, _display in codings(member, f"{where}.relationship")
            if kind.upper() in codes.RELATIONS
        ]
        relation = next((each for each in relations if each != "other"), "other")
        found += [(number, relation, 200 + order) for number, _self, order in _telecoms(contact, where)[0]]
    return found


def _address(data, path):
    for index, address in enumerate(objs(data, "address", path)):
        where = f"{path}.address[{index}]"
        if code(address, "use", where) == "old":
            continue
        whole = text(address, "text", where, MAX_TEXT)
        if not whole:
            parts = [text(address, key, where) for key in ("state", "city", "district")]
            lines = texts(address, "line", where, MAX_TEXT)
            if _HAN.search("".join(filter(None, [*parts, *lines]))):
                whole = "".join(part for part in [*parts, *lines] if part)
            else:
                whole = ", ".join(part for part in [*lines, *reversed(parts)] if part)
        if whole:
            return whole
    return None


def _identifier_type(system, kinds):
    for kind in kinds:
        if kind.upper() in codes.IDENTIFIER_TYPES:
            return codes.IDENTIFIER_TYPES[kind.upper()]
    tail = re.split(r"[/:.#]", system.lower())[-1].replace("-", "").replace("_", "")
    return {"idcard": "id_card", "mrn": "mrn", "patientid": "mrn", "passport": "passport"}.get(tail)


def patient(data, path="Patient", tz=None):
    found = identifiers(data, path)
    typed = [(_identifier_type(system, kinds), system, value) for system, value, kinds in found]
    phones, email = _telecoms(data, path)
    own = {number for number, _relation, _order in phones}
    phones += [phone for phone in _contact_phones(data, path) if phone[0] not in own]
    deceased_at = instant(data, "deceasedDateTime", path, tz)
    gender = code(data, "gender", path)
    links = [
        reference(obj(link, "other", f"{path}.link"), f"{path}.link.other", "Patient")
        for link in objs(data, "link", path)
        if code(link, "type", f"{path}.link") == "replaced-by"
    ]
    languages = [
        label(obj(each, "language", path), f"{path}.communication.language")
        for each in objs(data, "communication", path)
    ]
    return Patient(
        keys=keys("Patient", data["id"], found),
        name=human_name(data, path),
        mrn=next((value for kind, _system, value in typed if kind == "mrn"), None),
        sex=codes.SEXES.get(gender, "unknown"),
        birthdate=date(data, "birthDate", path),
        phones=sorted(phones, key=lambda phone: phone[2]),
        # what has no use for the centre (driving licence, foreign social security number) is not kept
        identifiers=[each for each in typed if each[0]],
        email=email,
        address=_address(data, path),
        language=next(filter(None, languages), None),
        deceased=True if deceased_at else boolean(data, "deceasedBoolean", path),
        deceased_at=deceased_at,
        active=boolean(data, "active", path) is not False,
        replaced_by=next(filter(None, links), None),
        numbers=own_numbers((system, value) for system, value, _kinds in found),
    )


def practitioner(data, path="Practitioner", tz=None):
    found = identifiers(data, path)
    phones, _email = _telecoms(data, path)
    titles = [
        label(obj(each, "code", path), f"{path}.qualification.code") for each in objs(data, "qualification", path)
    ]
    return Practitioner(
        keys=keys("Practitioner", data["id"], found),
        name=human_name(data, path),
        code=found[0][1] if found else None,
        phone=phones[0][0] if phones else None,
        title=next(filter(None, titles), None),
        active=boolean(data, "active", path) is not False,
    )
