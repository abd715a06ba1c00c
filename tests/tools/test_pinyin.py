"""PAT-05, DOMAIN §1.9: surnames have readings that a dictionary's first choice misses."""

import pytest

from hcs_tools import pinyin


@pytest.mark.parametrize(
    ("name", "initials", "spelling"),
    [
        ("单雄信", "sxx", "shanxiongxin"),
        ("曾国藩", "zgf", "zengguofan"),
        ("仇英", "qy", "qiuying"),
        ("区伟", "ow", "ouwei"),
        ("欧阳修", "oyx", "ouyangxiu"),
    ],
)
def test_all_readings(name, initials, spelling):
    words = pinyin.search_key(name).split()
    assert initials in words
    assert spelling in words


def test_every_word_stands_behind_a_blank():
    """The search looks for a blank and the typed letters, so that it finds beginnings only."""
    key = pinyin.search_key("单雄信")
    assert key.startswith(" ")
    assert " xx" not in key


def test_latin_names_are_found_too():
    assert "john" in pinyin.search_key("John")


def test_a_long_name_does_not_explode():
    assert len(pinyin.search_key("单" * 40).split()) <= 2 * pinyin.MAX_COMBINATIONS


def test_without_the_library_there_is_no_key(monkeypatch):
    monkeypatch.setattr(pinyin, "pinyin", None)
    assert pinyin.search_key("单雄信") is False


def test_nothing_has_no_key():
    assert pinyin.search_key(False) is False
    assert pinyin.search_key("") is False
