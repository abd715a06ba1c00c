"""The ONE table model of a summary. Screen, PDF and XLSX all render a ``Matrix`` and compute nothing themselves.

A matrix holds tiles (the key figures of the whole) and tables (one per area and dimension). Every cell carries the
number, the text that people read and, for rates, numerator and denominator. Labels arrive translated.
"""

from dataclasses import asdict, dataclass, field

from .figures import difference_of, difference_text, fraction_of, text_of, trend_of, value_of


@dataclass(frozen=True)
class Cell:
    """One figure. ``ref`` is the stored line it came from: what a click opens."""

    unit: str
    value: float | None
    text: str
    fraction: str = ""
    ref: int | None = None


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple
    trend: tuple = ()


@dataclass(frozen=True)
class Table:
    """``area`` is the sheet of the workbook the table stands on."""

    key: str
    area: str
    title: str
    columns: tuple
    rows: tuple
    note: str = ""


@dataclass(frozen=True)
class Tile:
    code: str
    label: str
    cell: Cell
    previous: Cell | None
    change: str
    trend: str
    comparable: bool
    target_text: str = ""
    missed: bool = False


@dataclass(frozen=True)
class Definition:
    """One line of the page that says what the figures mean."""

    code: str
    label: str
    unit: str
    numerator: str
    denominator: str
    exclusions: str
    date_basis: str
    target: str
    version: int


@dataclass(frozen=True)
class Matrix:
    title: str
    subtitle: str
    tiles: tuple = ()
    tables: tuple = ()
    definitions: tuple = ()
    charts: tuple = ()
    labels: dict = field(default_factory=dict)

    def to_dict(self):
        """Plain data for the web client and for XML-RPC, which knows no None: an absent value is False."""
        return asdict(self, dict_factory=lambda items: {key: _plain(value) for key, value in items})

    def numbers(self):
        """Every number of every table in reading order: what the renderers are compared by."""
        return [cell.value for table in self.tables for row in table.rows for cell in row.cells]

    def texts(self):
        """The same figures as people read them."""
        return [cell.text for table in self.tables for row in table.rows for cell in row.cells]


def _plain(value):
    return False if value is None else value


def cell(unit, numerator, denominator, ref=None):
    """A cell from what is stored; an absent figure and 0/0 are dashes."""
    value = value_of(unit, numerator, denominator)
    return Cell(unit, value, text_of(unit, value), fraction_of(unit, numerator, denominator), ref)


def empty_cell(unit):
    return cell(unit, None, None)


def difference_cell(unit, current, other):
    """The change from ``other`` to ``current`` as a cell of its own."""
    difference = difference_of(unit, current.value, other.value if other else None)
    return Cell(unit, difference, difference_text(unit, difference))


def tile(code, label, current, previous, better_is="neutral", comparable=True, target=None):
    """A key figure with its change and whether it misses its target."""
    other = previous if comparable else None
    difference = difference_of(current.unit, current.value, other.value if other else None)
    return Tile(
        code=code,
        label=label,
        cell=current,
        previous=previous,
        change=difference_text(current.unit, difference),
        trend=trend_of(better_is, difference),
        comparable=comparable,
        target_text="" if target is None else text_of(current.unit, target),
        missed=misses_target(current.value, target, better_is),
    )


def misses_target(value, target, better_is):
    """Whether a figure is on the wrong side of its target. No figure misses nothing."""
    if value is None or target is None or better_is not in ("more", "less"):
        return False
    return value < target if better_is == "more" else value > target


def grid(key, area, title, columns, rows, note=""):
    """A table from ``rows`` of (label, {column key: cell}); ``columns`` are (key, label, unit)."""
    return Table(
        key=key,
        area=area,
        title=title,
        columns=tuple(label for _key, label, _unit in columns),
        rows=tuple(
            Row(label, tuple(cells.get(column) or empty_cell(unit) for column, _label, unit in columns))
            for label, cells in rows
        ),
        note=note,
    )
