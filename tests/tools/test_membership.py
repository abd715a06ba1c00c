"""VP5: terms side by side, no day lost and none given twice; periods of benefits fill their term."""

from datetime import date, timedelta

import pytest

from hcs_tools.membership import months_later, periods, term_end

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 3, 15), 12, date(2027, 3, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 3, 1), 12, date(2024, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
    ],
)
def test_last_days(start, months, last):
    assert term_end(start, months) == last
    assert months_later(start, months) == last + DAY


def test_periods_fill_every_term():
    """Every day of a term lies in exactly one period, whatever day of the month it begins on."""
    for offset in range(0, 800, 7):
        start = date(2023, 1, 1) + timedelta(days=offset)
        for months in (1, 6, 12, 24):
            end = term_end(start, months)
            for period, length in (("month", 1), ("quarter", 3), ("year", 12), ("term", None)):
                found = periods(start, end, period)
                assert found[0][0] == start
                assert found[-1][1] == end
                assert all(first <= last for first, last in found)
                assert all(a[1] + DAY == b[0] for a, b in zip(found, found[1:], strict=False))
                if length:
                    assert len(found) == -(-months // length)
                else:
                    assert len(found) == 1


def test_a_month_from_the_last_day_of_january():
    assert periods(date(2026, 1, 31), date(2026, 4, 30), "month") == [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 30)),
        (date(2026, 3, 31), date(2026, 4, 30)),
    ]
