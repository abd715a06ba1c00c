"""What can be counted: facts (rows of an area), parts (what they are grouped by) and measures (how a figure is taken).

A *fact* is one kind of row: a follow-up due, a record opened, a ticket received. It says which columns of its query
are conditions (``flags``), amounts to add up (``amounts``) and minutes whose middle is taken (``spreads``). A
*measure* is a figure over a fact: its numerator and denominator are names of those columns. Nothing here knows a
database.
"""

from dataclasses import dataclass
from datetime import date, datetime

ROWS, PERSONS = "rows", "persons"
TOTAL, TIME = "total", "time"
COUNT, MEDIAN, NINTH_DECILE = SPREAD = ("count", "median", "p90")


@dataclass(frozen=True)
class Span:
    """The days that are counted, with the hospital's own midnights in UTC: ``[start, end)``."""

    company_id: int
    tz: str
    date_from: date
    date_to: date
    start: datetime
    end: datetime
    now: datetime


@dataclass(frozen=True)
class Part:
    """What rows are grouped by: records of ``model``, or codes."""

    model: str = ""
    hidden_below: int = 0


@dataclass(frozen=True)
class Fact:
    """``query`` names the method that gives the SQL of the rows; ``model`` is what a row is and a figure opens."""

    area: str
    model: str
    query: str
    parts: tuple = ()
    flags: tuple = ()
    amounts: tuple = ()
    spreads: tuple = ()
    persons: bool = False
    # Tells how things stand at the end of a period: its days cannot be added up
    is_stock: bool = False
    # Rows that every hospital has do not make a chapter of their own
    opens_area: bool = True
    # The summaries that count it
    kinds: tuple = ("week", "month", "quarter")

    @property
    def columns(self):
        """What is added up for every part: rows first."""
        return (ROWS, *self.flags, *self.amounts)

    @property
    def statistics(self):
        """What cannot be added up from day to day."""
        names = [PERSONS] if self.persons else []
        return (*names, *(f"{spread}_{what}" for spread in self.spreads for what in SPREAD))


@dataclass(frozen=True)
class Measure:
    """A figure of ``fact``. ``base`` is the fact of the denominator where it is another one.

    The denominator of a share is that of the ``whole`` summary, also in a part of it.
    """

    fact: str
    numerator: str
    denominator: str | None = None
    parts: tuple = (TOTAL,)
    whole: bool = False
    base: str | None = None

    @property
    def facts(self):
        return (self.fact, self.base) if self.base else (self.fact,)

    def column_of(self, side):
        """The column behind a numerator or denominator: what a row must have to be counted for it."""
        name = self.numerator if side == "numerator" else self.denominator
        for what in SPREAD:
            name = name.removesuffix(f"_{what}")
        return name


@dataclass(frozen=True)
class Group:
    """The sums of a part of the whole."""

    part: str
    res_id: int
    code: str
    sums: dict

    @property
    def key(self):
        return (self.part, self.res_id, self.code)


def figures_of(measures, groups, hidden=None):
    """``{(code, part, record, code of the part): (numerator, denominator)}``.

    ``groups`` are ``{fact: {key: Group}}``; parts with fewer rows than ``hidden`` says are left out.
    """
    found = {}
    for code, measure in measures.items():
        bases = groups.get(measure.base or measure.fact, {})
        whole = bases.get((TOTAL, 0, ""))
        for key, group in groups.get(measure.fact, {}).items():
            if group.part not in measure.parts or group.sums[ROWS] < (hidden or {}).get(group.part, 0):
                continue
            number = group.sums.get(measure.numerator, 0)
            if key[0] != TOTAL and not number and _says_nothing(measure, key):
                continue
            base = whole if measure.whole else bases.get(key)
            found[(code, *key)] = (
                number,
                None if measure.denominator is None else base.sums.get(measure.denominator, 0) if base else 0,
            )
    return found


def _says_nothing(measure, key):
    """Whether an empty figure of a part is left out: no share of nothing, and nothing is not listed as not given."""
    return measure.whole or (measure.denominator is None and not any(key[1:]))
