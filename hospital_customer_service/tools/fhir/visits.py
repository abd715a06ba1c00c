"""Encounter and Appointment: the two halves of a visit."""

from . import codes
from .errors import FhirError
from .resources import Appointment, Visit
from .values import code, codings, identifiers, instant, keys, label, obj, objs, reference, text

_LEADING = ("ATND", "PPRF")


def _status(data, path, table):
    status = code(data, "status", path)
    if not status:
        raise FhirError("missing", f"{path}.status")
    if status not in table:
        raise FhirError("bad_code", f"{path}.status", code=status[:20])
    return status


def _concepts(data, keys_, path):
    """Codings of several members, in the order of ``keys_``."""
    found = []
    for key in keys_:
        for index, concept in enumerate(objs(data, key, path)):
            found += codings(concept, f"{path}.{key}[{index}]")
    return found


def _labels(data, keys_, path):
    for key in keys_:
        for index, concept in enumerate(objs(data, key, path)):
            # R5 wraps the reason: {"value": [{"concept": ...}]}
            wrapped = (
                [obj(each, "concept", path) for each in objs(concept, "value", path)] if "value" in concept else []
            )
            if "concept" in concept:
                wrapped.append(obj(concept, "concept", path))
            for each in wrapped or [concept]:
                if words := label(each, f"{path}.{key}[{index}]"):
                    return words
    return None


def _encounter_class(data, path):
    """R4 has one Coding, R5 a list of concepts."""
    found = []
    for index, member in enumerate(objs(data, "class", path)):
        found += codings(member, f"{path}.class" if index == 0 else f"{path}.class[{index}]")
    return found


def _leading_practitioner(data, path):
    """The attending doctor before the primary performer before whoever comes first."""
    best = None
    for index, participant in enumerate(objs(data, "participant", path)):
        where = f"{path}.participant[{index}]"
        key = "individual" if "individual" in participant else "actor"
        who = reference(obj(participant, key, where), f"{where}.{key}", "Practitioner")
        if not who or not who.startswith("Practitioner"):
            continue
        roles = {role.upper() for _system, role, _display in _concepts(participant, ("type",), where)}
        rank = next((i for i, role in enumerate(_LEADING) if role in roles), len(_LEADING))
        if best is None or rank < best[0]:
            best = (rank, who)
    return best and best[1]


def _main_condition(data, path):
    best = None
    for index, diagnosis in enumerate(objs(data, "diagnosis", path)):
        where = f"{path}.diagnosis[{index}]"
        conditions = objs(diagnosis, "condition", where)
        target = (
            obj(conditions[0], "reference", where)
            if conditions and isinstance(conditions[0].get("reference"), dict)
            else (conditions[0] if conditions else {})
        )
        key = reference(target, f"{where}.condition", "Condition")
        rank = diagnosis.get("rank")
        rank = rank if isinstance(rank, int) and not isinstance(rank, bool) else 99
        if key and (best is None or rank < best[0]):
            best = (rank, key)
    return best and best[1]


def _departments(data, path):
    found = [reference(obj(data, "serviceProvider", path), f"{path}.serviceProvider", "Organization")]
    for index, place in enumerate(objs(data, "location", path)):
        where = f"{path}.location[{index}]"
        found.append(reference(obj(place, "location", where), f"{where}.location", "Location"))
    return [key for key in found if key]


def encounter(data, path="Encounter", tz=None):
    status = _status(data, path, codes.ENCOUNTER_STATES)
    subject = reference(obj(data, "subject", path), f"{path}.subject", "Patient")
    if not subject or not subject.startswith(("Patient/", "Patient?")):
        raise FhirError("missing", f"{path}.subject")
    classes = _encounter_class(data, path)
    period_key = "actualPeriod" if "actualPeriod" in data else "period"
    period = obj(data, period_key, path)
    start = instant(period, "start", f"{path}.{period_key}", tz)
    end = instant(period, "end", f"{path}.{period_key}", tz)
    if start and end and end < start:
        raise FhirError("bad_date", f"{path}.{period_key}.end")
    appointments = [
        reference(each, f"{path}.appointment[{index}]", "Appointment")
        for index, each in enumerate(objs(data, "appointment", path))
    ]
    found = identifiers(data, path)
    return Visit(
        keys=keys("Encounter", data["id"], found),
        patient=subject,
        status=status,
        codings=_concepts(data, ("type", "serviceType"), path) + classes,
        kind=next((codes.VISIT_KINDS[each] for _s, each, _d in classes if each in codes.VISIT_KINDS), None),
        start=start,
        end=end,
        planned=instant(data, "plannedStartDate", path, tz),
        appointments=[key for key in appointments if key],
        departments=_departments(data, path),
        practitioner=_leading_practitioner(data, path),
        reason=_labels(data, ("reasonCode", "reason"), path),
        main_condition=_main_condition(data, path),
        number=found[0][1] if found and len(found[0][1]) <= 64 else None,
    )


def appointment(data, path="Appointment", tz=None):
    status = _status(data, path, codes.APPOINTMENT_STATES)
    actors = {"Patient": [], "Practitioner": [], "Location": [], "Organization": [], "*": []}
    if "subject" in data:
        actors["Patient"].append(reference(obj(data, "subject", path), f"{path}.subject", "Patient"))
    for index, participant in enumerate(objs(data, "participant", path)):
        where = f"{path}.participant[{index}].actor"
        actor = reference(obj(participant, "actor", where), where, None)
        kind = (actor or "").replace("?", "/").partition("/")[0]
        if kind in actors:
            actors[kind].append(actor)
    if not actors["Patient"] and not actors["*"]:
        raise FhirError("missing", f"{path}.participant")
    start, end = instant(data, "start", path, tz), instant(data, "end", path, tz)
    found = identifiers(data, path)
    return Appointment(
        keys=keys("Appointment", data["id"], found),
        references=[value for _system, value, _kinds in found],
        patient=next(filter(None, actors["Patient"]), None),
        status=status,
        codings=_concepts(data, ("appointmentType", "serviceType", "serviceCategory"), path),
        start=start,
        end=end if not start or not end or end >= start else None,
        departments=actors["Organization"] + actors["Location"],
        practitioner=next(iter(actors["Practitioner"]), None),
        untyped=[key[2:] for key in actors["*"] if key.startswith("*/")],
        reason=_labels(data, ("reasonCode", "reason"), path) or text(data, "description", path, 1000),
    )
