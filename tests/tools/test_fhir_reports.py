"""DiagnosticReport of FHIR R4 (DOMAIN §2.4, SVC-04): that it is there, which order it answers, never what it says."""

import json
from datetime import datetime

import pytest

from hcs_tools.fhir import FhirError, parse
from hcs_tools.fhir.values import digest
from tests.his import fhir_maker as make

NINE = datetime(2026, 9, 1, 9)


def read(resource):
    return parse(json.dumps(resource, ensure_ascii=False))


def test_a_report():
    found = read(
        make.report(
            "5",
            "1",
            issued=NINE,
            order="77",
            encounter=make.ref("Encounter", "7"),
            performer=[make.ref("Practitioner", "3"), make.ref("Organization", "2")],
            identifier=[{"system": "urn:lis", "value": "R-5"}],
            conclusion="阳性",
            result=[make.ref("Observation", "9")],
        )
    )
    assert found.keys == ["DiagnosticReport/5", f"DiagnosticReport?{digest('urn:lis', 'R-5')}"]
    assert (found.patient, found.encounter, found.order) == ("Patient/1", "Encounter/7", "ServiceRequest/77")
    assert (found.status, found.kind, found.name, found.code) == ("final", "result", "血常规", "58410-2")
    assert found.issued == datetime(2026, 9, 1, 1)
    assert found.performers == ["Practitioner/3", "Organization/2"]
    assert "阳性" not in repr(found)


@pytest.mark.parametrize(
    "status,expected",
    [
        ("registered", "registered"),
        ("partial", "partial"),
        ("preliminary", "preliminary"),
        ("modified", "preliminary"),
        ("final", "final"),
        ("amended", "amended"),
        ("appended", "amended"),
        ("corrected", "corrected"),
        ("cancelled", "cancelled"),
        ("entered-in-error", "cancelled"),
        ("unknown", "registered"),
        ("FINAL", "final"),
    ],
)
def test_statuses(status, expected):
    assert read(make.report("5", "1", status)).status == expected


@pytest.mark.parametrize(
    "based_on,order",
    [
        ([], "DiagnosticReport/5"),
        ([{"reference": "ServiceRequest/77"}, {"reference": "ServiceRequest/78"}], "ServiceRequest/77"),
        ([{"reference": "CarePlan/3"}, {"reference": "ServiceRequest/77"}], "ServiceRequest/77"),
        ([{"reference": "CarePlan/3"}], "CarePlan/3"),
        ({"reference": "https://hospital.example.cn/fhir/ServiceRequest/77/_history/2"}, "ServiceRequest/77"),
        (
            [{"type": "ServiceRequest", "identifier": {"system": "urn:o", "value": "A1"}}],
            f"ServiceRequest?{digest('urn:o', 'A1')}",
        ),
        ([{"identifier": {"system": "urn:o", "value": "A1"}}], f"ServiceRequest?{digest('urn:o', 'A1')}"),
        ([{"display": "an order on paper"}], "DiagnosticReport/5"),
    ],
)
def test_orders(based_on, order):
    assert read(make.report("5", "1", basedOn=based_on)).order == order


@pytest.mark.parametrize("section,kind", [("LAB", "result"), ("HM", "result"), ("RAD", "report"), ("CT", "report")])
def test_kinds(section, kind):
    category = [make.coding("http://terminology.hl7.org/CodeSystem/v2-0074", section)]
    assert read(make.report("5", "1", category=category)).kind == kind


def test_about_no_patient():
    assert read(make.report("5", "1", subject=make.ref("Device", "4"))).patient is None


@pytest.mark.parametrize(
    "change,error,field",
    [
        ({"status": None}, "missing", "DiagnosticReport.status"),
        ({"status": "done"}, "bad_code", "DiagnosticReport.status"),
        ({"status": 7}, "wrong_type", "DiagnosticReport.status"),
        ({"subject": None}, "missing", "DiagnosticReport.subject"),
        ({"subject": "Patient/1"}, "wrong_type", "DiagnosticReport.subject"),
        ({"issued": "soon"}, "bad_date", "DiagnosticReport.issued"),
        ({"issued": "0001-01-01T00:00:00Z"}, "date_range", "DiagnosticReport.issued"),
        ({"basedOn": "ServiceRequest/1"}, "wrong_type", "DiagnosticReport.basedOn"),
        ({"basedOn": [7]}, "wrong_type", "DiagnosticReport.basedOn[0]"),
        ({"code": []}, None, None),
        ({"code": {"text": "x" * 5000}}, "too_long", "DiagnosticReport.code.text"),
        ({"performer": [{"reference": 3}]}, "wrong_type", "DiagnosticReport.performer[0].reference"),
    ],
)
def test_a_bad_report_names_its_field(change, error, field):
    resource = {**make.report("5", "1"), **change}
    if error is None:
        assert read(resource).name is None
        return
    with pytest.raises(FhirError) as caught:
        read(resource)
    assert (caught.value.code, caught.value.field) == (error, field)


def test_the_made_report_is_valid_fhir():
    r4 = pytest.importorskip("fhir.resources.R4B", reason="expected: fhir.resources is not installed")
    report = make.report("5", "1", issued=NINE, order="77")
    assert r4.get_fhir_model_class("DiagnosticReport").model_validate(report).status == "final"
