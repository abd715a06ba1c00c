"""DOMAIN §1.9 and PAT-06: form, date and check character are hard rules, the place of birth is a hint."""

from datetime import date

import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from hcs_tools import idcard

KNOWN = "11010519491231002X"


def make(place="110105", born="19491231", serial="002"):
    first17 = f"{place}{born}{serial}"
    return first17 + idcard.check_character(first17)


def refusal(number, **kwargs):
    with pytest.raises(idcard.IdCardError) as error:
        idcard.parse(number, **kwargs)
    return error.value.args[0]


def test_known_number():
    card = idcard.parse(KNOWN)
    assert card == idcard.IdCard(KNOWN, date(1949, 12, 31), "female", True)


def test_faker_numbers_are_accepted():
    """DOMAIN §6.11: 2,000 of 2,000 lawful numbers."""
    fake = Faker("zh_CN")
    fake.seed_instance(19)
    accepted = 0
    for _ in range(2000):
        number = fake.ssn()
        card = idcard.parse(number)
        accepted += card.number == number and card.birthdate.strftime("%Y%m%d") == number[6:14]
    assert accepted == 2000


@given(st.integers(0, 17), st.integers(1, 10))
def test_one_wrong_character_is_refused(position, shift):
    """A check character modulo 11 catches every single mistyped character."""
    alphabet = "0123456789X" if position == 17 else "0123456789"
    old = alphabet.index(KNOWN[position])
    new = alphabet[(old + shift) % len(alphabet)]
    if new == KNOWN[position]:
        return
    with pytest.raises(idcard.IdCardError):
        idcard.parse(KNOWN[:position] + new + KNOWN[position + 1 :])


@given(st.dates(date(1850, 1, 1), date(2026, 12, 31)), st.integers(0, 999))
def test_birth_date_and_sex_are_read_back(born, serial):
    card = idcard.parse(make(born=born.strftime("%Y%m%d"), serial=f"{serial:03}"))
    assert card.birthdate == born
    assert card.sex == ("male" if serial % 2 else "female")


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_fifteen_digits_become_eighteen(born, serial):
    card = idcard.parse(f"110105{born:%y%m%d}{serial:03}")
    assert len(card.number) == 18
    assert card.birthdate == born
    assert idcard.parse(card.number) == card


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        assert len(idcard.parse(text).number) == 18
    except idcard.IdCardError as error:
        assert error.args[0] in ("form", "date", "future", "check")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", "form"),
        ("1101051949123100", "form"),
        ("A1010519491231002X", "form"),
        (make(born="19490231"), "date"),
        (make(born="00011231"), "date"),
        ("110105194912310020", "check"),
    ],
)
def test_refusals(number, reason):
    assert refusal(number) == reason


def test_a_birth_in_the_future_is_refused_only_with_a_today():
    number = make(born="20270101")
    assert refusal(number, today=date(2026, 12, 31)) == "future"
    assert idcard.parse(number, today=date(2027, 1, 1)).birthdate == date(2027, 1, 1)


def test_an_unknown_place_is_only_a_hint():
    assert idcard.parse(make(place="990105")).known_place is False


def test_full_width_blanks_and_small_x_are_understood():
    assert idcard.parse(" １１０１０５ 19491231-002x").number == KNOWN


@pytest.mark.parametrize(
    ("kind", "number", "good"),
    [
        ("passport", "e12345678", True),
        ("passport", "E1", False),
        ("hk_macao_permit", "H12345678", True),
        ("hk_macao_permit", "K12345678", False),
        ("taiwan_permit", "12345678", True),
        ("residence_permit", "USA110099010101", True),
        ("residence_permit", "USA1", False),
        ("other", "anything at all", True),
    ],
)
def test_forms_of_other_documents(kind, number, good):
    assert idcard.document_form_ok(kind, number) is good
