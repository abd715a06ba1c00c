"""DiagnosticReport: that a result is there, never what it says; neither values nor conclusions are read.

ServiceRequest: which results an order expects, and whether the doctor wants the patient to be told.
"""

from . import codes
from .errors import FhirError
from .resources import Order, Report
from .values import boolean, code, codings, identifiers, instant, keys, label, obj, objs, reference, text


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
    orders = _orders(data, path)
    return Report(
        keys=own,
        patient=_patient(data, path),
        encounter=reference(obj(data, "encounter", path), f"{path}.encounter", "Encounter"),
        order=orders[0] if orders else own[0],
        orders=[key for key in orders if key.startswith("ServiceRequest")],
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


def _orders(data, path):
    """The orders that the report answers, each once; several reports of one order wait for each other."""
    orders = dict.fromkeys(key for key in _references(data, "basedOn", path, "ServiceRequest") if key)
    return sorted(orders, key=lambda key: not key.startswith("ServiceRequest"))


def _references(data, key, path, expected=None):
    for index, target in enumerate(objs(data, key, path)):
        yield reference(target, f"{path}.{key}[{index}]", expected)


# Ways of a sender to say that the doctor wants the patient to be told (docs/user-guide.md): an extension of the
# order, or this code among its categories or details.
NOTICE_EXTENSION = "urn:hcs:notify-patient"
NOTICE_CODE = "notify-patient"
NOT_EXPECTED = ("draft", "revoked", "entered-in-error")
NOT_ORDERED = ("proposal", "plan", "option")


def service_request(data, path="ServiceRequest", tz=None):
    status = code(data, "status", path)
    if not status:
        raise FhirError("missing", f"{path}.status")
    what = obj(data, "code", path)
    found = codings(what, f"{path}.code")
    expected = (
        status not in NOT_EXPECTED
        and code(data, "intent", path) not in NOT_ORDERED
        and not boolean(data, "doNotPerform", path)
    )
    return Order(
        keys=keys("ServiceRequest", data["id"], identifiers(data, path)),
        requisition=text(obj(data, "requisition", path), "value", f"{path}.requisition", 128),
        name=label(what, f"{path}.code") or (found[0][1] if found else None),
        code=found[0][1] if found else None,
        expected=expected,
        notice=expected and _wants_notice(data, path),
    )


def _wants_notice(data, path):
    for index, extension in enumerate(objs(data, "extension", path)):
        where = f"{path}.extension[{index}]"
        if text(extension, "url", where) == NOTICE_EXTENSION and boolean(extension, "valueBoolean", where):
            return True
    return any(
        value == NOTICE_CODE
        for name in ("category", "orderDetail")
        for index, concept in enumerate(objs(data, name, path))
        for _system, value, _display in codings(concept, f"{path}.{name}[{index}]")
    )
