"""Reader for FHIR R4 (and what is cheap of R5), standard library only.

:func:`read_rows` turns bytes into rows (one resource or one problem each); :func:`parse` turns the text of one
resource into a neutral record, or raises :class:`FhirError` with the field that is wrong.
"""

import json

from . import details, people, places, reports, visits
from .errors import TEXTS, FhirError
from .reader import READABLE, Row, open_files, read_rows
from .resources import (
    Appointment,
    Charge,
    Condition,
    Department,
    Order,
    Patient,
    Practitioner,
    Procedure,
    Report,
    Visit,
)
from .values import BEIJING

# in the order in which one resource may need another
PARSERS = {
    "Organization": places.organization,
    "Location": places.location,
    "Practitioner": people.practitioner,
    "Patient": people.patient,
    "Appointment": visits.appointment,
    "Encounter": visits.encounter,
    "Condition": details.condition,
    "Procedure": details.procedure,
    "ChargeItem": details.charge_item,
    "Invoice": details.invoice,
    "ServiceRequest": reports.service_request,
    "DiagnosticReport": reports.diagnostic_report,
}


def parse(raw, tz=BEIJING):
    """Return the neutral record of the resource in the JSON text ``raw``.

    :param tz: zone of moments that name none
    :raise FhirError: with the path of the field that is wrong
    """
    try:
        data = json.loads(raw)
    except RecursionError:
        raise FhirError("too_deep") from None
    except ValueError as error:
        raise FhirError("json", position=getattr(error, "pos", 0) + 1) from None
    if not isinstance(data, dict):
        raise FhirError("not_object", found=type(data).__name__)
    kind = data.get("resourceType")
    if not isinstance(kind, str):
        raise FhirError("no_type")
    if kind not in PARSERS:
        raise FhirError("bad_code", "resourceType", code=kind[:20])
    if not isinstance(data.get("id"), str) or not data["id"]:
        raise FhirError("missing", f"{kind}.id")
    return PARSERS[kind](data, tz=tz or BEIJING)
