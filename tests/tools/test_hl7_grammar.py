"""The grammar of HL7 v2 and the dirt of real feeds (IG2, DOMAIN §2.3): escapes, separators, line ends, BOM, GBK."""

import doctest
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcs_tools.fhir import FhirError
from hcs_tools.hl7 import FrameReader, Message, decode, frame, looks_like_hl7, split_messages, unescape
from hcs_tools.hl7 import message as grammar
from hcs_tools.hl7.message import Marks
from tests.his import hl7_maker as make

A01 = make.adt("A01", control="X1")


def test_fields_components_repetitions():
    message = Message('MSH|^~\\&|A|B\rPID|1||7^^^HOSP^MR~8&x^^^GOV^NI||王^秀英||""\r')
    pid = message.first("PID")
    assert (message.header.get(1), message.header.raw(2), message.header.get(3)) == ("|", "^~\\&", "A")
    assert [(each.get(1), each.get(4), each.get(5)) for each in pid.repetitions(3)] == [
        ("7", "HOSP", "MR"),
        ("8", "GOV", "NI"),
    ]
    assert pid.repetitions(3)[1].get(1, 2) == "x"
    assert pid.get(7) == "", "the explicit null says nothing we take over"
    assert (pid.get(99), message.first("NK1").get(3), message.all("NK1")) == ("", "", [])


def test_examples():
    assert doctest.testmod(grammar) == (0, 1)


def test_escapes():
    marks = Marks()
    cases = {
        r"a\F\b\S\c\T\d\R\e\E\f": "a|b^c&d~e\\f",
        r"one\.br\two": "one\ntwo",
        r"\H\bold\N\ plain": "bold plain",
        r"\XE5BCA0\ \XD5C5\ ": "张 张 ",
        r"\Zlocal\x\C2842\y": "xy",
        r"C:\temp\d": r"C:\temp\d",
        r"open\F": r"open\F",
        "\\X00\\a": "a",
    }
    for text, expected in cases.items():
        assert unescape(text, marks) == expected, text


@given(st.text(alphabet=st.characters(exclude_characters="\r\n\x00"), max_size=60))
def test_what_is_escaped_comes_back(value):
    marks = Marks()
    escaped = value.replace("\\", "\\E\\")
    for name, mark in (("F", "|"), ("S", "^"), ("T", "&"), ("R", "~")):
        escaped = escaped.replace(mark, f"\\{name}\\")
    assert unescape(escaped, marks) == value


def test_other_separators():
    message = Message("MSH#:*!%#HIS#HOSP#####ADT:A01#1\rPID###7:::HOSP:MR*8\r")
    assert message.header.get(9, 2) == "A01"
    assert [each.get(1) for each in message.first("PID").repetitions(3)] == ["7", "8"]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\n\n"])
def test_line_ends(end):
    message = Message(A01.replace("\r", end))
    assert [segment.name for segment in message.segments] == ["MSH", "EVN", "PID", "PV1"]


def test_a_line_break_inside_of_a_field():
    message = Message("MSH|^~\\&|A\nNTE|1||first\nsecond line\nOBX|1")
    assert message.first("NTE").get(3) == "first\nsecond line"
    assert message.has("OBX")


@pytest.mark.parametrize("text", ["", "PID|1", "MSH", "hello MSH|^~\\&|", "<xml/>", "{}"])
def test_what_is_no_message(text):
    with pytest.raises(FhirError) as caught:
        Message(text)
    assert caught.value.code == "no_header"


@pytest.mark.parametrize("text", ["MSHA^~\\&|", "MSH|a^|", "MSH|^^\\&|", "MSH\t^~\\&\t"])
def test_impossible_separators(text):
    with pytest.raises(FhirError) as caught:
        Message(text)
    assert caught.value.code == "bad_marks"


# CHARACTER SETS
def test_character_sets():
    chinese = make.adt("A01")
    assert decode(chinese.encode()) == (chinese, "utf-8")
    assert decode(b"\xef\xbb\xbf" + chinese.encode()) == (chinese, "utf-8")
    assert decode(chinese.encode("gb18030")) == (chinese, "gb18030")
    declared = make.message("ADT^A01", make.pid(), msh18="GB 18030-2000")
    assert decode(declared.encode("gb18030")) == (declared, "gb18030")
    # a declaration that is wrong does not hurt
    assert decode(declared.encode("utf-8"))[0].count("秀英") in (0, 1)
    with pytest.raises(FhirError) as caught:
        decode(b"MSH|^~\\&|\xff\xff\xff")
    assert caught.value.code == "encoding"


def test_declared_unicode_that_is_gbk():
    text = make.message("ADT^A01", make.pid(), msh18="UNICODE UTF-8")
    assert decode(text.encode("gbk")) == (text, "gb18030")


# FRAMES
def test_frames_in_any_pieces():
    stream = frame(b"MSH|1") + b"\n" + frame(b"MSH|2") + b"MSH|3\x1c\r"
    for size in (1, 2, 3, 7, 100):
        reader, found = FrameReader(1000), []
        for start in range(0, len(stream), size):
            found += reader.feed(stream[start : start + size])
        assert found == [b"MSH|1", b"MSH|2", b"MSH|3"], size


def test_a_frame_begun_anew_replaces_the_broken_one():
    assert FrameReader(1000).feed(b"\x0bMSH|half" + frame(b"MSH|whole")) == [b"MSH|whole"]


def test_a_frame_without_an_end():
    reader = FrameReader(1 << 20)
    with pytest.raises(FhirError) as caught:
        for _each in range(20):
            reader.feed(b"x" * 100_000)
    assert caught.value.code == "too_large"


# FILES
def test_a_file_of_messages():
    envelope = "FHS|^~\\&|A\rBHS|^~\\&|A\r"
    content = (envelope + A01 + A01.replace("A01", "A08") + "BTS|2\rFTS|1\r").encode()
    found = list(split_messages(io.BytesIO(content)))
    assert [body.count(b"\rPID|") for body in found] == [1, 1]
    assert not any(b"BTS" in body for body in found)
    assert list(split_messages(io.BytesIO(frame(A01.encode()) + frame(A01.encode())))) == [A01.encode().strip()] * 2


def test_a_large_file_in_chunks(monkeypatch):
    monkeypatch.setattr("hcs_tools.hl7.framing.CHUNK", 50)
    content = "\n".join(make.adt("A01").replace("\r", "\n") for _each in range(20)).encode()
    assert [Message(body.decode()).header.get(9, 2) for body in split_messages(io.BytesIO(content))] == ["A01"] * 20


def test_which_files_hold_messages():
    for head in (A01.encode(), b"\xef\xbb\xbfMSH|^~\\&|", b"\x0bMSH|^", b"\r\n\r\nMSH|^", b"FHS|^~\\&|"):
        assert looks_like_hl7(head), head
    for head in (b"{}", b"", b"MSHA", b"PK\x03\x04", b"MSH"):
        assert not looks_like_hl7(head), head
