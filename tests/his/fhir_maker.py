"""FHIR resources of a Chinese hospital that does not exist: for tests, for benches, and to try the feed by hand.

Pure Python, the same output for the same arguments.
"""

import json
import random
from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
MRN = "http://hospital.example.cn/mrn"
ID_CARD = "http://hospital.example.cn/idcard"

FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
COMPOUND = ["欧阳", "司马", "上官", "诸葛"]
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉华建国志文红梅春雪晨宇欣怡浩然子轩"
DEPARTMENTS = [
    "心内科",
    "呼吸内科",
    "消化内科",
    "骨科",
    "普外科",
    "妇产科",
    "儿科",
    "眼科",
    "口腔科",
    "皮肤科",
    "急诊科",
    "体检中心",
]
OPERATIONS = [
    ("54885007", "白内障摘除术"),
    ("80146002", "阑尾切除术"),
    ("38102005", "胆囊切除术"),
    ("44558001", "疝修补术"),
]
DIAGNOSES = [
    ("I10", "高血压"),
    ("J06.9", "上呼吸道感染"),
    ("K35.8", "急性阑尾炎"),
    ("E11.9", "2型糖尿病"),
    ("H25.9", "老年性白内障"),
]


def at(moment):
    """A moment of the hospital's clock as FHIR writes it."""
    return moment.replace(tzinfo=moment.tzinfo or BEIJING).isoformat()


def ref(kind, number):
    return {"reference": f"{kind}/{number}"}


def coding(system, code, display=None):
    found = {"system": system, "code": code}
    return {"coding": [{**found, "display": display} if display else found], **({"text": display} if display else {})}


def organization(number, name, **more):
    return {"resourceType": "Organization", "id": str(number), "active": True, "name": name, **more}


def practitioner(number, name, **more):
    return {"resourceType": "Practitioner", "id": str(number), "active": True, "name": [{"text": name}], **more}


def patient(number, name="王秀英", sex="female", birth="1960-05-04", phones=("13812345678",), mrn=None, **more):
    identifiers = [{"type": coding(TYPES, "MR"), "system": MRN, "value": mrn or f"M{number}"}]
    return {
        "resourceType": "Patient",
        "id": str(number),
        "active": True,
        "identifier": identifiers + more.pop("identifier", []),
        "name": [{"use": "official", "text": name}],
        "telecom": [{"system": "phone", "value": phone, "use": "mobile"} for phone in phones],
        "gender": sex,
        "birthDate": birth,
        **more,
    }


def encounter(number, who, start, end=None, status="finished", kind="AMB", **more):
    period = {"start": at(start)} | ({"end": at(end)} if end else {})
    return {
        "resourceType": "Encounter",
        "id": str(number),
        "status": status,
        "class": {"system": ACT, "code": kind},
        "subject": ref("Patient", who),
        "period": period,
        **more,
    }


def appointment(number, who, start, status="booked", **more):
    return {
        "resourceType": "Appointment",
        "id": str(number),
        "status": status,
        "start": at(start),
        "end": at(start + timedelta(minutes=15)),
        "participant": [{"actor": ref("Patient", who), "status": "accepted"}],
        **more,
    }


def procedure(number, who, visit, when, code=("80146002", "阑尾切除术"), status="completed", **more):
    return {
        "resourceType": "Procedure",
        "id": str(number),
        "status": status,
        "code": coding(SNOMED, *code),
        "subject": ref("Patient", who),
        "encounter": ref("Encounter", visit),
        "performedPeriod": {"start": at(when), "end": at(when + timedelta(hours=1))},
        **more,
    }


def condition(number, who, visit, code=("I10", "高血压"), **more):
    return {
        "resourceType": "Condition",
        "id": str(number),
        "code": coding(ICD10, *code),
        "subject": ref("Patient", who),
        "encounter": ref("Encounter", visit),
        **more,
    }


def charge_item(number, who, visit, amount, status="billed", **more):
    return {
        "resourceType": "ChargeItem",
        "id": str(number),
        "status": status,
        "code": {"text": "挂号费"},
        "subject": ref("Patient", who),
        "context": ref("Encounter", visit),
        "priceOverride": {"value": amount, "currency": "CNY"},
        **more,
    }


def invoice(number, who, items, amount, status="issued", **more):
    return {
        "resourceType": "Invoice",
        "id": str(number),
        "status": status,
        "subject": ref("Patient", who),
        "lineItem": [{"chargeItemReference": ref("ChargeItem", item)} for item in items],
        "totalGross": {"value": amount, "currency": "CNY"},
        **more,
    }


def report(number, who, status="final", issued=None, order=None, name="血常规", code="58410-2", **more):
    """A DiagnosticReport of laboratory; ``order`` is the id of the ServiceRequest it answers."""
    return {
        "resourceType": "DiagnosticReport",
        "id": str(number),
        "status": status,
        "code": coding("http://loinc.org", code, name),
        "subject": ref("Patient", who),
        **({"basedOn": [ref("ServiceRequest", order)]} if order else {}),
        **({"issued": at(issued)} if issued else {}),
        **more,
    }


def order(number, who, requisition=None, status="active", name="血常规", notify=False, **more):
    """A ServiceRequest for one examination; several with one ``requisition`` stand on one form."""
    return {
        "resourceType": "ServiceRequest",
        "id": str(number),
        "status": status,
        "intent": "order",
        "code": coding("http://loinc.org", f"code-{number}", name),
        "subject": ref("Patient", who),
        **({"requisition": {"system": "urn:hospital:form", "value": requisition}} if requisition else {}),
        **({"extension": [{"url": "urn:hcs:notify-patient", "valueBoolean": True}]} if notify else {}),
        **more,
    }


def bundle(*resources, kind="collection"):
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": each} for each in resources]}


def ndjson(resources):
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in resources)


def _name(chance):
    family = chance.choice(COMPOUND) if chance.random() < 0.02 else chance.choice(FAMILIES)
    return family + "".join(chance.choice(GIVEN) for _each in range(chance.choice((1, 2, 2))))


def people(count, seed=1):
    """Patients; one in forty has a number no network knows, one in fifty has died."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        sex = chance.choice(("male", "female"))
        birth = date(1935, 1, 1) + timedelta(days=chance.randrange(80 * 365))
        phone = f"13{chance.randrange(10**9):09}" if number % 40 else "12-34"
        more = {"deceasedBoolean": True} if number % 50 == 49 else {}
        yield patient(f"p{number}", _name(chance), sex, birth.isoformat(), (phone,), f"M{number:07}", **more)


def hospital(patients=100, days=30, per_day=20, until=date(2026, 11, 20), seed=1):
    """A hospital's whole export, every follow-up target among its visits."""
    chance = random.Random(seed)
    for number, name in enumerate(DEPARTMENTS, 1):
        yield organization(f"d{number}", name)
    for number in range(1, 31):
        yield practitioner(f"s{number}", _name(chance))
    yield from people(patients, seed)
    number = 0
    for day in range(days):
        for _each in range(per_day):
            number += 1
            who = f"p{chance.randrange(patients) + 1}"
            start = datetime.combine(until - timedelta(days=days - 1 - day), datetime.min.time()) + timedelta(
                hours=8, minutes=chance.randrange(600)
            )
            yield from _visit(chance, number, who, start)


def _visit(chance, number, who, start):
    """One of ten stories, in turn: what a hospital's day is made of."""
    place = {
        "serviceProvider": ref("Organization", f"d{chance.randrange(len(DEPARTMENTS)) + 1}"),
        "participant": [{"individual": ref("Practitioner", f"s{chance.randrange(30) + 1}")}],
    }
    end, story, visit = start + timedelta(minutes=40), number % 10, f"v{number}"
    code = chance.choice(DIAGNOSES)
    if story == 0:
        yield appointment(f"a{number}", who, start, "noshow")
        return
    if story == 1:
        yield appointment(f"a{number}", who, start, "fulfilled")
        yield encounter(visit, who, start, end, appointment=[ref("Appointment", f"a{number}")], **place)
        yield charge_item(f"c{number}", who, visit, 128.5)
    elif story == 2:
        yield encounter(visit, who, start, end, **place)
        yield charge_item(f"c{number}", who, visit, 0)
    elif story == 3:
        yield encounter(visit, who, start, end, **place)
    elif story == 4:
        yield encounter(visit, who, start, end, kind="SS", **place)
        yield procedure(f"o{number}", who, visit, start, chance.choice(OPERATIONS))
    elif story == 5:
        yield encounter(visit, who, start, start + timedelta(days=3), kind="IMP", **place)
        yield procedure(f"o{number}", who, visit, start + timedelta(hours=20), chance.choice(OPERATIONS))
        yield charge_item(f"c{number}", who, visit, 8000)
        yield invoice(f"i{number}", who, [f"c{number}"], 7600)
    elif story == 6:
        yield encounter(visit, who, start, start + timedelta(days=4), kind="IMP", **place)
    elif story == 7:
        yield encounter(visit, who, start, end, status="discontinued", **place)
    elif story == 8:
        yield encounter(visit, who, start, end, kind="EMER", **place)
    else:
        yield encounter(visit, who, start, end, kind=chance.choice(("VR", "HH")), **place)
    yield condition(f"k{number}", who, visit, code)
