"""GLOSSARY: people are addressed by their surname, compound surnames whole, neutral where the sex is unknown."""

import doctest

import pytest

import hcs_tools.address as module
from hcs_tools.address import COMPOUND_SURNAMES, address_kind, is_chinese, surname


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张丽", "张"),
        ("张小明", "张"),
        ("欧阳娜娜", "欧阳"),
        ("欧阳修", "欧阳"),
        ("歐陽修", "歐陽"),
        ("司马光", "司马"),
        ("诸葛亮", "诸葛"),
        ("上官婉儿", "上官"),
        ("澹台灭明", "澹台"),
        # two characters are a surname and a given name, even where they look like a compound surname
        ("东方", "东"),
        ("张 丽", "张"),
        ("  王  小 二 ", "王"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("Mary Ann Smith", "Smith"),
        ("Smith, Mary", "Smith"),
        ("Smith", "Smith"),
        ("", ""),
        (None, ""),
        (False, ""),
    ],
)
def test_surname(name, expected):
    assert surname(name) == expected


@pytest.mark.parametrize(
    ("name", "sex", "age", "expected"),
    [
        ("张丽", "female", 30, "ms"),
        ("张三", "male", 30, "mr"),
        ("张三", "unknown", 30, "neutral"),
        ("张三", False, None, "neutral"),
        ("张三", "male", 13, "child"),
        ("张三", "male", 14, "mr"),
        ("张三", "male", None, "mr"),
        ("", "female", 30, "neutral"),
    ],
)
def test_kind_of_address(name, sex, age, expected):
    assert address_kind(name, sex, age) == expected


def test_compound_surnames_are_two_chinese_characters():
    assert all(len(name) == 2 and is_chinese(name) for name in COMPOUND_SURNAMES)
    assert len(COMPOUND_SURNAMES) >= 45


def test_examples_of_the_documentation():
    assert doctest.testmod(module).failed == 0
