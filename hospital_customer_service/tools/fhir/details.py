"""Procedure, Condition, ChargeItem and Invoice: what hangs on a visit."""

from . import codes
from .errors import FhirError
from .resources import Charge, Condition, Procedure
from .values import (
    code,
    codings,
    date,
    identifiers,
    instant,
    keys,
    label,
    number,
    obj,
    objs,
    reference,
    text,
)

_ITEM_COUNTS = ("billable", "billed")
_INVOICE_COUNTS = ("issued", "balanced")


def procedure(data, path="Procedure", tz=None):
    status = code(data, "status", path) or "unknown"
    if status not in codes.PROCEDURE_STATES:
        raise FhirError("bad_code", f"{path}.status", code=status[:20])
    what = obj(data, "code", path)
    found = codings(what, f"{path}.code")
    for concept in objs(data, "category", path):
        found += codings(concept, f"{path}.category")
    prefix = "performed" if "performedPeriod" in data or "performedDateTime" in data else "occurrence"
    period = obj(data, f"{prefix}Period", path)
    at = instant(data, f"{prefix}DateTime", path, tz)
    return Procedure(
        keys=keys("Procedure", data["id"], identifiers(data, path)),
        encounter=reference(obj(data, "encounter", path), f"{path}.encounter", "Encounter"),
        status=codes.PROCEDURE_STATES[status],
        codings=found,
        name=label(what, f"{path}.code"),
        start=instant(period, "start", f"{path}.{prefix}Period", tz) or at,
        end=instant(period, "end", f"{path}.{prefix}Period", tz) or at,
    )


def _status_code(data, key, path):
    return next((each for _system, each, _display in codings(obj(data, key, path), f"{path}.{key}")), None)


def condition(data, path="Condition", tz=None):
    what = obj(data, "code", path)
    name = label(what, f"{path}.code")
    found = codings(what, f"{path}.code")
    if not name and not found:
        raise FhirError("missing", f"{path}.code")
    return Condition(
        keys=keys("Condition", data["id"], identifiers(data, path)),
        encounter=reference(obj(data, "encounter", path), f"{path}.encounter", "Encounter"),
        name=name or found[0][1],
        code=found[0][1] if found else None,
        onset=date(data, "onsetDateTime", path) or date(data, "recordedDate", path),
        valid=_status_code(data, "verificationStatus", path) not in ("refuted", "entered-in-error"),
    )


def _money(data, key, path):
    money = obj(data, key, path)
    currency = text(money, "currency", f"{path}.{key}", 3)
    return number(money, "value", f"{path}.{key}"), currency


def _components(data, key, path):
    """Sum of the prices of R5's components, or of an invoice line's."""
    total, currency = None, None
    components = objs(data, key, path)
    for index, component in enumerate(components):
        amount, its_currency = _money(component, "amount", f"{path}.{key}[{index}]")
        kind = code(component, "type", path) or "base"
        if amount is not None and kind != "informational":
            sign = -1 if kind in ("deduction", "discount") and amount > 0 else 1
            total = (total or 0.0) + sign * amount
            currency = currency or its_currency
    return total, currency


def charge_item(data, path="ChargeItem", tz=None):
    status = code(data, "status", path)
    amount, currency = _money(data, "priceOverride", path)
    if amount is None:
        amount, currency = _components(data, "totalPriceComponent", path)
    if amount is None:
        unit, currency = _money(obj(data, "unitPriceComponent", path), "amount", f"{path}.unitPriceComponent")
        quantity = number(obj(data, "quantity", path), "value", f"{path}.quantity")
        amount = unit if unit is None or quantity is None else unit * quantity
    key = "context" if "context" in data else "encounter"
    return Charge(
        keys=keys("ChargeItem", data["id"], identifiers(data, path)),
        kind="item",
        encounter=reference(obj(data, key, path), f"{path}.{key}", "Encounter"),
        amount=amount,
        currency=currency,
        counts=status in _ITEM_COUNTS,
    )


def _contained_items(data, path):
    """``{#id: (encounter, amount)}`` of charge items sent inside their invoice."""
    found = {}
    for index, member in enumerate(objs(data, "contained", path)):
        if member.get("resourceType") == "ChargeItem" and isinstance(member.get("id"), str):
            item = charge_item({"status": "billed", **member}, f"{path}.contained[{index}]")
            found[f"#{member['id']}"] = item
    return found


def _direct_encounter(data, path):
    """An invoice has no place for its encounter; senders use an extension, or R5's habit of a plain member."""
    if "encounter" in data:
        return reference(obj(data, "encounter", path), f"{path}.encounter", "Encounter")
    for extension in objs(data, "extension", path):
        target = extension.get("valueReference")
        if isinstance(target, dict) and "Encounter" in str(target.get("reference", target.get("type", ""))):
            return reference(target, f"{path}.extension.valueReference", "Encounter")
    return None


def invoice(data, path="Invoice", tz=None):
    status = code(data, "status", path)
    contained = _contained_items(data, path)
    encounter, items, lines_total = _direct_encounter(data, path), [], None
    for index, line in enumerate(objs(data, "lineItem", path)):
        where = f"{path}.lineItem[{index}]"
        amount, _currency = _components(line, "priceComponent", where)
        target = obj(line, "chargeItemReference", where)
        inner = contained.get(target.get("reference"))
        if inner:
            encounter = encounter or inner.encounter
            amount = inner.amount if amount is None else amount
        elif key := reference(target, f"{where}.chargeItemReference", "ChargeItem"):
            items.append((key, amount))
        if amount is not None:
            lines_total = (lines_total or 0.0) + amount
    amount, currency = _money(data, "totalGross", path)
    if amount is None:
        amount, currency = _money(data, "totalNet", path)
    if amount is None:
        amount = lines_total
    return Charge(
        keys=keys("Invoice", data["id"], identifiers(data, path)),
        kind="invoice",
        encounter=encounter,
        amount=amount,
        currency=currency,
        counts=status in _INVOICE_COUNTS,
        items=items,
    )
