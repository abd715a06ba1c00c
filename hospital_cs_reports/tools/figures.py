"""How a figure is worked out and written: value from numerator and denominator, text, difference (DESIGN §5).

0/0 is a dash, never 0 % and never 100 %.
"""

from decimal import ROUND_HALF_UP, Decimal

DASH = "–"
COUNT, PERCENT, MEAN, PER_MILLE, MINUTES = "count", "percent", "mean", "per_mille", "minutes"
# Those who recommend less those who advise against, of a hundred: from −100 to 100
BALANCE = "balance"
DECIMALS = {COUNT: 0, PERCENT: 1, MEAN: 2, PER_MILLE: 2, MINUTES: 1, BALANCE: 1}
FACTORS = {PER_MILLE: 1000, BALANCE: 100}
# Below so many cases chance plays a large part; such figures are marked
SMALL = 10
SMALL_MARK = "*"


def value_of(unit, numerator, denominator):
    """The figure as a number (a share between 0 and 1 for percent), or None where there is nothing to divide by."""
    if numerator is None:
        return None
    if unit == COUNT:
        return numerator
    if not denominator:
        return None
    if unit == MINUTES:
        # A median is no quotient: it stands above the number of cases it was taken from
        return numerator
    if unit == BALANCE and denominator < SMALL:
        # So few answers make no balance; how many there were is said beside the dash
        return None
    return numerator / denominator * FACTORS.get(unit, 1)


def rounded(value, decimals):
    """Half up, as people round by hand; Python's own rounding goes to the even neighbour."""
    quantum = Decimal(1).scaleb(-decimals)
    return Decimal(repr(value)).quantize(quantum, rounding=ROUND_HALF_UP)


def text_of(unit, value):
    """The figure as it is printed: 1,234 · 83.3% · 3.52 · –."""
    if value is None:
        return DASH
    if unit == PERCENT:
        return f"{rounded(value * 100, DECIMALS[PERCENT]):,}%"
    return _signed(f"{rounded(value, DECIMALS[unit]):,}")


def _signed(number):
    """The number with a real minus sign; nothing is not less than nothing."""
    if number.startswith("-"):
        return f"−{number[1:]}" if number.strip("-0.,") else number[1:]
    return number


def fraction_of(unit, numerator, denominator):
    """Numerator and denominator under a rate or a mean: 50/60; under a median or a balance the cases: n=60. Counts
    have none.
    """
    if unit == COUNT or numerator is None:
        return ""
    if unit in (MINUTES, BALANCE):
        return f"n={rounded(denominator or 0, 0):,}"
    return f"{rounded(numerator, 0):,}/{rounded(denominator or 0, 0):,}"


def is_small(unit, numerator, denominator):
    """Whether a rate, a mean or a median rests on few cases. Plain numbers and 0/0 do not, a balance is hidden."""
    return unit not in (COUNT, BALANCE) and numerator is not None and 0 < (denominator or 0) < SMALL


def difference_of(unit, value, other):
    """What changed against another period: points for rates, the plain difference for counts and means."""
    if value is None or other is None:
        return None
    return value - other


def difference_text(unit, difference):
    """+2.1 pp · −14 · +0.08 · –, with a real minus sign."""
    if difference is None:
        return DASH
    scaled = difference * 100 if unit == PERCENT else difference
    number = rounded(scaled, DECIMALS[unit])
    sign = "+" if number > 0 else "−" if number < 0 else "±"
    return f"{sign}{abs(number):,}{' pp' if unit == PERCENT else ''}"


def trend_of(better_is, difference):
    """'good', 'bad' or '' for a difference, by what the definition calls better."""
    if not difference or better_is not in ("more", "less"):
        return ""
    return "good" if (difference > 0) == (better_is == "more") else "bad"
