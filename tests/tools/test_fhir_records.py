"""From FHIR to neutral records (VIS-01, VIS-02; DOMAIN §2.4): what is kept, and the field that is wrong."""

import json
from datetime import date, datetime

import pytest

from hcs_tools.fhir import FhirError, parse
from hcs_tools.fhir.joining import joined_state
from hcs_tools.fhir.values import digest
from tests.his import fhir_maker as make

NINE = datetime(2026, 9, 1, 9)


def read(resource):
    return parse(json.dumps(resource, ensure_ascii=False))


def wrong(resource):
    with pytest.raises(FhirError) as caught:
        read(resource)
    return caught.value


# PATIENT
def test_patient():
    found = read(
        make.patient(
            "1",
            "欧阳雪梅",
            birth="1960-05-04",
            phones=("13812345678", "010-66778899"),
            identifier=[
                {"type": make.coding(make.TYPES, "NI"), "system": make.ID_CARD, "value": "110101196005040022"}
            ],
            address=[{"state": "北京市", "city": "北京市", "district": "东城区", "line": ["王府井大街1号"]}],
            deceasedDateTime="2026-08-31T23:30:00+08:00",
            contact=[
                {
                    "relationship": [make.coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "SON")],
                    "telecom": [{"system": "phone", "value": "13900000000"}],
                }
            ],
            link=[{"other": make.ref("Patient", "9"), "type": "replaced-by"}],
        )
    )
    assert (found.name, found.sex, found.mrn) == ("欧阳雪梅", "female", "M1")
    assert found.birthdate == date(1960, 5, 4)
    assert [phone[:2] for phone in found.phones] == [
        ("13812345678", "self"),
        ("010-66778899", "self"),
        ("13900000000", "child"),
    ]
    assert found.address == "北京市北京市东城区王府井大街1号"
    assert (found.deceased, found.deceased_at) == (True, datetime(2026, 8, 31, 15, 30))
    assert found.replaced_by == "Patient/9"
    assert ("id_card", make.ID_CARD, "110101196005040022") in found.identifiers
    assert found.keys == [
        "Patient/1",
        *(f"Patient?{digest(s, v)}" for s, v in [(make.MRN, "M1"), (make.ID_CARD, "110101196005040022")]),
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([{"family": "王", "given": ["秀英"]}], "王秀英"),
        ([{"family": "Smith", "given": ["John", "Paul"], "prefix": ["Mr."]}], "John Paul Smith"),
        ([{"text": "Wang Xiuying"}, {"text": "王秀英"}], "王秀英"),
        ([{"use": "maiden", "text": "李秀英"}, {"use": "official", "text": "Wang Xiuying"}], "Wang Xiuying"),
        ([{"use": "usual", "text": "小王"}, {"use": "official", "text": "王秀英"}], "王秀英"),
        ({"text": " 王秀英 "}, "王秀英"),
    ],
)
def test_the_name_to_call_somebody_by(names, expected):
    assert read({**make.patient("1"), "name": names}).name == expected


def test_what_the_centre_has_no_use_for_is_not_kept():
    """SEC: data minimisation; the fingerprint still resolves references by that identifier."""
    licence = {"type": make.coding(make.TYPES, "DL"), "system": "urn:dl", "value": "S99940903"}
    found = read(make.patient("1", identifier=[licence]))
    assert all(value != "S99940903" for _kind, _system, value in found.identifiers)
    assert f"Patient?{digest('urn:dl', 'S99940903')}" in found.keys
    assert "S99940903" not in str(found)


def test_silence_about_a_death_is_not_a_life():
    assert read(make.patient("1")).deceased is None
    assert read(make.patient("1", deceasedBoolean=False)).deceased is False
    assert read(make.patient("1", deceasedBoolean=True)).deceased is True


def test_old_numbers_are_gone_and_ranks_decide():
    telecom = [
        {"system": "phone", "value": "1", "use": "home"},
        {"system": "phone", "value": "2", "use": "old"},
        {"system": "phone", "value": "3", "rank": 1},
        {"system": "email", "value": "a@example.com"},
        {"value": "4", "use": "mobile"},
        {"system": "phone"},
    ]
    found = read({**make.patient("1"), "telecom": telecom})
    assert [phone[0] for phone in found.phones] == ["3", "4", "1"]
    assert found.email == "a@example.com"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"birthDate": "0001-01-01"}, "date_range", "Patient.birthDate"),
        ({"birthDate": "2026-02-30"}, "bad_date", "Patient.birthDate"),
        ({"birthDate": 19600504}, "wrong_type", "Patient.birthDate"),
        ({"birthDate": "4 May"}, "bad_date", "Patient.birthDate"),
        ({"deceasedDateTime": "0001-01-01T00:00:00Z"}, "date_range", "Patient.deceasedDateTime"),
        ({"name": [{"text": "王" * 10_000_000}]}, "too_long", "Patient.name[0].text"),
        ({"name": []}, "missing", "Patient.name"),
        ({"name": "王秀英"}, "wrong_type", "Patient.name"),
        ({"name": [{"text": ["王"]}]}, "wrong_type", "Patient.name[0].text"),
        ({"name": [{"text": "王\x00"}]}, "characters", "Patient.name[0].text"),
        ({"name": [{"family": "王", "given": [5]}]}, "wrong_type", "Patient.name[0].given[0]"),
        ({"telecom": [{"system": "phone", "value": 13812345678}]}, "wrong_type", "Patient.telecom[0].value"),
        ({"telecom": ["13812345678"]}, "wrong_type", "Patient.telecom[0]"),
        ({"identifier": [{"value": "1" * 300}]}, "too_long", "Patient.identifier[0].value"),
        ({"gender": 1}, "wrong_type", "Patient.gender"),
        ({"active": "yes"}, "wrong_type", "Patient.active"),
    ],
)
def test_a_bad_patient_names_its_field(change, code, field):
    """ "Bad input": the field is named and no value is repeated."""
    error = wrong({**make.patient("1"), **change})
    assert (error.code, error.field) == (code, field)
    assert "王" not in str(error)
    assert "1381234" not in str(error)


# VISITS
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AMB", "outpatient"),
        ("SS", "outpatient"),
        ("EMER", "emergency"),
        ("IMP", "inpatient"),
        ("ACUTE", "inpatient"),
        ("HH", "home"),
        ("VR", "online"),
        ("门诊", None),
    ],
)
def test_class_of_an_encounter(code, kind):
    assert read(make.encounter("7", "1", NINE, kind=code)).kind == kind


def test_encounter_of_r5():
    """DOMAIN §2.4: class is a list, actualPeriod, discontinued, actor, reason in a list."""
    found = read(
        {
            "resourceType": "Encounter",
            "id": "7",
            "status": "discontinued",
            "class": [make.coding(make.ACT, "IMP")],
            "subject": make.ref("Patient", "1"),
            "actualPeriod": {"start": "2026-09-01T09:00:00+08:00"},
            "participant": [{"actor": make.ref("Practitioner", "5")}],
            "reason": [{"value": [{"concept": {"text": "头痛"}}]}],
            "diagnosis": [{"condition": [{"reference": make.ref("Condition", "3")}]}],
        }
    )
    assert (found.kind, found.status, found.practitioner) == ("inpatient", "discontinued", "Practitioner/5")
    assert found.start == datetime(2026, 9, 1, 1)
    assert (found.reason, found.main_condition) == ("头痛", "Condition/3")


def test_the_attending_doctor_leads():
    def doctor(number, role):
        return {"type": [make.coding("x", role)], "individual": make.ref("Practitioner", number)}

    people = [doctor("1", "CON"), doctor("2", "PPRF"), doctor("3", "ATND")]
    assert read(make.encounter("7", "1", NINE, participant=people)).practitioner == "Practitioner/3"
    assert read(make.encounter("7", "1", NINE, participant=people[:2])).practitioner == "Practitioner/2"
    assert read(make.encounter("7", "1", NINE, participant=people[:1])).practitioner == "Practitioner/1"


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ({"reference": "Patient/1"}, "Patient/1"),
        ({"reference": "http://fhir.example.cn/r4/Patient/1/_history/3"}, "Patient/1"),
        ({"reference": "urn:uuid:abc"}, "Patient/abc"),
        (
            {"reference": "Patient?identifier=http://his.example.cn/y?z|M1"},
            f"Patient?{digest('http://his.example.cn/y?z', 'M1')}",
        ),
        ({"reference": "Patient?identifier=M1"}, f"Patient?{digest('', 'M1')}"),
        ({"identifier": {"system": "s", "value": "M1"}}, f"Patient?{digest('s', 'M1')}"),
        ({"type": "Patient", "identifier": {"system": "s", "value": "M1"}}, f"Patient?{digest('s', 'M1')}"),
    ],
)
def test_references(reference, key):
    """Issue: references by id or by identifier."""
    assert read({**make.encounter("7", "1", NINE), "subject": reference}).patient == key


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"subject": None}, "missing", "Encounter.subject"),
        ({"subject": {}}, "missing", "Encounter.subject"),
        ({"subject": {"display": "王秀英"}}, "missing", "Encounter.subject"),
        ({"subject": {"reference": "Group/1"}}, "missing", "Encounter.subject"),
        ({"subject": {"reference": "Patient?name=王"}}, "bad_reference", "Encounter.subject.reference"),
        ({"status": None}, "missing", "Encounter.status"),
        ({"status": "gone"}, "bad_code", "Encounter.status"),
        ({"period": {"start": "0001-01-01T00:00:00"}}, "date_range", "Encounter.period.start"),
        ({"period": {"start": "2026-09-02", "end": "2026-09-01"}}, "bad_date", "Encounter.period.end"),
        ({"period": "2026-09-01"}, "wrong_type", "Encounter.period"),
        ({"participant": [{"individual": "Li"}]}, "wrong_type", "Encounter.participant[0].individual"),
    ],
)
def test_a_bad_encounter_names_its_field(change, code, field):
    error = wrong({**make.encounter("7", "1", NINE, NINE), **change})
    assert (error.code, error.field) == (code, field)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-01T09:00:00+08:00", datetime(2026, 9, 1, 1)),
        ("2026-09-01T09:00:00.5-0500", datetime(2026, 9, 1, 14)),
        ("2026-09-01T01:00:00Z", datetime(2026, 9, 1, 1)),
        ("2026-09-01T09:00", datetime(2026, 9, 1, 1)),
        ("2026-09-01 09:00:00", datetime(2026, 9, 1, 1)),
        ("2026-09-01", datetime(2026, 8, 31, 16)),
        ("2026-09", datetime(2026, 8, 31, 16)),
    ],
)
def test_moments(text, expected):
    """A moment that names no zone is local to the hospital."""
    assert read({**make.encounter("7", "1", NINE), "period": {"start": text}}).start == expected


def test_appointment():
    found = read(
        make.appointment(
            "a1",
            "1",
            NINE,
            "noshow",
            participant=[
                {"actor": make.ref("Patient", "1")},
                {"actor": make.ref("Practitioner", "5")},
                {"actor": make.ref("Location", "8")},
                {"actor": {"reference": "urn:uuid:zz"}},
            ],
        )
    )
    assert (found.patient, found.practitioner, found.departments) == ("Patient/1", "Practitioner/5", ["Location/8"])
    assert (found.status, found.start, found.untyped) == ("noshow", datetime(2026, 9, 1, 1), ["zz"])
    error = wrong({**make.appointment("a1", "1", NINE), "participant": [{"actor": make.ref("Device", "1")}]})
    assert (error.code, error.field) == ("missing", "Appointment.participant")


@pytest.mark.parametrize(
    ("encounter", "appointment", "broken_off", "state"),
    [
        (None, "booked", False, "planned"),
        (None, "noshow", False, "no_show"),
        (None, "fulfilled", False, "completed"),
        ("planned", "noshow", False, "no_show"),
        ("planned", "booked", False, "planned"),
        ("finished", "noshow", False, "completed"),
        ("in-progress", "cancelled", False, "in_progress"),
        ("cancelled", "noshow", False, "no_show"),
        ("cancelled", "booked", False, "cancelled"),
        ("entered-in-error", "noshow", False, "cancelled"),
        ("discontinued", None, False, "interrupted"),
        ("finished", None, True, "interrupted"),
        ("planned", None, True, "planned"),
        (None, None, False, "planned"),
    ],
)
def test_what_became_of_a_visit(encounter, appointment, broken_off, state):
    assert joined_state(encounter, appointment, broken_off) == state


# DETAILS
def test_procedure_with_category_and_r5_moment():
    found = read(
        {
            **make.procedure("o1", "1", "7", NINE, status="stopped"),
            "category": [make.coding(make.SNOMED, "387713003")],
        }
    )
    assert [coding[1] for coding in found.codings] == ["80146002", "387713003"]
    assert (found.status, found.encounter, found.start) == ("stopped", "Encounter/7", datetime(2026, 9, 1, 1))
    later = make.procedure("o1", "1", "7", NINE)
    del later["performedPeriod"]
    assert read({**later, "occurrenceDateTime": "2026-09-01T10:00:00+08:00"}).start == datetime(2026, 9, 1, 2)


def test_condition():
    found = read(make.condition("k1", "1", "7", onsetDateTime="2026-08-30T23:59:00+08:00"))
    assert (found.name, found.code, found.onset, found.valid) == ("高血压", "I10", date(2026, 8, 30), True)
    refuted = make.coding("x", "refuted")
    assert not read(make.condition("k1", "1", "7", verificationStatus=refuted)).valid
    assert wrong({**make.condition("k1", "1", "7"), "code": {}}).field == "Condition.code"


def test_charges():
    item = read(make.charge_item("c1", "1", "7", 12.5))
    assert (item.kind, item.amount, item.currency, item.counts) == ("item", 12.5, "CNY", True)
    assert not read(make.charge_item("c1", "1", "7", 12.5, status="aborted")).counts
    of_r5 = make.charge_item("c1", "1", "7", 0)
    del of_r5["priceOverride"], of_r5["context"]
    of_r5 |= {
        "encounter": make.ref("Encounter", "7"),
        "totalPriceComponent": [
            {"type": "base", "amount": {"value": 100}},
            {"type": "discount", "amount": {"value": 20}},
        ],
    }
    assert (read(of_r5).amount, read(of_r5).encounter) == (80.0, "Encounter/7")
    bill = read(make.invoice("i1", "1", ["c1", "c2"], 30))
    assert (bill.kind, bill.amount, [key for key, _amount in bill.items]) == (
        "invoice",
        30.0,
        ["ChargeItem/c1", "ChargeItem/c2"],
    )
    assert not read(make.invoice("i1", "1", [], 30, status="cancelled")).counts
    inner = {
        "resourceType": "ChargeItem",
        "id": "c",
        "context": make.ref("Encounter", "7"),
        "priceOverride": {"value": 9},
    }
    contained = read(
        {
            "resourceType": "Invoice",
            "id": "i",
            "status": "issued",
            "contained": [inner],
            "lineItem": [{"chargeItemReference": {"reference": "#c"}}],
        }
    )
    assert (contained.encounter, contained.amount) == ("Encounter/7", 9.0)
    for value in (True, "much", 1e30, "NaN"):
        error = wrong({**make.invoice("i1", "1", [], 1), "totalGross": {"value": value}})
        assert error.field == "Invoice.totalGross.value"


# THE REST
def test_directory():
    found = read(make.organization("d1", "心内科", partOf=make.ref("Organization", "d0")))
    assert (found.name, found.parent, found.active) == ("心内科", "Organization/d0", True)
    place = read({"resourceType": "Location", "id": "l", "managingOrganization": make.ref("Organization", "d1")})
    assert (place.name, place.organization) == (None, "Organization/d1")
    assert read(make.practitioner("s1", "李医生")).name == "李医生"
    assert wrong({**make.organization("d1", "x"), "name": None}).field == "Organization.name"


@pytest.mark.parametrize(
    "raw", ["", "[]", "{", '{"resourceType": "Device", "id": "1"}', '{"resourceType": "Patient"}']
)
def test_what_is_no_resource_is_an_error_too(raw):
    with pytest.raises(FhirError):
        parse(raw)


def test_the_made_hospital_is_valid_fhir():
    """The generator is checked by a model of the standard that is not ours."""
    r4 = pytest.importorskip("fhir.resources.R4B", reason="expected: fhir.resources is not installed")
    for resource in make.hospital(patients=60, days=3):
        if resource["resourceType"] == "Encounter" and resource["status"] == "discontinued":
            continue  # R5's status, which some R4 senders use
        checked = r4.get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        assert checked.id == resource["id"]


def test_everything_of_the_made_hospital_can_be_read():
    kinds = [type(read(resource)).__name__ for resource in make.hospital(patients=60, days=3)]
    assert set(kinds) == {
        "Department",
        "Practitioner",
        "Patient",
        "Visit",
        "Appointment",
        "Procedure",
        "Condition",
        "Charge",
    }
