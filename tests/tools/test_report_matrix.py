"""Figures, the one matrix and the charts: DESIGN §5, RPT-04, RPT-06."""

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hcs_report_tools.charts as charts
import hcs_report_tools.figures as figures
import hcs_report_tools.matrix as matrix

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "rect", "line", "polyline", "circle", "text"}


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "text", "fraction"),
    [
        ("minutes", 23.25, 34, "23.3", "n=34"),
        ("minutes", None, 0, "–", ""),
        ("balance", 12, 40, "30.0", "n=40"),
        ("balance", -3, 12, "−25.0", "n=12"),
        ("balance", 2, 9, "–", "n=9"),
        ("per_mille", 3, 2000, "1.50", "3/2,000"),
        ("percent", 0, 0, "–", "0/0"),
        ("percent", 0, 8, "0.0%", "0/8"),
        ("percent", 8, 8, "100.0%", "8/8"),
        ("percent", 1, 8, "12.5%", "1/8"),
        ("percent", 1, 16, "6.3%", "1/16"),
        ("percent", 1234, 2000, "61.7%", "1,234/2,000"),
        ("mean", 0, 0, "–", "0/0"),
        ("mean", 10, 4, "2.50", "10/4"),
        ("mean", 5, 8, "0.63", "5/8"),
        ("count", 0, None, "0", ""),
        ("count", 12345, None, "12,345", ""),
        ("count", None, None, "–", ""),
    ],
)
def test_how_a_figure_is_written(unit, numerator, denominator, text, fraction):
    """DESIGN §5: 0/0 is a dash, never 0 % or 100 %; numerator and denominator are shown."""
    cell = matrix.cell(unit, numerator, denominator)
    assert (cell.text, cell.fraction) == (text, fraction)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_half_is_rounded_up_and_the_text_is_within_half_a_unit(numerator, extra):
    value = figures.value_of("percent", numerator, numerator + extra)
    shown = float(figures.text_of("percent", value).rstrip("%"))
    assert abs(shown - value * 100) <= 0.05 + 1e-9


def test_differences():
    now, before = matrix.cell("percent", 8, 10), matrix.cell("percent", 7, 10)
    assert matrix.difference_cell("percent", now, before).text == "+10.0 pp"
    assert matrix.difference_cell("percent", before, now).text == "−10.0 pp"
    assert matrix.difference_cell("percent", now, matrix.cell("percent", 0, 0)).text == "–"
    assert matrix.difference_cell("count", matrix.cell("count", 5, None), None).text == "–"
    assert figures.difference_text("count", 0) == "±0"


@pytest.mark.parametrize(
    ("better_is", "now", "before", "trend"),
    [("more", 9, 8, "good"), ("more", 8, 9, "bad"), ("less", 8, 9, "good"), ("neutral", 9, 8, ""), ("more", 8, 8, "")],
)
def test_what_is_better_decides_the_colour(better_is, now, before, trend):
    tile = matrix.tile("x", "X", matrix.cell("count", now, None), matrix.cell("count", before, None), better_is)
    assert tile.trend == trend


def test_definitions_that_differ_do_not_compare():
    """RP4: a changed definition breaks the line visibly."""
    tile = matrix.tile(
        "x", "X", matrix.cell("count", 9, None), matrix.cell("count", 8, None), "more", comparable=False
    )
    assert (tile.change, tile.trend, tile.previous.text) == ("–", "", "8")


@pytest.mark.parametrize(
    ("value", "target", "better_is", "missed"),
    [
        (0.94, 0.95, "more", True),
        (0.95, 0.95, "more", False),
        (0.1, 0.05, "less", True),
        (None, 0.95, "more", False),
        (0, None, "more", False),
    ],
)
def test_missed_targets(value, target, better_is, missed):
    assert matrix.misses_target(value, target, better_is) is missed


def test_grid_fills_gaps_with_dashes():
    columns = [("a", "A", "count"), ("b", "B", "percent")]
    table = matrix.grid(
        "total", "followup", "Figures", columns, [("one", {"a": matrix.cell("count", 3, None, ref=7)})]
    )
    assert [cell.text for cell in table.rows[0].cells] == ["3", "–"]
    whole = matrix.Matrix("t", "s", tables=(table,))
    assert whole.numbers() == [3, None]
    assert whole.texts() == ["3", "–"]
    plain = whole.to_dict()
    assert json.loads(json.dumps(plain))["tables"][0]["rows"][0]["cells"][0]["ref"] == 7
    assert "None" not in str(plain)  # XML-RPC refuses a record that holds one


names = st.text(max_size=40)
numbers = st.none() | st.floats(0, 1)


@given(names, st.lists(st.tuples(names, numbers, numbers), max_size=8))
def test_charts_are_well_formed_whatever_the_names(title, rows):
    """A department called <b>&"…" neither breaks the page nor gets into it as markup."""
    title = "".join(char for char in title if char.isprintable())
    rows = [("".join(c for c in label if c.isprintable()), ((a, "a"), (b, "b"))) for label, a, b in rows]
    bars = ElementTree.fromstring(charts.bar_chart(title, rows, ["now", "before"]))
    labels = [label for label, _series in rows]
    series = [("now", [pair[0][0] for _label, pair in rows]), ("before", [pair[1][0] for _label, pair in rows])]
    lines = ElementTree.fromstring(charts.line_chart(title, labels, series, top=1))
    for chart in (bars, lines):
        assert {element.tag.removeprefix(SVG) for element in chart.iter()} <= DRAWN


def test_series_differ_by_pattern_not_by_colour():
    """RP6: they print well in black and white."""
    svg = charts.bar_chart(
        "t", [("x", ((0.9, "90"), (0.8, "80"), (0.7, "70")))], ["now", "before", "last year"], top=1
    )
    tree = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    fills = [rect.get("fill") for rect in tree.iter(f"{space}rect")][:3]
    assert fills == [charts.INK, "#fff", "#fff"]
    assert len(list(tree.iter(f"{space}line"))) > 10, "the second series is hatched with lines"


def test_a_gap_interrupts_the_line():
    svg = charts.line_chart("t", list("abcde"), [("now", [0.1, 0.2, None, 0.3, 0.4])], top=1)
    assert svg.count("<polyline") == 2


def test_bars_are_proportional_and_long_names_are_cut():
    svg = charts.bar_chart("t", [("x" * 200, ((50, "50"),)), ("y", ((100, "100"),))], ["n"], top=100)
    widths = [
        float(rect.get("width")) for rect in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
    ]
    assert widths[0] * 2 == pytest.approx(widths[1], abs=0.2)
    assert "…" in svg
    assert "x" * 100 not in svg
