"""CMP-03, DOMAIN §1.1: a term of the law may be shortened; where it may get longer the software says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcs_tools.clock import UNITS
from hcs_tools.terms import exceeds


@pytest.mark.parametrize(
    ("target", "unit", "legal_target", "legal_unit", "longer"),
    [
        (5, "working_day", 5, "working_day", False),
        (6, "working_day", 5, "working_day", True),
        (3, "working_day", 5, "working_day", False),
        # five calendar days end no later than five working days
        (5, "calendar_day", 5, "working_day", False),
        (6, "calendar_day", 5, "working_day", True),
        (6, "counted_day", 5, "working_day", False),
        (7, "counted_day", 5, "working_day", True),
        (7200, "minute", 5, "working_day", False),
        (7201, "minute", 5, "working_day", True),
        (2400, "working_minute", 5, "working_day", False),
        (2401, "working_minute", 5, "working_day", True),
        # what stands still at night or on holidays is not shorter than hours
        (120, "minute", 120, "minute", False),
        (121, "minute", 120, "minute", True),
        (60, "working_minute", 120, "minute", True),
        (1, "calendar_day", 120, "minute", True),
        (1, "working_day", 15, "calendar_day", True),
        (15, "calendar_day", 15, "calendar_day", False),
        (16, "counted_day", 15, "calendar_day", False),
        (1, "counted_day", 1, "counted_day", False),
        (1, "calendar_day", 1, "counted_day", True),
        (1, "calendar_day", 480, "working_minute", True),
    ],
)
def test_longer_than_the_law(target, unit, legal_target, legal_unit, longer):
    assert exceeds(target, unit, legal_target, legal_unit) is longer


@given(st.integers(1, 400), st.sampled_from(UNITS), st.integers(1, 400), st.sampled_from(UNITS))
def test_more_time_is_never_less_beyond(target, unit, legal_target, legal_unit):
    """Whoever is beyond the law stays so with more time; whoever is within it stays so with less."""
    if exceeds(target, unit, legal_target, legal_unit):
        assert exceeds(target + 1, unit, legal_target, legal_unit)
    elif target > 1:
        assert not exceeds(target - 1, unit, legal_target, legal_unit)
