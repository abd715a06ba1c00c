"""Numbers to ask by: a sign misread or two swapped are noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcs_tools import receipt


def test_drawn_numbers_are_valid_and_differ():
    numbers = {receipt.draw() for __ in range(500)}
    assert len(numbers) == 500
    assert all(receipt.is_valid(number) and len(number) == 9 and number[4] == "-" for number in numbers)


@settings(max_examples=200)
@given(st.integers(0, 7), st.sampled_from(receipt.SIGNS))
def test_one_wrong_sign_is_noticed(place, sign):
    signs = receipt.clean(receipt.draw())
    wrong = signs[:place] + sign + signs[place + 1 :]
    assert receipt.is_valid(wrong) == (wrong == signs)


def test_swapped_neighbours_are_noticed():
    signs = receipt.clean(receipt.draw())
    for place in range(6):
        swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
        assert receipt.is_valid(swapped) == (swapped == signs)


@pytest.mark.parametrize(
    "text", ["", None, "1", "0000-0000", "ABCD-EFG", "ABCD-EFGH-JK", 12345678, "中文中文中文中文"]
)
def test_other_texts_are_none(text):
    assert not receipt.is_valid(text)
