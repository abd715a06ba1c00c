"""DG1, PR1, FT1 and OBR: diagnoses, procedures, charges, and that a result is there."""

from ..fhir.codes import IMAGING_SERVICES
from ..fhir.resources import Charge, Condition, Procedure, Report
from ..fhir.values import digest, keys
from . import values

PROCEDURE_SYSTEM = "urn:hl7:0230"
# OBR-25 and OBX-11, tables 0123 and 0085
RESULT_STATES = {
    "O": "registered", "I": "registered", "S": "registered", "N": "registered", "Y": "registered", "Z": "registered",
    "A": "partial", "P": "preliminary", "R": "preliminary", "M": "preliminary",
    "F": "final", "U": "final", "V": "final", "B": "amended", "C": "corrected", "D": "cancelled", "W": "cancelled",
    "X": "cancelled",
}  # fmt: skip
# FT1-6, table 0017
_SIGNS = {"": 1, "CG": 1, "C": 1, "CH": 1, "AJ": 1, "CD": -1, "CR": -1}
_PAYMENTS = ("PY", "PA", "CO")


def conditions(message, encounter):
    """The diagnoses of the visit; the one with the first priority is the main one."""
    found = []
    for index, dg1 in enumerate(message.all("DG1"), start=1):
        system, code, words = values.coded(dg1.first(3))
        words = words or values.text(dg1.get(4), "DG1-4", values.MAX_TEXT)
        if not (words or code):
            continue
        number = code or digest("DG1", words)
        record = Condition(
            keys=[f"Condition/{encounter.partition('/')[2]}.{number}"],
            encounter=encounter,
            name=words or code,
            code=code,
            onset=values.day(dg1.get(5)[:8], "DG1-5"),
            valid=dg1.get(21) != "D",
        )
        found.append((values.amount(dg1.get(15), "DG1-15") or 50, index, record))
    return [record for _rank, _index, record in sorted(found, key=lambda each: each[:2])]


def procedures(message, encounter, tz=None):
    found = []
    for index, pr1 in enumerate(message.all("PR1"), start=1):
        system, code, words = values.coded(pr1.first(3))
        words = words or values.text(pr1.get(4), "PR1-4", values.MAX_TEXT)
        if not (words or code):
            continue
        at = values.moment(pr1.get(5), "PR1-5", tz)
        unique = values.text(pr1.get(19), "PR1-19", 128)
        if not unique:
            moment = at.strftime("%Y%m%d%H%M") if at else str(index)
            unique = f"{encounter.partition('/')[2]}.{code or digest('PR1', words)}.{moment}"
        category = values.text(pr1.get(6), "PR1-6", 16)
        found.append(
            Procedure(
                keys=[f"Procedure/{unique}"],
                encounter=encounter,
                status="cancelled" if pr1.get(20) == "D" else "completed",
                codings=[each for each in ((system, code, words), (PROCEDURE_SYSTEM, category, None)) if each[1]],
                name=words,
                start=at,
                end=at,
            )
        )
    return found


def _money(ft1):
    """``(amount, currency)``: of the whole line, else price times quantity."""
    amount = values.amount(ft1.get(11), "FT1-11")
    currency = ft1.get(11, 1, 2)
    if amount is None:
        unit = values.amount(ft1.get(12) or ft1.get(22), "FT1-12" if ft1.get(12) else "FT1-22")
        currency = currency or ft1.get(12, 1, 2)
        quantity = values.amount(ft1.get(10), "FT1-10")
        amount = unit if unit is None or quantity is None else round(unit * quantity, 2)
    return amount, values.text(currency, "FT1-11", 3)


def charges(message, encounter, control_id, money="charges"):
    """The transactions of a visit.

    :param money: what counts as spent: ``charges`` (less credits) or ``payments``
    """
    found = []
    for index, ft1 in enumerate(message.all("FT1"), start=1):
        kind = ft1.get(6).upper()
        number = values.text(ft1.get(2), "FT1-2", 128) or f"{control_id}.{index}"
        amount, currency = _money(ft1)
        paid = kind in _PAYMENTS
        if kind in ("CD", "CR") and amount is not None:
            amount = -abs(amount)
        found.append(
            Charge(
                keys=[f"ChargeItem/{number}"],
                kind="item",
                encounter=encounter,
                amount=abs(amount) if paid and amount is not None else amount,
                currency=currency.upper() if currency else None,
                counts=paid if money == "payments" else kind in _SIGNS,
            )
        )
    return found


def _state(obr, lines):
    """OBR-25; where it is empty, what the results below it are: done when all of them are."""
    state = RESULT_STATES.get(obr.get(25).upper())
    if state:
        return state
    states = [RESULT_STATES.get(obx.get(11).upper()) for obx in lines]
    if not states or None in states:
        return "registered"
    if "corrected" in states:
        return "corrected"
    if set(states) <= {"final", "cancelled", "amended"}:
        return "final" if "final" in states or "amended" in states else "cancelled"
    return "partial" if "final" in states else "preliminary" if "preliminary" in states else "registered"


def reports(message, person, encounter, at, tz=None):
    """One report for each OBR; neither values nor conclusions are read."""
    found, order = [], None
    for index, segment in enumerate(message.segments):
        if segment.name == "ORC":
            order = segment
        if segment.name != "OBR":
            continue
        lines = []
        for after in message.segments[index + 1 :]:
            if after.name in ("OBR", "ORC", "PID"):
                break
            if after.name == "OBX":
                lines.append(after)
        found.append(_report(segment, order, lines, person, encounter, at, tz, len(found) + 1))
        order = None
    return found


def _report(obr, orc, lines, person, encounter, at, tz, index):
    placer, filler = (
        values.text(obr.get(number) or (orc.get(number) if orc else ""), f"OBR-{number}", 128) for number in (2, 3)
    )
    group = values.text(orc.get(4), "ORC-4", 128) if orc else None
    _system, code, words = values.coded(obr.first(4))
    number = filler or placer or digest("OBR", f"{person}|{code or words or index}|{obr.get(7)}")
    # several examinations may share one filler number
    key = f"DiagnosticReport/{number}" + (f".{code}" if code and filler else "")
    state = _state(obr, lines)
    issued = values.moment(obr.get(22), "OBR-22", tz)
    if not issued and state not in ("registered", "partial"):
        issued = at
    order = f"Requisition/{group}" if group else f"ServiceRequest/{placer}" if placer else key
    return Report(
        keys=keys("DiagnosticReport", key.partition("/")[2], []),
        patient=person,
        order=order,
        status=state,
        kind="report" if obr.get(24).upper() in IMAGING_SERVICES else "result",
        encounter=encounter,
        name=words or code,
        code=code,
        issued=issued,
    )
