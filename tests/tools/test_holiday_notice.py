"""Reader of the official notice: what it says must become the days that were announced (tested against them)."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from hcs_tools.holiday_notice import HOLIDAY, WORKDAY, english_name, read_notice

NOTICE_2025 = """
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
"""
NOTICE_2026 = """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""


def days(lines, kind):
    return {
        line.date_from + timedelta(days=offset)
        for line in lines
        if line.kind == kind
        for offset in range((line.date_to - line.date_from).days + 1)
    }


@pytest.mark.parametrize(("year", "text"), [(2025, NOTICE_2025), (2026, NOTICE_2026)])
def test_the_published_text_gives_the_announced_days(year, text):
    lines, problems = read_notice(text, year)
    assert not problems
    off, worked = days(lines, HOLIDAY), days(lines, WORKDAY)
    day = date(year, 1, 1)
    while day.year == year:
        rest = day in off or (day.isoweekday() > 5 and day not in worked)
        assert rest == chinese_calendar.is_holiday(day), day
        day += timedelta(days=1)


def test_a_notice_over_new_year_names_the_december_before():
    lines, problems = read_notice(
        "元旦：2018年12月30日至2019年1月1日放假，共3天。2018年12月29日（星期六）上班。", 2019
    )
    assert not problems
    assert days(lines, HOLIDAY) == {date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1)}
    assert days(lines, WORKDAY) == {date(2018, 12, 29)}
    # without years the December before is meant as well
    lines, _problems = read_notice("元旦：12月30日至1月1日放假", 2019)
    assert days(lines, HOLIDAY) == {date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1)}


@pytest.mark.parametrize(
    "text",
    [
        "Spring Festival: 2027-02-05 to 2027-02-11 off; 2027-01-31, 2027-02-20 work",
        "Spring Festival: 02-05 - 02-11 holiday. 01-31 and 02-20 workdays",
        "Spring Festival: 2/5 ~ 2/11 off, 1/31, 2/20 working",
    ],
)
def test_typed_lines(text):
    lines, problems = read_notice(text, 2027)
    assert not problems
    assert {line.name for line in lines} == {"Spring Festival"}
    assert days(lines, HOLIDAY) == {date(2027, 2, day) for day in range(5, 12)}
    assert days(lines, WORKDAY) == {date(2027, 1, 31), date(2027, 2, 20)}


def test_what_cannot_be_read_is_named_with_its_line():
    _lines, problems = read_notice(
        "Heading\nLabour Day: 02-30 off\nOther: 03-01 to 03-04\nBack: 05-05 to 05-01 off", 2027
    )
    assert [(problem.number, problem.reason) for problem in problems] == [(2, "date"), (3, "kind"), (4, "date")]


@pytest.mark.parametrize("text", ["", None, "no date at all", "共3天。"])
def test_nothing_to_read(text):
    assert read_notice(text, 2027) == ([], [])


def test_names_of_festivals():
    assert english_name("春节") == "Spring Festival"
    assert english_name("国庆节、中秋节") == "National Day, Mid-Autumn Festival"
    assert english_name("Founder's day") is None
    assert english_name(None) is None
