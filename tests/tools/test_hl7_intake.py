"""Rows of the inbox and acknowledgements (IG1, IG2; DOMAIN §2.3): AA, AE, AR; nothing of the patient in an answer."""

import io
import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcs_tools.hl7 import Message, answer, outcome, read_message, read_messages
from tests.his import hl7_maker as make

NOW = datetime(2026, 9, 1, 9, 0, 5)


def row_of(text, encoding="utf-8", **options):
    return read_message(text.encode(encoding), **options)


def answered(text, **options):
    data = answer(row_of(text), now=NOW, **options)
    return data and Message(data.decode())


def test_the_row_of_a_message():
    row = row_of(make.adt("A03", control="X1"))
    assert (row.resource_type, row.resource_id, row.version_at) == ("ADT^A03", "X1", datetime(2026, 9, 1, 1))
    assert row.message_id.startswith("ADT^A03/X1@")
    assert row.raw.startswith("MSH|^~\\&|") and "\r" not in row.raw
    assert row.known and not row.error


def test_the_same_message_has_one_identity():
    """DOMAIN §2.3: a repetition is known, whatever its line ends, character set and the moment it was sent again."""
    first = make.adt("A01", control="X1")
    again = first.replace("|20260901090000||ADT", "|20260901101500||ADT", 1)
    assert row_of(first).message_id == row_of(again).message_id
    assert row_of(first).message_id == row_of(first.replace("\r", "\n")).message_id
    assert row_of(first).message_id == row_of("\ufeff" + first).message_id
    assert row_of(first).message_id == read_message(first.encode("gb18030")).message_id
    # the same number for something else is something else: nothing is lost
    assert row_of(first).message_id != row_of(first.replace("秀英", "秀莲")).message_id
    assert row_of(first).message_id != row_of(first.replace("X1", "X2")).message_id


def test_a_message_without_a_number():
    one, two = (row_of(make.adt("A01", control="-", mrn=mrn).replace("|-|", "||")) for mrn in ("M1", "M2"))
    assert one.resource_id and one.resource_id != two.resource_id


# ANSWERS
def test_accepted():
    found = answered(make.adt("A03", control="X1"))
    assert [found.header.get(number) for number in (3, 4, 5, 6)] == ["HCS", "CENTRE", "HIS", "HOSP"]
    assert (found.header.get(9), found.header.get(9, 2), found.header.get(12)) == ("ACK", "A03", "2.5")
    assert (found.first("MSA").get(1), found.first("MSA").get(2)) == ("AA", "X1")
    assert not found.has("ERR")


@pytest.mark.parametrize(
    ("text", "code", "number", "place"),
    [
        (make.person(birth="20261399"), "AE", "102", "PID^1^7"),
        (make.message("ADT^A28", "PID|1"), "AE", "101", "PID^1^3"),
        (make.adt("A01", visit=""), "AE", "101", "PV1^1^19"),
        (make.dft(("T1", "CG", "many")), "AE", "102", "FT1^1^11"),
        ("PID|1||M1||王^秀英", "AR", "100", ""),
        (make.message("ADT^A28", make.pid(), version="3.0"), "AR", "203", "MSH^1^12"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, code, number, place):
    found = answered(text)
    assert found.first("MSA").get(1) == code
    assert found.first("ERR").get(3) == number
    assert "^".join(found.first("ERR").first(2).parts) == place
    assert "王" not in "".join(segment.raw(8) for segment in found.segments)


def test_what_is_of_no_use():
    """Accepted by default, so that the sender's queue goes on; rejected where the hospital wants it."""
    text = make.message("MDM^T02", make.pid(), control="X1")
    assert answered(text).first("MSA").get(1) == "AA"
    found = answered(text, reject_unknown=True)
    assert (found.first("MSA").get(1), found.first("ERR").get(3)) == ("AR", "200")
    assert answered(make.message("ADT^A60", make.pid()), reject_unknown=True).first("ERR").get(3) == "201"
    assert answered(make.adt("A01"), reject_unknown=True).first("MSA").get(1) == "AA"


def test_the_enhanced_mode():
    good, bad = make.adt("A01", control="X1"), make.person(birth="x")
    for text, mode, expected in (
        (good, "AL", "CA"), (bad, "AL", "CE"), (good, "NE", None), (good, "ER", None), (bad, "ER", "CE"),
        (good, "SU", "CA"), (bad, "SU", None),
    ):  # fmt: skip
        lines = text.split("\r")
        lines[0] = lines[0] + "|" * (14 - lines[0].count("|")) + mode
        found = answered("\r".join(lines))
        assert (found and found.first("MSA").get(1)) == expected, mode


def test_the_answer_has_the_senders_character_set_and_separators():
    text = "MSH#:*!%#医院#总院###20260901##ADT:A28#X1#P#2.5\rPID###M1##王:秀英"
    data = answer(read_message(text.encode("gb18030")), now=NOW)
    assert "医院" in data.decode("gb18030")
    found = Message(data.decode("gb18030"))
    assert (found.first("MSA").get(1), found.first("MSA").get(2)) == ("AA", "X1")


def test_a_rejection_of_bytes_that_are_no_message():
    for data in (b"", b"\x00\xff", b"GET / HTTP/1.1", b"MSH|^~\\&|\xff\xfe\xff"):
        row = read_message(data)
        assert row.error and outcome(row)[0] == "AR", data
        assert answer(row, now=NOW).startswith(b"MSH|^~\\&|")


def test_a_file_with_a_bad_message_in_the_middle():
    content = make.adt("A01") + make.person(birth="x") + make.adt("A03")
    rows = list(read_messages("day.hl7", io.BytesIO(content.encode())))
    assert [(row.number, bool(row.error), row.file) for row in rows] == [
        (1, False, "day.hl7"),
        (2, True, "day.hl7"),
        (3, False, "day.hl7"),
    ]
    [broken] = read_messages("x.hl7", io.BytesIO(b"nothing"))
    assert broken.error.code == "no_header"


# FUZZ
_TEXTS = st.text(alphabet=st.sampled_from('MSHPIDV1ORUADT^~\\&|\r\n"09A王 .#X'), max_size=200)
_SAMPLES = [
    make.adt("A01", segments=["DG1|1||I10^高血压", "PR1|1||1^x||20260901"]), make.adt("A03"), make.person(),
    make.merge(), make.siu(), make.oru(), make.dft(("T1", "CG", "1")),
]  # fmt: skip


def _harmless(data):
    row = read_message(data)
    sent = answer(row, now=NOW)
    json.dumps([row.resource_type, row.resource_id, row.raw, row.message_id])
    assert "\x00" not in row.raw + row.resource_id + row.resource_type
    row.raw.encode()
    assert sent is None or sent.startswith(b"MSH")
    if row.error:
        str(row.error)
    return row


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data):
    _harmless(data)


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_any_text_after_a_header(text):
    _harmless(("MSH|^~\\&|A|B|C|D|20260901||ADT^A01|1|P|2.5\r" + text).encode())


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(_SAMPLES), st.data())
def test_any_message_with_something_else_in_it(text, data):
    """A piece cut out, and something put in its place: an error has its field, and nothing else happens."""
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(len(text), start + 40)))
    middle = data.draw(st.one_of(_TEXTS, st.text(max_size=10)))
    row = _harmless((text[:start] + middle + text[stop:]).encode("utf-8", "surrogatepass"))
    if row.error and row.error.code == "wrong_type":
        raise AssertionError("values of HL7 are texts")


def test_a_damaged_header_gives_nothing_back():
    """Where separators are lost the rest of the message stands in the fields of the header."""
    whole = make.adt("A01", control="X1")
    for text in (whole.replace("|P|2.5\r", "|P|2.5 "), whole.replace("|", "&", 1), whole.replace("\r", " ")):
        data = answer(row_of(text), now=NOW).decode()
        for word in ("秀英", "19600504", "13812345678"):
            assert word not in data, text
