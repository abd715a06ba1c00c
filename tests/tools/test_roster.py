"""KA1: lists of organisations as they come: two encodings, two formats, any order, cells of all kinds."""

import io
from datetime import date, datetime

import pytest

import hcs_tools.roster as roster
from hcs_tools.money_words import names_money

HEADS = "姓名,性别,出生日期,身份证号码,手机号,工号,体检组"


def read(text, encoding="utf-8"):
    return roster.read_roster(text.encode(encoding))


def test_chinese_headings_in_both_encodings():
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        [(number, row)] = read(f"{HEADS}\n张三,男,1985年3月2日,,13812345678,A1,行政\n", encoding)
        assert (number, row["name"], row["sex"], row["birthdate"]) == (2, "张三", "male", date(1985, 3, 2))
        assert (row["phone"], row["employee_number"], row["group"], row["odd"]) == ("13812345678", "A1", "行政", [])


def test_any_order_other_columns_titles_and_blank_rows():
    rows = read("Staff list 2026,,\n\nDept;x\nPhone,Remark,Full Name\n１３８ 1234,x,Zhang San\n,,\n,,Li Si\n")
    assert [(number, row["name"], row["phone"]) for number, row in rows] == [
        (5, "Zhang San", "138 1234"),
        (7, "Li Si", ""),
    ]


def test_semicolons_and_tabs():
    for mark in ";\t":
        assert read(f"Name{mark}Sex\nZhang{mark}F\n")[0][1]["sex"] == "female"


def test_what_was_not_understood_is_named():
    [(_number, row)] = read("Name,Sex,Birthday\nZhang,unclear,1985-13-45\n")
    assert (row["sex"], row["birthdate"], row["odd"]) == (None, None, ["birthdate", "sex"])


def test_a_spreadsheet_with_dates_and_numbers():
    openpyxl = pytest.importorskip("openpyxl", reason="expected: openpyxl is not installed")
    book = openpyxl.Workbook()
    for cells in (
        ["Name", "Date of birth", "Phone"],
        ["Zhang", datetime(1985, 3, 2), 13812345678.0],
        [None, None, None],
    ):
        book.active.append(cells)
    content = io.BytesIO()
    book.save(content)
    [(number, row)] = roster.read_roster(content.getvalue())
    assert (number, row["birthdate"], row["phone"]) == (2, date(1985, 3, 2), "13812345678")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "headings"),
        (b"Phone\n1\n", "headings"),
        (b"Name\n\n", "empty"),
        (b"PK\x03\x04broken", "broken"),
        (b"\xff\xfe\x00\x00", "kind"),
        (b"Name\x00\nx\n", "kind"),
        (b"x" * (roster.MOST_BYTES + 1), "size"),
        (b"Name\n" + b"x\n" * (roster.MOST_ROWS + 20), "rows"),
    ],
)
def test_files_that_cannot_be_read(content, reason):
    with pytest.raises(roster.RosterError) as error:
        roster.read_roster(content)
    assert error.value.args[0] == reason


def test_long_cells_are_cut():
    [(_number, row)] = read("Name\n" + "x" * 5000 + "\n")
    assert len(row["name"]) == roster.LONGEST_CELL


@pytest.mark.parametrize("text", ["200元", "¥ 200", "两百块", "RMB500", "300 yuan", "红包", "Kickback", "cash", "$5"])
def test_money(text):
    assert names_money(text)


@pytest.mark.parametrize("text", ["", None, "Thank you for 2 patients", "元月3日", "血压160", "第三元素", "3块淤青"])
def test_no_money(text):
    assert not names_money(text)
