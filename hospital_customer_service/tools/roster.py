"""Read the list of people that an organisation sends: CSV or XLSX, headings in English or Chinese, in any order."""

import csv
import io
import re
import unicodedata
from datetime import date, datetime
from zipfile import BadZipFile

MOST_ROWS = 5_000
MOST_BYTES = 5 * 1024 * 1024
LONGEST_CELL = 200
# the words over a column, without blanks and signs, in small letters
HEADS = {
    "name": ("name", "fullname", "patient", "\u59d3\u540d", "\u5458\u5de5\u59d3\u540d"),
    "sex": ("sex", "gender", "\u6027\u522b"),
    "birthdate": (
        "birthdate", "dateofbirth", "birthday", "\u51fa\u751f\u65e5\u671f", "\u51fa\u751f\u5e74\u6708\u65e5",
        "\u751f\u65e5",
    ),
    "id_number": (
        "idnumber", "id", "idcard", "\u8eab\u4efd\u8bc1\u53f7", "\u8eab\u4efd\u8bc1\u53f7\u7801", "\u8eab\u4efd\u8bc1",
        "\u8bc1\u4ef6\u53f7\u7801",
    ),
    "phone": (
        "phone", "mobile", "phonenumber", "\u624b\u673a", "\u624b\u673a\u53f7", "\u624b\u673a\u53f7\u7801",
        "\u7535\u8bdd",
        "\u8054\u7cfb\u7535\u8bdd", "\u8054\u7cfb\u65b9\u5f0f",
    ),
    "employee_number": (
        "employeenumber", "employeeno", "staffnumber", "\u5de5\u53f7", "\u5458\u5de5\u53f7",
        "\u5458\u5de5\u7f16\u53f7",
    ),
    "group": (
        "group", "checkupgroup", "package", "\u4f53\u68c0\u7ec4", "\u4f53\u68c0\u5206\u7ec4", "\u5206\u7ec4",
        "\u4f53\u68c0\u5957\u9910", "\u5957\u9910",
    ),
}  # fmt: skip
MALE = {"m", "male", "man", "\u7537", "\u7537\u6027"}
FEMALE = {"f", "female", "woman", "\u5973", "\u5973\u6027"}
DAY = re.compile(r"(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?|(\d{4})(\d{2})(\d{2})")


class RosterError(ValueError):
    """Why a file cannot be read; ``args[0]`` is size, kind, broken, headings, empty or rows."""


def read_roster(content):
    """The rows of a file, as dicts of what stands under the known headings.

    :param content: the bytes of the file
    :return: ``[(number of the row in the file, {"name", "sex", "birthdate", ...})]``; ``sex`` is male, female or
        None, ``birthdate`` a date or None, and ``odd`` names the columns whose words were not understood
    """
    if len(content) > MOST_BYTES:
        raise RosterError("size")
    table = _read_xlsx(content) if content[:2] == b"PK" else _read_csv(content)
    heads, start = _find_heads(table)
    rows = [(number, _row(cells, heads)) for number, cells in enumerate(table[start:], start + 1)]
    rows = [(number, row) for number, row in rows if any(row.values())]
    if not rows:
        raise RosterError("empty")
    return rows


def _find_heads(table):
    """``({column: place}, first row below)``; a title may stand above the headings."""
    for start, cells in enumerate(table[:10], 1):
        known = {}
        for place, cell in enumerate(cells):
            word = re.sub(r"[\W_]", "", clean(cell)).casefold()
            column = next((column for column, words in HEADS.items() if word in words), None)
            if column and column not in known:
                known[column] = place
        if "name" in known:
            return known, start
    raise RosterError("headings")


def _row(cells, heads):
    found = {column: cells[place] for column, place in heads.items() if place < len(cells)}
    row = {column: clean(value) for column, value in found.items()}
    odd = []
    if row.get("birthdate"):
        row["birthdate"] = read_day(found["birthdate"])
        odd += [] if row["birthdate"] else ["birthdate"]
    if word := row.get("sex", "").casefold():
        row["sex"] = "male" if word in MALE else "female" if word in FEMALE else None
        odd += [] if row["sex"] else ["sex"]
    return {**row, "odd": odd}


def _read_csv(content):
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RosterError("kind")
    if "\x00" in text:
        raise RosterError("kind")
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        table = []
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            table.append(cells)
            _check_length(table)
    except csv.Error:
        raise RosterError("broken") from None
    return table


def _read_xlsx(content):
    import openpyxl  # Odoo's own requirement; loaded where a spreadsheet is read

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        table = []
        for cells in book.worksheets[0].iter_rows(values_only=True, max_col=60):
            table.append(cells)
            _check_length(table)
        book.close()
    except RosterError:
        raise
    except (BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError, SyntaxError):
        raise RosterError("broken") from None
    return table


def _check_length(table):
    if len(table) > MOST_ROWS + 10:
        raise RosterError("rows")


def clean(value):
    """A cell as text: half-width, without blanks around.

    >>> clean(13812345678.0), clean(None)
    ('13812345678', '')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).replace("\x00", "").strip()[:LONGEST_CELL]


def read_day(value):
    """A day out of a cell; None where it is none.

    >>> read_day("1985/3/2"), read_day("19850302"), read_day("1985-13-45")
    (datetime.date(1985, 3, 2), datetime.date(1985, 3, 2), None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = DAY.fullmatch(clean(value).split(" ")[0])
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        return None
