"""Charts as inline SVG, made on the server: the same picture on the screen, in the PDF and on a black-and-white copy.

Series differ by fill pattern (solid, hatched, outlined), never by colour alone; hatches are drawn as lines, because
not every renderer knows SVG patterns. Every bar carries its number.
"""

from html import escape

INK = "#1f3a4d"
SOFT = "#8aa0ae"
GRID = "#d5dde2"
FONT = "font-family='Noto Sans, Noto Sans CJK SC, WenQuanYi Micro Hei, Microsoft YaHei, sans-serif'"
STYLES = ("solid", "hatched", "outlined")
HATCH_STEP = 5


def _number(value):
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _text(x, y, content, size=11, anchor="start", weight="normal", fill="#222"):
    return (
        f"<text x='{_number(x)}' y='{_number(y)}' font-size='{size}' text-anchor='{anchor}' font-weight='{weight}' "
        f"fill='{fill}' {FONT}>{escape(str(content))}</text>"
    )


def _line(x1, y1, x2, y2, stroke=GRID, width=1):
    return (
        f"<line x1='{_number(x1)}' y1='{_number(y1)}' x2='{_number(x2)}' y2='{_number(y2)}' stroke='{stroke}' "
        f"stroke-width='{width}'/>"
    )


def _hatch(x, y, width, height):
    """Diagonal lines inside a box, cut at its edges."""
    lines = []
    offset = HATCH_STEP
    while offset < width + height:
        x1, y1 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        x2, y2 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
        lines.append(_line(x1, y1, x2, y2, stroke=INK))
        offset += HATCH_STEP
    return "".join(lines)


def _box(x, y, width, height, style):
    if width <= 0 or height <= 0:
        return ""
    fill = INK if style == "solid" else "#fff"
    box = (
        f"<rect x='{_number(x)}' y='{_number(y)}' width='{_number(width)}' height='{_number(height)}' "
        f"fill='{fill}' stroke='{INK}' stroke-width='1'/>"
    )
    return box + (_hatch(x, y, width, height) if style == "hatched" else "")


def _svg(width, height, title, parts):
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {_number(height)}' width='100%' "
        f"style='max-width:{width}px' role='img' aria-label='{escape(title, quote=True)}' class='o_hcs_chart'>"
        f"{''.join(parts)}</svg>"
    )


def _legend(names, x, y):
    parts = []
    for name, style in zip(names, STYLES, strict=False):
        parts.append(_box(x, y - 9, 14, 10, style))
        parts.append(_text(x + 19, y, name))
        x += 34 + _width(name, 11)
    return "".join(parts)


def _width(text, size):
    """Rough width of a text: wide characters take a whole em."""
    return sum(size if ord(char) > 0x2E80 else size * 0.56 for char in str(text))


def _fit(text, width, size=11):
    """The text, cut with an ellipsis where it would run into the bars."""
    text = str(text)
    if _width(text, size) <= width:
        return text
    while text and _width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def bar_chart(title, rows, names, width=680, top=None, label_width=170):
    """Horizontal bars: ``rows`` of (label, ((value, text), …)), one bar per series; None draws no bar.

    ``top`` is the value of a full bar; the largest value by default.
    """
    values = [value for _label, series in rows for value, _written in series if value is not None]
    top = top or max(values, default=0) or 1
    thick = 14 if len(names) == 1 else 10
    row_height = thick * len(names) + 10
    start = 52 if len(names) > 1 else 30
    size = 9 if len(names) > 1 else 11
    longest = max((_width(written, size) for _label, series in rows for _value, written in series), default=0)
    room = width - label_width - max(70, longest + 12)
    parts = [_text(0, 16, title, size=13, weight="bold")]
    if len(names) > 1:
        parts.append(_legend(names, 0, 38))
    height = start + row_height * len(rows) + 8
    parts.append(_line(label_width, start - 4, label_width, height - 6, stroke=SOFT))
    for index, (label, series) in enumerate(rows):
        y = start + index * row_height
        parts.append(_text(label_width - 8, y + row_height / 2 - 1, _fit(label, label_width - 12), anchor="end"))
        for number, (value, written) in enumerate(series):
            bar = max(value or 0, 0) / top * room
            bar_y = y + number * thick
            parts.append(_box(label_width, bar_y, bar, thick - 2, STYLES[number % len(STYLES)]))
            parts.append(_text(label_width + bar + 5, bar_y + thick - 4, written, size=size))
    return _svg(width, height, title, parts)


def line_chart(title, labels, series, width=680, height=210, top=None, breaks=()):
    """Lines over time: ``series`` of (name, values); a missing value interrupts the line, as it should.

    ``breaks`` are the places of each series before which its line is cut, and a stroke drawn: what stands on the two
    sides is not comparable.
    """
    left, bottom, upper = 40, height - 28, 48
    values = [value for _name, points in series for value in points if value is not None]
    top = top or max(values, default=0) or 1
    step = (width - left - 20) / max(len(labels) - 1, 1)
    parts = [_text(0, 16, title, size=13, weight="bold")]
    for share in (0, 0.5, 1):
        y = bottom - share * (bottom - upper)
        parts.append(_line(left, y, width - 20, y))
        shown = f"{share * top * 100:.0f}%" if top <= 1 else f"{share * top:,.0f}"
        parts.append(_text(left - 6, y + 4, shown, size=9, anchor="end"))
    skip = max(1, len(labels) // 13)
    for index, label in enumerate(labels):
        if index % skip == 0:
            parts.append(_text(left + index * step, height - 10, label, size=9, anchor="middle"))
    for number, (_name, points) in enumerate(series):
        cuts = breaks[number] if number < len(breaks) else ()
        parts.append(_polyline(points, left, step, bottom, upper, top, number, cuts))
    for place in sorted(set().union(*breaks)):
        x = left + (place - 0.5) * step
        parts.append(_line(x, upper, x, bottom, stroke=INK))
    parts.append(_line_legend([name for name, _points in series], 36))
    return _svg(width, height, title, parts)


DASHES = ("", "6 3", "2 3")


def _stroke(number):
    """Attributes of the line of a series: told apart by its dashes."""
    dash = f" stroke-dasharray='{DASHES[number % 3]}'" if DASHES[number % 3] else ""
    return f"stroke='{INK}' stroke-width='1.6'{dash}"


def _polyline(points, left, step, bottom, upper, top, number, cuts=()):
    """The runs of known values, cut where they are not comparable, with a mark on every point."""
    parts, run = [], []
    for index, value in enumerate([*points, None]):
        if run and (value is None or index in cuts):
            parts.insert(0, f"<polyline points='{' '.join(run)}' fill='none' {_stroke(number)}/>")
            run = []
        if value is not None:
            x, y = left + index * step, bottom - min(value / top, 1) * (bottom - upper)
            run.append(f"{_number(x)},{_number(y)}")
            fill = "#fff" if number else INK
            parts.append(f"<circle cx='{_number(x)}' cy='{_number(y)}' r='2.5' fill='{fill}' stroke='{INK}'/>")
    return "".join(parts)


def _line_legend(names, y):
    parts, x = [], 0
    for number, name in enumerate(names):
        parts.append(f"<line x1='{x}' y1='{y - 4}' x2='{x + 22}' y2='{y - 4}' {_stroke(number)}/>")
        parts.append(_text(x + 27, y, name))
        x += 45 + int(_width(name, 11))
    return "".join(parts)
