"""From HL7 v2 to neutral records (VIS-02, IG2; DOMAIN §2.3)."""

from datetime import date, datetime

import pytest

from hcs_tools.fhir import FhirError
from hcs_tools.fhir.joining import joined_state
from hcs_tools.fhir.values import digest
from hcs_tools.hl7 import EVENTS, parse
from tests.his import hl7_maker as make


def read(text, **options):
    """``{kind: [records]}``"""
    found = {}
    for part in parse(text, **options):
        found.setdefault(part.kind, []).append(part.record)
    return found


def wrong(text):
    with pytest.raises(FhirError) as caught:
        parse(text)
    return caught.value.code, caught.value.field


# PERSON
def test_person():
    text = make.message(
        "ADT^A28",
        make.pid(
            "M1",
            "WANG^XIUYING^^^^^L^A~王^秀英^^^^^L^I",
            phone="010-66778899^PRN~^NET^Internet^wang@example.com~^^^^^^13900000001",
            extra_ids=("110101196005040022^^^GOV^NI", "S7^^^YB^HC"),
            address="王府井大街1号^^北京市^北京^100000",
            p30="N",
        ),
        "NK1|1|李^小明|SON||13900000000",
    )
    [found] = read(text)["Patient"]
    assert (found.name, found.mrn, found.sex, found.birthdate) == ("王秀英", "M1", "female", date(1960, 5, 4))
    assert [phone[:2] for phone in found.phones] == [
        ("010-66778899", "self"),
        ("13900000001", "self"),
        ("13900000000", "child"),
    ]
    assert (found.email, found.address) == ("wang@example.com", "北京北京市王府井大街1号")
    assert found.deceased is False
    assert [kind for kind, _system, _value in found.identifiers] == ["mrn", "id_card", "insurance"]
    assert found.keys[0] == "Patient/M1"
    assert f"Patient?{digest('GOV', '110101196005040022')}" in found.keys


@pytest.mark.parametrize(
    ("word", "sex"), [("M", "male"), ("2", "female"), ("男", "male"), ("O", "unknown"), ("", "unknown")]
)
def test_sex(word, sex):
    assert read(make.person(sex=word))["Patient"][0].sex == sex


def test_the_number_is_chosen_by_its_type_not_by_its_place():
    """DOMAIN §2.3: PID-3 repeats; by type MR, never by name or telephone."""
    text = make.message("ADT^A28", "PID|1||99^^^EMPI^PI~M7^^^HOSP^MR||王^秀英")
    assert read(text)["Patient"][0].keys[0] == "Patient/M7"
    untyped = make.message("ADT^A28", "PID|1||M7||王^秀英")
    assert (read(untyped)["Patient"][0].keys[0], read(untyped)["Patient"][0].mrn) == ("Patient/M7", "M7")
    assert wrong(make.message("ADT^A28", "PID|1||||王^秀英||19600504|F|||||13812345678")) == ("missing", "PID-3")


def test_the_number_of_an_id_card_is_no_key():
    [found] = read(make.message("ADT^A28", "PID|1||110101196005040022^^^GOV^NI||王^秀英"))["Patient"]
    assert not any("1101011960" in key for key in found.keys)
    assert found.mrn is None


def test_death():
    [found] = read(make.person(p29="20260831233000", p30="Y"))["Patient"]
    assert (found.deceased, found.deceased_at) == (True, datetime(2026, 8, 31, 15, 30))
    assert read(make.person())["Patient"][0].deceased is None, "silence is no resurrection"


@pytest.mark.parametrize(
    ("value", "code"),
    [("19601304", "bad_date"), ("00010101", "date_range"), ("soon", "bad_date"), ("1960050412345", "bad_date")],
)
def test_a_wrong_date_is_told_by_its_field(value, code):
    assert wrong(make.person(birth=value)) == (code, "PID-7")


def test_dates_of_all_lengths():
    cases = {
        "1960": date(1960, 1, 1),
        "196005": date(1960, 5, 1),
        "1960-05-04": date(1960, 5, 4),
        "19600504120000.000+0800": date(1960, 5, 4),
        "00000000": None,
    }
    for value, expected in cases.items():
        assert read(make.person(birth=value))["Patient"][0].birthdate == expected, value


# VISITS
def visit(text):
    return read(text)["Encounter"][0]


def test_admission():
    found = visit(make.adt("A01", service="CARD^心内科", segments=["DG1|1||I10^高血压^ICD-10|||A"]))
    assert (found.keys[0], found.patient, found.status, found.kind) == (
        "Encounter/V1",
        "Patient/M1",
        "in-progress",
        "inpatient",
    )
    assert (found.start, found.end) == (datetime(2026, 9, 1), None)
    assert (found.departments, found.practitioner) == (["Organization/v2:CARD"], "Practitioner/v2:D7")
    parts = parse(make.adt("A01", service="CARD^心内科"))
    assert [(part.kind, part.record.name, part.weak) for part in parts[1:3]] == [
        ("Organization", "心内科", True),
        ("Practitioner", "李建国", True),
    ]


@pytest.mark.parametrize(
    ("event", "letter", "status", "kind"),
    [
        ("A01", "I", "in-progress", "inpatient"),
        ("A01", "", "in-progress", "inpatient"),
        ("A03", "I", "finished", "inpatient"),
        ("A03", "O", "finished", "outpatient"),
        ("A04", "O", "arrived", "outpatient"),
        ("A04", "E", "arrived", "emergency"),
        ("A04", "", "arrived", "outpatient"),
        ("A05", "P", "planned", "inpatient"),
        ("A06", "O", "in-progress", "inpatient"),
        ("A07", "I", "in-progress", "outpatient"),
        ("A08", "I", None, "inpatient"),
        ("A11", "I", "cancelled", "inpatient"),
        ("A13", "I", "in-progress", "inpatient"),
        ("A38", "I", "cancelled", "inpatient"),
    ],
)  # fmt: skip
def test_every_event_of_a_visit(event, letter, status, kind):
    found = visit(make.adt(event, kind=letter))
    assert (found.status, found.kind or found.usual_kind, found.partial) == (status, kind, True)


def test_a_discharge_is_when_it_says_or_when_it_happened():
    assert visit(make.adt("A03", end="20260903100000")).end == datetime(2026, 9, 3, 2)
    bare = visit(make.adt("A03", start="", at="20260903110000"))
    assert (bare.start, bare.end) == (None, datetime(2026, 9, 3, 3)), "the beginning is not said"
    assert visit(make.adt("A13", end="20260903100000")).end is None, "a cancelled discharge has no end"
    assert wrong(make.adt("A03", end="20200101")) == ("bad_date", "PV1-45")


def test_the_event_counts_by_msh_9():
    """58 of 139 sample messages say another event in EVN-1."""
    text = make.message("ADT^A03", make.pid(), make.pv1(), evn="A01")
    assert visit(text).status == "finished"
    assert (
        visit(make.message("ADT", make.pid(), make.pv1(), evn="A03").replace("||ADT|", "||ADT|")).status == "finished"
    )


def test_a_visit_without_a_number():
    """5 of the sample messages have none in PV1-19."""
    assert visit(make.adt("A01", visit="", p50="ALT9")).keys[0] == "Encounter/ALT9"
    with_account = make.message("ADT^A01", make.pid(p18="ACC5"), make.pv1(""))
    assert visit(with_account).keys[0] == "Encounter/ACC5"
    assert wrong(make.adt("A01", visit="")) == ("no_number", "PV1-19")
    assert "Encounter" not in read(make.adt("A08", visit="")), "news of the person alone"
    assert wrong(make.message("ADT^A03", make.pid())) == ("missing", "PV1")


def test_unknown_segments_and_repetitions_do_not_hurt():
    text = make.adt("A01", segments=["ZZZ|1|x^y~z", "PRT||||", "IN1|1", "zz lower", "AL1|1||^花生"])
    assert visit(text).status == "in-progress"


def test_diagnoses_and_operations():
    found = read(
        make.adt(
            "A03",
            segments=[
                "DG1|1||I10^高血压^ICD-10||20260901|F|||||||||2",
                "DG1|2||I21.9^心肌梗死^ICD-10|||F|||||||||1",
                "PR1|1||36.07^冠状动脉支架^ICD-9-CM|支架|20260902101500|P",
            ],
        )
    )
    assert [record.name for record in found["Condition"]] == ["心肌梗死", "高血压"]
    assert found["Encounter"][0].main_condition == found["Condition"][0].keys[0]
    [operation] = found["Procedure"]
    assert operation.codings == [("ICD-9-CM", "36.07", "冠状动脉支架"), ("urn:hl7:0230", "P", None)]
    assert operation.start == datetime(2026, 9, 2, 2, 15)


def test_a_changed_number_of_a_visit():
    text = make.message("ADT^A06", make.pid(), "MRG|M1||||V0", make.pv1("V9"))
    assert visit(text).previous == "Encounter/V0"


# MERGES
def test_merge():
    [part, person] = parse(make.merge("M1", "M2"))
    assert (part.kind, part.record.keys[0], part.record.gone[0]) == ("Merge", "Patient/M1", "Patient/M2")
    assert person.record.keys[0] == "Patient/M1"
    two = make.message("ADT^A40", make.pid("M1"), "MRG|M2", make.pid("M5"), "MRG|M6")
    assert [each.gone[0] for each in read(two)["Merge"]] == ["Patient/M2", "Patient/M6"]
    assert wrong(make.message("ADT^A40", make.pid("M1")))[0] == "missing"
    assert wrong(make.message("ADT^A40", make.pid("M1"), "MRG|"))[1] == "MRG-1"
    assert parse(make.merge("M1", "M1")) == []


# APPOINTMENTS
@pytest.mark.parametrize(
    ("event", "word", "status", "state"),
    [
        ("S12", "Booked", "booked", "planned"),
        ("S13", "", "booked", "planned"),
        ("S14", "Arrived", "arrived", "arrived"),
        ("S14", "Complete", "fulfilled", "completed"),
        ("S15", "Cancelled", "cancelled", "cancelled"),
        ("S16", "Dc", "discontinued", "interrupted"),
        ("S17", "", "entered-in-error", "cancelled"),
        ("S26", "Noshow", "noshow", "no_show"),
    ],
)
def test_appointments(event, word, status, state):
    [found] = read(make.siu(event, state=word))["Appointment"]
    assert (found.keys[0], found.status, joined_state(None, found.status)) == ("Appointment/A1", status, state)
    assert found.start == datetime(2026, 9, 5, 1)
    assert (found.departments, found.practitioner) == (["Organization/v2:CARD"], "Practitioner/v2:D7")


def test_times_of_an_appointment():
    text = make.message("SIU^S12", "SCH||A1|||||||30|min", make.pid(), "AIS|1||X|20260905090000")
    [found] = read(text)["Appointment"]
    assert (found.start, found.end) == (datetime(2026, 9, 5, 1), datetime(2026, 9, 5, 1, 30))
    tq1 = make.message("SIU^S12", "SCH||A1", "TQ1|1||||||20260905090000|20260905093000", make.pid())
    assert read(tq1)["Appointment"][0].end == datetime(2026, 9, 5, 1, 30)
    assert wrong(make.message("SIU^S12", "SCH", make.pid())) == ("missing", "SCH-2")


# RESULTS
@pytest.mark.parametrize(
    ("letter", "status"),
    [
        ("F", "final"),
        ("C", "corrected"),
        ("P", "preliminary"),
        ("S", "registered"),
        ("I", "registered"),
        ("X", "cancelled"),
    ],
)
def test_results(letter, status):
    [found] = read(make.oru(letter))["DiagnosticReport"]
    assert (found.status, found.kind, found.name, found.code) == (status, "result", "血常规", "CBC")
    assert (found.order, found.patient) == ("ServiceRequest/O1", "Patient/M1")


@pytest.mark.parametrize(
    ("letters", "status"),
    [
        ("FF", "final"), ("FC", "corrected"), ("FP", "partial"), ("PP", "preliminary"), ("", "registered"),
        ("?", "registered"), ("FX", "final"), ("X", "cancelled"), ("I", "registered"),
    ],
)  # fmt: skip
def test_a_result_without_a_status_is_as_its_lines_are(letters, status):
    """OBR-25 is empty in 17 of the sample messages."""
    lines = [make.segment("OBX", {1: "1", 11: letter}) for letter in letters]
    assert read(make.oru("", lines=lines))["DiagnosticReport"][0].status == status


def test_several_results_of_one_form():
    text = make.message(
        "ORU^R01", make.pid(), "ORC|RE|O1|R1|G9", "OBR|1|O1|R1|CBC^血常规" + "|" * 21 + "F",
        "OBX|1||||||||||F", "ORC|RE|O2|R2|G9", "OBR|2|O2|R2|CT^胸部CT" + "|" * 20 + "CT|P",
    )  # fmt: skip
    first, second = read(text)["DiagnosticReport"]
    assert (first.order, second.order) == ("Requisition/G9", "Requisition/G9")
    assert (first.status, second.status, second.kind) == ("final", "preliminary", "report")
    assert first.keys[0] != second.keys[0]


def test_a_result_makes_no_news_of_the_person():
    parts = parse(make.oru())
    assert [(part.kind, part.weak) for part in parts] == [("Patient", True), ("DiagnosticReport", False)]
    assert wrong(make.message("ORU^R01", make.pid())) == ("missing", "OBR")


# CHARGES
def test_charges_and_payments():
    text = make.dft(("T1", "CG", "120.50"), ("T2", "CD", "20.50"), ("T3", "PY", "-100"))
    charged = [(item.amount, item.currency, item.counts) for item in read(text)["ChargeItem"]]
    assert charged == [(120.5, "CNY", True), (-20.5, "CNY", True), (100.0, "CNY", False)]
    paid = [(item.amount, item.counts) for item in read(text, money="payments")["ChargeItem"]]
    assert paid == [(120.5, False), (-20.5, False), (100.0, True)]
    assert {item.encounter for item in read(text)["ChargeItem"]} == {"Encounter/V1"}


def test_price_times_quantity():
    text = make.message("DFT^P03", make.pid(), make.pv1(), "FT1|1|T1||20260901||CG|X|||3||12.5")
    assert read(text)["ChargeItem"][0].amount == 37.5
    bad = make.message("DFT^P03", make.pid(), make.pv1(), "FT1|1|T1||||CG|X||||twelve")
    assert wrong(bad) == ("bad_number", "FT1-11")


def test_every_event_of_the_table_is_read():
    made = {
        "visit": lambda kind: make.message(kind, make.pid(), make.pv1()),
        "person": lambda kind: make.message(kind, make.pid()),
        "merge": lambda kind: make.message(kind, make.pid(), "MRG|M2"),
        "appointment": lambda kind: make.siu(kind.partition("^")[2]),
        "result": lambda kind: make.oru(),
        "charge": lambda kind: make.dft(("T1", "CG", "1")),
    }
    for kind, event in EVENTS.items():
        assert parse(made[event.family](kind)), kind
    required = "A01 A03 A04 A06 A07 A08 A11 A13 A28 A31 A40".split()
    assert {f"ADT^{event}" for event in required} <= EVENTS.keys()
    assert {f"SIU^S{number}" for number in (12, 13, 14, 15, 16, 17, 26)} | {"ORU^R01", "DFT^P03"} <= EVENTS.keys()
    assert wrong(make.message("ADT^A99", make.pid())) == ("bad_code", "MSH-9")
