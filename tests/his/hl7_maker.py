"""HL7 v2 messages for the tests, as text with carriage returns."""

CONTROL = iter(range(1, 1 << 30))


def message(kind, *segments, at="20260901090000", control=None, evn=None, msh18="", version="2.5", mode="P"):
    """A message of ``kind`` such as ``ADT^A01``; an EVN segment where it is an ADT."""
    family, _mark, event = kind.partition("^")
    control = control or f"C{next(CONTROL)}"
    lines = [f"MSH|^~\\&|HIS|HOSP|HCS|CENTRE|{at}||{kind}|{control}|{mode}|{version}||||||{msh18}".rstrip("|")]
    if family == "ADT":
        lines.append(f"EVN|{evn or event}|{at}")
    return "\r".join([*lines, *segments]) + "\r"


def pid(mrn="M1", name="王^秀英", birth="19600504", sex="F", phone="13812345678", extra_ids=(), **more):
    fields = {
        3: "~".join([f"{mrn}^^^HOSP^MR", *extra_ids]),
        5: name,
        7: birth,
        8: sex,
        11: more.pop("address", ""),
        13: phone,
        **{int(key[1:]): value for key, value in more.items()},
    }
    return segment("PID", fields)


def pv1(
    number="V1", kind="I", start="20260901080000", end="", ward="W3^12^1", doctor="D7^李^建国", service="", **more
):
    fields = {2: kind, 3: ward, 7: doctor, 10: service, 19: number, 44: start, 45: end}
    fields |= {int(key[1:]): value for key, value in more.items()}
    return segment("PV1", fields)


def segment(name, fields):
    last = max((number for number, value in fields.items() if value), default=0)
    return "|".join([name, *(fields.get(number, "") for number in range(1, last + 1))])


def adt(
    event, *, mrn="M1", visit="V1", at="20260901090000", pid_values=None, segments=(), control=None, **visit_values
):
    return message(
        f"ADT^{event}",
        pid(mrn, **(pid_values or {})),
        pv1(visit, **visit_values),
        *segments,
        at=at,
        control=control,
    )


def person(event="A28", mrn="M1", at="20260901090000", **values):
    return message(f"ADT^{event}", pid(mrn, **values), at=at)


def merge(kept="M1", gone="M2", at="20260902090000", **values):
    return message("ADT^A40", pid(kept, **values), f"MRG|{gone}^^^HOSP^MR", at=at)


def siu(
    event="S12", *, number="A1", mrn="M1", start="20260905090000", state="", placer="", at="20260901090000", **values
):
    sch = segment("SCH", {1: placer, 2: number, 7: "^复诊", 11: f"^^^{start}^{values.get('end', '')}", 25: state})
    return message(
        f"SIU^{event}",
        sch,
        pid(mrn),
        "RGS|1",
        f"AIL|1||{values.get('place', 'CARD^^^^^^^^心内科')}",
        f"AIP|1||{values.get('doctor', 'D7^李^建国')}",
        at=at,
    )


def oru(
    state="F", *, order="O1", filler="R1", mrn="M1", at="20260901100000", code="CBC^血常规^L", lines=None, **values
):
    """A result of one order; ``lines`` are OBX segments."""
    obr = segment(
        "OBR", {2: order, 3: filler, 4: code, 22: values.get("issued", at), 24: values.get("section", "HM"), 25: state}
    )
    orc = segment("ORC", {1: "RE", 2: order, 3: filler, 4: values.get("group", "")})
    body = ["OBX|1|NM|WBC^白细胞^L||7.1|10*9/L|4-10|N|||F"] if lines is None else lines
    return message("ORU^R01", pid(mrn), *values.get("visit", ()), orc, obr, *body, at=at)


def dft(*lines, visit="V1", mrn="M1", at="20260901110000", **visit_values):
    """Transactions: ``(number, type, amount)`` each."""
    ft1 = [
        segment("FT1", {1: str(index), 2: number, 4: at, 6: kind, 7: "X^项目", 11: f"{amount}&CNY"})
        for index, (number, kind, amount) in enumerate(lines, start=1)
    ]
    return message("DFT^P03", pid(mrn), pv1(visit, **visit_values), *ft1, at=at)
