"""DiagnosticReport: that a result is there, never what it says; neither values nor conclusions are read."""

from . import codes
from .errors import FhirError
from .resources import Report
from .values import code, codings, identifiers, instant, keys, label, obj, objs, reference


def diagnostic_report(data, path="DiagnosticReport", tz=None):
    status = code(data, "status", path)
    if not status:
        raise FhirError("missing", f"{path}.status")
    if status not in codes.REPORT_STATUSES:
        raise FhirError("bad_code", f"{path}.status", code=status[:20])
    own = keys("DiagnosticReport", data["id"], identifiers(data, path))
    what = obj(data, "code", path)
    found = codings(what, f"{path}.code")
    categories = {
        each
        for index, concept in enumerate(objs(data, "category", path))
        for _system, each, _display in codings(concept, f"{path}.category[{index}]")
    }
    return Report(
        keys=own,
        patient=_patient(data, path),
        encounter=reference(obj(data, "encounter", path), f"{path}.encounter", "Encounter"),
        order=_order(data, path) or own[0],
        status=codes.REPORT_STATUSES[status],
        kind="report" if categories & codes.IMAGING_SERVICES else "result",
        name=label(what, f"{path}.code") or (found[0][1] if found else None),
        code=found[0][1] if found else None,
        issued=instant(data, "issued", path, tz),
        performers=[key for key in _references(data, "performer", path) if key],
    )


def _patient(data, path):
    """The patient of the report; None where it is about a place, a device or a group."""
    subject = obj(data, "subject", path)
    if not subject:
        raise FhirError("missing", f"{path}.subject")
    key = reference(subject, f"{path}.subject", "Patient")
    return key if key and key.startswith("Patient") else None


def _order(data, path):
    """The order that the report answers: several reports of one order wait for each other."""
    orders = [key for key in _references(data, "basedOn", path, "ServiceRequest") if key]
    return next((key for key in orders if key.startswith("ServiceRequest")), next(iter(orders), None))


def _references(data, key, path, expected=None):
    for index, target in enumerate(objs(data, key, path)):
        yield reference(target, f"{path}.{key}[{index}]", expected)
