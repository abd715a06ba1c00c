"""PV1 and SCH: visits and appointments."""

from dataclasses import dataclass
from datetime import timedelta

from ..fhir.errors import FhirError
from ..fhir.resources import Appointment, Department, Practitioner, Visit
from ..fhir.values import digest, keys
from . import values

CLASS_SYSTEM = "urn:hl7:0004"
# table 0004, and the words some Chinese systems put there
CLASSES = {
    "I": "inpatient", "B": "inpatient", "P": "inpatient", "O": "outpatient", "R": "outpatient", "E": "emergency",
    "\u4f4f\u9662": "inpatient", "\u95e8\u8bca": "outpatient", "\u6025\u8bca": "emergency", "\u4f53\u68c0": "checkup",
}  # fmt: skip
# SCH-25, table 0278 and what senders make of it
_FILLER_STATES = {
    "pending": "pending", "waitlist": "waitlist", "booked": "booked", "confirmed": "booked", "started": "arrived",
    "arrived": "arrived", "complete": "fulfilled", "completed": "fulfilled", "cancelled": "cancelled",
    "canceled": "cancelled", "dc": "discontinued", "discontinued": "discontinued", "deleted": "entered-in-error",
    "noshow": "noshow", "no show": "noshow", "no-show": "noshow", "overbook": "booked", "blocked": "booked",
}  # fmt: skip
_MINUTES = {"": 1, "min": 1, "m": 1, "minutes": 1, "s": 1 / 60, "sec": 1 / 60, "h": 60, "hr": 60, "hours": 60}


@dataclass(slots=True)
class Places:
    """Department and doctor of a message: their keys, and records for those that nobody told us of yet."""

    departments: list
    practitioner: str = None
    records: list = None


def _department(found, code, name, path):
    code = values.text(code, path, 64)
    if not code:
        return None
    key = f"Organization/v2:{code}"
    record = Department(keys=[key], name=values.text(name, path) or code, code=code)
    found.append(("Organization", record))
    return key


def _practitioner(found, fields):
    number, name = values.staff(fields)
    if not number:
        return None
    key = f"Practitioner/v2:{number}"
    found.append(("Practitioner", Practitioner(keys=[key], name=name or number, code=number)))
    return key


def places(pv1):
    """The department: the hospital service (PV1-10), else the point of care (PV1-3); the attending doctor."""
    records = []
    where = pv1.first(3)
    keys_ = [
        _department(records, pv1.get(10), pv1.get(10, 2), "PV1-10")
        or _department(records, where.get(1), where.get(9), "PV1-3")
    ]
    who = _practitioner(records, pv1.repetitions(7)) or _practitioner(records, pv1.repetitions(17))
    return Places([key for key in keys_ if key], who, records)


def visit_key(pid, pv1):
    """``(authority, number)`` of the visit; None where the message names none."""
    for segment, number in ((pv1, 19), (pv1, 50), (pid, 18)):
        if segment is None:
            continue
        field = segment.first(number)
        if value := values.text(field.get(1), field.path, 128):
            return values.text(field.get(4), field.path) or "", value
    return None


def encounter_key(pid, pv1):
    found = visit_key(pid, pv1)
    return found and f"Encounter/{found[1]}"


def _kind(pv1, event):
    if event.kind:
        return event.kind
    return CLASSES.get(pv1.get(2).upper())


def _times(pv1, pv2, event, at, tz):
    """``(start, end, planned)``: what PV1 says, else the moment of an event that is a beginning or an end."""
    start, end = (values.moment(pv1.get(number), f"PV1-{number}", tz) for number in (44, 45))
    if start and end and end < start:
        raise FhirError("bad_date", "PV1-45")
    planned = values.moment(pv2.get(8), "PV2-8", tz)
    if event.begins:
        start = start or at
    if event.ends:
        end = end or (max(at, start) if at and start else at)
    elif event.status:
        end = None
    return start, end, planned


def _likely(start, end, kind):
    """The status of a visit nobody announced, by the times the message gives."""
    if end:
        return "finished"
    return ("in-progress" if kind == "inpatient" else "arrived") if start else "planned"


def visit(message, event, person, at, tz=None):
    """``(visit, places)`` of the PV1 of a message."""
    pid, pv1, pv2 = (message.first(name) for name in ("PID", "PV1", "PV2"))
    found = visit_key(pid, pv1)
    if not found:
        raise FhirError("no_number", "PV1-19")
    authority, number = found
    where = places(pv1)
    kind = _kind(pv1, event)
    start, end, planned = _times(pv1, pv2, event, at, tz)
    mrg = message.first("MRG")
    previous = values.text(mrg.get(5), "MRG-5", 128) or values.text(mrg.get(3), "MRG-3", 128)
    codings = [
        (system, code, None)
        for system, code in (
            (CLASS_SYSTEM, values.text(pv1.get(2), "PV1-2", 64)),
            ("urn:hl7:0018", values.text(pv1.get(18), "PV1-18", 64)),
            ("urn:hl7:0007", values.text(pv1.get(4), "PV1-4", 64)),
            ("urn:hl7:0069", values.text(pv1.get(10), "PV1-10", 64)),
        )
        if code
    ]
    record = Visit(
        keys=keys("Encounter", number, [(authority, number, [])]),
        patient=person,
        status=event.status or ("finished" if end else None),
        likely=_likely(start, end, kind or event.usual_kind),
        usual_kind=event.usual_kind,
        codings=codings,
        kind=kind,
        start=start,
        end=end,
        planned=planned or (start if event.status == "planned" else None),
        departments=where.departments,
        practitioner=where.practitioner,
        reason=values.text(pv2.get(3, 2) or pv2.get(3), "PV2-3", values.MAX_TEXT),
        number=number if len(number) <= 64 else None,
        partial=True,
        previous=f"Encounter/{previous}" if previous and previous != number else None,
    )
    return record, where


def _duration(number, unit):
    try:
        minutes = float(number) * _MINUTES.get(unit.lower(), 1)
    except ValueError:
        return None
    return timedelta(minutes=minutes) if 0 < minutes <= 24 * 60 else None


def _slot(message, tz):
    """``(start, end)``: of SCH-11, TQ1 or the first resource that is reserved."""
    sch, tq1 = message.first("SCH"), message.first("TQ1")
    start = values.moment(sch.get(11, 4), "SCH-11", tz) or values.moment(tq1.get(7), "TQ1-7", tz)
    end = values.moment(sch.get(11, 5), "SCH-11", tz) or values.moment(tq1.get(8), "TQ1-8", tz)
    length = _duration(sch.get(9), sch.get(10))
    for name, at in (("AIS", 4), ("AIG", 8), ("AIL", 6), ("AIP", 6)):
        for segment in message.all(name):
            start = start or values.moment(segment.get(at), f"{name}-{at}", tz)
            length = length or _duration(segment.get(at + 3), segment.get(at + 4))
    if start and not end and length:
        end = start + length
    return start, end if not start or not end or end >= start else None


def _appointment_places(message):
    records, departments = [], []
    for segment in message.all("AIL"):
        where = segment.first(3)
        departments.append(_department(records, where.get(1), where.get(9), "AIL-3"))
    who = next(filter(None, (_practitioner(records, each.repetitions(3)) for each in message.all("AIP"))), None)
    if not who:
        who = next(
            filter(
                None, (_practitioner(records, each.repetitions(3)) for each in message.all("AIG") if each.get(3, 2))
            ),
            None,
        )
    pv1 = message.first("PV1")
    if message.has("PV1"):
        more = places(pv1)
        departments = [*more.departments, *departments]
        who = who or more.practitioner
        records += [each for each in more.records if each[1].keys[0] in (*departments, who)]
    return Places(list(dict.fromkeys(filter(None, departments))), who, records)


def appointment(message, event, person, at, tz=None):
    """``(appointment, places)`` of SCH and the resources after it."""
    sch, pid, pv1 = message.first("SCH"), message.first("PID"), message.first("PV1")
    ours, theirs = (values.text(sch.get(number), f"SCH-{number}", 128) for number in (1, 2))
    number = theirs or ours
    if not number:
        raise FhirError("missing", "SCH-2")
    status = event.status
    if status == "booked":
        # where the word of the filler says more than the event
        status = _FILLER_STATES.get((sch.get(25) or sch.get(25, 2)).lower(), status)
    start, end = _slot(message, tz)
    where = _appointment_places(message)
    encounter = encounter_key(pid, pv1) if message.has("PV1") and (pv1.get(19) or pv1.get(50)) else None
    others = [
        f"Appointment?{digest(system, value)}" for system, value in (("placer", ours), ("filler", theirs)) if value
    ]
    record = Appointment(
        keys=[f"Appointment/{number}", *others, *([encounter] if encounter else [])],
        patient=person,
        status=status,
        codings=[
            (system, code, words)
            for system, code, words in (values.coded(sch.first(8)), values.coded(message.first("AIS").first(3)))
            if code
        ],
        start=start,
        end=end,
        departments=where.departments,
        practitioner=where.practitioner,
        reason=values.text(sch.get(7, 2) or sch.get(7), "SCH-7", 1000),
        references=[value for value in (ours, theirs) if value],
        encounter=encounter,
        at=at if status == "discontinued" else None,
    )
    return record, where
