"""What we keep of a resource: neutral records that know nothing of Odoo. References are keys (see ``values``)."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

# the number that we give to a record which we send: P and its id
OWN_NUMBER = re.compile(r"P\d{1,12}")


def own_numbers(found):
    """Those of ``[(system, value)]`` that may be numbers of our own; other documents of a person are not kept."""
    return [(system, value) for system, value in found if OWN_NUMBER.fullmatch(value or "")]


@dataclass(slots=True)
class Patient:
    keys: list
    name: str
    mrn: str = None
    sex: str = "unknown"
    birthdate: date = None
    phones: list = field(default_factory=list)  # [(number, relation or "", rank)]
    identifiers: list = field(default_factory=list)  # [(type, system, value)]
    email: str = None
    address: str = None
    language: str = None
    deceased: bool = None  # None: not said
    deceased_at: datetime = None
    active: bool = True
    replaced_by: str = None
    numbers: list = field(default_factory=list)  # [(system, value)] of those that look like our own


@dataclass(slots=True)
class Practitioner:
    keys: list
    name: str
    code: str = None
    phone: str = None
    title: str = None
    active: bool = True


@dataclass(slots=True)
class Department:
    keys: list
    name: str  # a Location may have none
    code: str = None
    phone: str = None
    place: str = None
    parent: str = None
    organization: str = None  # of a Location: the organization that runs it
    active: bool = True


@dataclass(slots=True)
class Visit:
    """An Encounter: what happened."""

    keys: list
    patient: str
    status: str  # None: not said
    codings: list  # of class and type, most telling first: a mapping may name the kind of visit
    kind: str = None  # by the standard classes; None where only a mapping can tell
    start: datetime = None
    end: datetime = None
    planned: datetime = None
    appointments: list = field(default_factory=list)
    departments: list = field(default_factory=list)
    practitioner: str = None
    reason: str = None
    main_condition: str = None
    number: str = None
    partial: bool = False  # what is None was not said, and stays as it was
    usual_kind: str = "outpatient"  # of a partial one, where nobody knows the kind
    likely: str = None  # the status where ``status`` is None and the visit is not known yet
    previous: str = None  # key of the visit that goes on under this number


@dataclass(slots=True)
class Appointment:
    """What was agreed; its Encounter, where there is one, tells what became of it."""

    keys: list
    patient: str
    status: str
    codings: list
    start: datetime = None
    end: datetime = None
    departments: list = field(default_factory=list)
    practitioner: str = None
    untyped: list = field(default_factory=list)  # ids of participants of unsaid type
    reason: str = None
    references: list = field(default_factory=list)  # numbers of the appointment, ours among them
    encounter: str = None  # key of its visit, where the appointment is told after it
    at: datetime = None  # when it was broken off


@dataclass(slots=True)
class Procedure:
    keys: list
    encounter: str
    status: str
    codings: list  # (system, code, display) of the code, then of the categories
    name: str = None
    start: datetime = None
    end: datetime = None


@dataclass(slots=True)
class Condition:
    keys: list
    encounter: str
    name: str
    code: str = None
    onset: date = None
    valid: bool = True


@dataclass(slots=True)
class Charge:
    """A ChargeItem (one position) or an Invoice (what was asked for in the end)."""

    keys: list
    kind: str  # item | invoice
    encounter: str
    amount: float = None
    currency: str = None
    counts: bool = True
    items: list = field(default_factory=list)  # of an invoice: [(key of the ChargeItem, amount or None)]


@dataclass(slots=True)
class Report:
    """A DiagnosticReport: that it is there, and which order it answers."""

    keys: list
    patient: str  # None: about no patient
    order: str  # key of the ServiceRequest; its own key where there is none
    status: str  # registered | partial | preliminary | final | amended | corrected | cancelled
    kind: str  # result | report
    encounter: str = None
    name: str = None
    code: str = None
    issued: datetime = None
    performers: list = field(default_factory=list)
    orders: list = field(default_factory=list)  # keys of its ServiceRequests, the one of ``order`` first


@dataclass(slots=True)
class Order:
    """A ServiceRequest: one result that is expected."""

    keys: list
    requisition: str = None  # number of the order form: what stands on one form is told together
    name: str = None
    code: str = None
    expected: bool = True  # False: withdrawn, or never an order
    notice: bool = False  # the doctor wants the patient to be told


@dataclass(slots=True)
class Merge:
    """Two numbers of one person: both lead to the first from now on."""

    keys: list  # of the record that goes on
    gone: list  # keys of the number that is given up
