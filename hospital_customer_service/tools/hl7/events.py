"""Which message means what: from the text of one message to neutral records, in the order of need."""

from dataclasses import dataclass

from ..fhir.errors import FhirError
from ..fhir.resources import Merge
from . import details, people, values, visits
from .message import Message


@dataclass(slots=True, frozen=True)
class Event:
    """What an event of HL7 says of a visit or an appointment."""

    family: str  # visit | person | merge | appointment | result | charge
    status: str = None  # in FHIR's word; None: the event does not say
    kind: str = None  # the kind of visit, whatever the class says
    usual_kind: str = "outpatient"  # where no class is named
    begins: bool = False
    ends: bool = False


EVENTS = {
    "ADT^A01": Event("visit", "in-progress", usual_kind="inpatient", begins=True),
    "ADT^A02": Event("visit", usual_kind="inpatient"),
    "ADT^A03": Event("visit", "finished", usual_kind="inpatient", ends=True),
    "ADT^A04": Event("visit", "arrived", begins=True),
    "ADT^A05": Event("visit", "planned", usual_kind="inpatient"),
    "ADT^A06": Event("visit", "in-progress", kind="inpatient", begins=True),
    "ADT^A07": Event("visit", "in-progress", kind="outpatient"),
    "ADT^A08": Event("visit"),
    "ADT^A11": Event("visit", "cancelled"),
    "ADT^A12": Event("visit", usual_kind="inpatient"),
    "ADT^A13": Event("visit", "in-progress", usual_kind="inpatient"),
    "ADT^A14": Event("visit", "planned", usual_kind="inpatient"),
    "ADT^A18": Event("merge"),
    "ADT^A27": Event("visit", "cancelled", usual_kind="inpatient"),
    "ADT^A28": Event("person"),
    "ADT^A31": Event("person"),
    "ADT^A34": Event("merge"),
    "ADT^A38": Event("visit", "cancelled", usual_kind="inpatient"),
    "ADT^A40": Event("merge"),
    "SIU^S12": Event("appointment", "booked"),
    "SIU^S13": Event("appointment", "booked"),
    "SIU^S14": Event("appointment", "booked"),
    "SIU^S15": Event("appointment", "cancelled"),
    "SIU^S16": Event("appointment", "discontinued"),
    "SIU^S17": Event("appointment", "entered-in-error"),
    "SIU^S26": Event("appointment", "noshow"),
    "ORU^R01": Event("result"),
    "DFT^P03": Event("charge"),
}


@dataclass(slots=True)
class Part:
    """One record of a message; a weak one is taken where nothing is known yet, and never changes what is."""

    kind: str
    record: object
    weak: bool = False


def parse(text, tz=None, money="charges"):
    """The records of the message ``text``, those others need first.

    :param tz: zone of moments that name none
    :param money: what counts as spent: ``charges`` or ``payments``
    :raise FhirError: with the field that is wrong
    """
    message = Message(text)
    kind = message_kind(message)
    event = EVENTS.get(kind)
    if not event:
        raise FhirError("bad_code", "MSH-9", code=kind[:20])
    at = moment_of(message, tz)
    if event.family == "merge":
        return list(_merges(message, tz))
    pid = message.first("PID")
    contacts = message.all("NK1")
    leading = event.family in ("visit", "person")
    person = people.patient_keys(pid)[0]
    parts = []
    if leading or pid.get(5):
        parts.append(Part("Patient", people.patient(pid, contacts, tz), weak=not leading))
    if event.family == "visit":
        # news about the person alone comes as A08 without a visit
        if message.has("PV1") and (event.status or visits.visit_key(pid, message.first("PV1"))):
            parts += _visit_parts(message, event, person, at, tz)
        elif event.status:
            raise FhirError("missing", "PV1")
    elif event.family == "appointment":
        record, places = visits.appointment(message, event, person, at, tz)
        parts += [*_of_places(places), Part("Appointment", record)]
    elif event.family == "result":
        encounter = visits.encounter_key(None, message.first("PV1"))
        reports = details.reports(message, person, encounter, at, tz)
        if not reports:
            raise FhirError("missing", "OBR")
        parts += [Part("DiagnosticReport", report) for report in reports]
    elif event.family == "charge":
        parts += _charge_parts(message, event, person, at, tz, money)
    return parts


def _of_places(places):
    return [Part(kind, record, weak=True) for kind, record in places.records]


def _visit_parts(message, event, person, at, tz, weak=False):
    record, places = visits.visit(message, event, person, at, tz)
    conditions = details.conditions(message, record.keys[0])
    if conditions:
        record.main_condition = conditions[0].keys[0]
    return [
        *_of_places(places),
        Part("Encounter", record, weak),
        *(Part("Condition", each) for each in conditions),
        *(Part("Procedure", each) for each in details.procedures(message, record.keys[0], tz)),
    ]


def _charge_parts(message, event, person, at, tz, money):
    pid, pv1 = message.first("PID"), message.first("PV1")
    encounter = visits.encounter_key(pid, pv1)
    if not encounter:
        raise FhirError("no_number", "PV1-19")
    control_id = message.header.get(10)
    charges = details.charges(message, encounter, control_id, money)
    if not charges:
        raise FhirError("missing", "FT1")
    parts = [Part("ChargeItem", each) for each in charges]
    if message.has("PV1"):
        # a charge may be the first we hear of a visit
        return _visit_parts(message, event, person, at, tz, weak=True) + parts
    return parts


def _merges(message, tz):
    """Every PID of a merge with the MRG after it."""
    found = False
    for group in message.groups("PID"):
        mrg = next((each for each in group if each.name == "MRG"), None)
        if not mrg:
            continue
        found = True
        keys, gone = people.patient_keys(group[0]), people.merged_keys(mrg)
        if keys[0] == gone[0]:
            continue
        yield Part("Merge", Merge(keys=keys, gone=gone))
        if group[0].get(5):
            yield Part("Patient", people.patient(group[0], (), tz))
    if not found:
        raise FhirError("missing", "MRG-1" if message.has("PID") else "PID-3")


def message_kind(message):
    """``ADT^A03`` of MSH-9, whatever EVN-1 says; the event of EVN-1 only where MSH-9 names none.

    :raise FhirError: where there is no type
    """
    field = message.header.first(9)
    family, event = field.get(1).upper(), field.get(2).upper()
    if "_" in field.get(3) and not event:
        event = field.get(3).upper().partition("_")[2]
    if not event and "_" in family:
        family, _mark, event = family.partition("_")
    event = event or message.first("EVN").get(1).upper()
    if len(family) != 3 or not family.isalnum() or not family.isascii():
        raise FhirError("missing", "MSH-9")
    if event and not (event.isalnum() and event.isascii() and len(event) <= 3):
        raise FhirError("bad_code", "MSH-9", code="?")
    return f"{family}^{event}" if event else family


def moment_of(message, tz=None):
    """When it happened: EVN-6, EVN-2, else when the message was made; None where no one says."""
    evn = message.first("EVN")
    for segment, number in ((evn, 6), (evn, 2), (message.header, 7)):
        try:
            at = values.moment(segment.get(number), f"{segment.name}-{number}", tz)
        except FhirError:
            continue
        if at:
            return at
    return None


def version_of(message, tz=None):
    """When the message was made: of two messages about one visit the later knows more."""
    for segment, number in ((message.header, 7), (message.first("EVN"), 2)):
        try:
            at = values.moment(segment.get(number), f"{segment.name}-{number}", tz)
        except FhirError:
            continue
        if at:
            return at
    return None
