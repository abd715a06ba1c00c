"""PS4: what a message may say, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcs_tools.message_text import (
    PLACEHOLDERS,
    clinical_words,
    fill,
    has_link,
    parts,
    placeholders,
    unknown_placeholders,
)

BETRAYING = [
    "您的HIV检测结果为阳性",
    "您的乙肝化验已出",
    "手术安排在周三",
    "请按时服药，控制血糖",
    "肿瘤科王医生停诊",
    "您的妊娠检查结果正常",
    "Your biopsy was benign.",
    "The result of your pregnancy test is negative",
    "hiv",
    "抑郁门诊复诊提醒",
]
HARMLESS = [
    "张女士：您已预约3月18日09:30的专家号，地点2号楼3层，咨询电话021-12345678。",
    "您有一份报告已可领取，请携带身份证到2号楼服务台。",
    "Ms Zhang: your appointment at Renji is booked: Clinic 3, 18 March 09:30.",
    "Number 12, please come to room 4 now.",
    "A document is ready for you.",
    "您好，我院已收到您的反映，编号A-12。",
]


@pytest.mark.parametrize("text", BETRAYING)
def test_what_tells_about_somebodys_health_is_found(text):
    assert clinical_words(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_tells_nothing_passes(text):
    assert not clinical_words(text)


def test_english_words_are_whole_words():
    assert not clinical_words("conditioner, operations desk of bloodhound street")
    assert clinical_words("OPERATION.")


@pytest.mark.parametrize(
    "name",
    ["diagnosis", "result", "surgery_name", "phone_number", "patient_name", "id_number", "", " date", "date.year"],
)
def test_unknown_places(name):
    assert unknown_placeholders(f"{{date}} {{{name}}}") == [name]


def test_names_of_places_are_not_clinical_words():
    assert not clinical_words("{diagnosis}")


@pytest.mark.parametrize("text", ["{date", "date}", "{{date}}", "{", "}{"])
def test_loose_braces(text):
    assert unknown_placeholders(text)


@given(st.text(), st.dictionaries(st.sampled_from(PLACEHOLDERS), st.text(), min_size=len(PLACEHOLDERS)))
def test_filling_never_reads_a_value_again(text, values):
    template = text.replace("{", "").replace("}", "") + "{date}{time}"
    assert fill(template, values) == template[: -len("{date}{time}")] + values["date"] + values["time"]


@given(st.text(max_size=500))
def test_parts_cover_the_text(text):
    count = parts(text)
    assert count >= 1
    assert len(text) <= (70 if count == 1 else 67 * count)
    assert count <= 2 or len(text) > 67 * (count - 1)


def test_links():
    assert has_link("see HTTP://h.example/x")
    assert has_link("www.hospital.example")
    assert not has_link("Building 2, floor 3")


def test_order_of_places():
    assert placeholders("{time} {date} {time}") == ["time", "date"]
    assert placeholders(None) == []
