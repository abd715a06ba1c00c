"""Reader of the official holiday notice, as it is published in Chinese or typed in English.

Each line names a festival and says which days are off and which weekend days are worked. Chinese words are written as
escapes here: the source of the add-on is ASCII.
"""

import re
from collections import namedtuple
from datetime import date

from .holidays_cn import DRAGON_BOAT, LABOUR, MID_AUTUMN, NATIONAL, NEW_YEAR, QINGMING, SPRING

HOLIDAY = "holiday"
WORKDAY = "workday"

# festivals by their Chinese names
FESTIVALS = {
    "\u5143\u65e6": NEW_YEAR,
    "\u6625\u8282": SPRING,
    "\u6e05\u660e\u8282": QINGMING,
    "\u52b3\u52a8\u8282": LABOUR,
    "\u7aef\u5348\u8282": DRAGON_BOAT,
    "\u4e2d\u79cb\u8282": MID_AUTUMN,
    "\u56fd\u5e86\u8282": NATIONAL,
}
YEAR, MONTH, DAY = "\u5e74", "\u6708", "\u65e5"
TO = r"\s*(?:\u81f3|\u5230|\u2014|\u2013|~|\bto\b|\s-\s)\s*"
OFF_WORDS = r"\u653e\u5047|\u4f11\u606f|\boff\b|\bholidays?\b"
WORK_WORDS = r"\u4e0a\u73ed|\bwork(?:ing|days?)?\b"


def _date(name, short=False):
    """Pattern of a date; a ``short`` one may be the day alone."""
    year = rf"(?:(?P<{name}_year>\d{{4}})[{YEAR}./-])?"
    month = rf"(?P<{name}_month>\d{{1,2}})[{MONTH}./-]"
    day = rf"(?P<{name}_day>\d{{1,2}}){DAY}?"
    return rf"(?:{year}{month})?{day}" if short else year + month + day


# the end of a range may name the day alone
RANGE = rf"(?P<range>{_date('first')}{TO}{_date('last', short=True)})"
SINGLE = rf"(?P<single>{_date('only')})"
TOKEN = re.compile(rf"{RANGE}|{SINGLE}|(?P<off>{OFF_WORDS})|(?P<work>{WORK_WORDS})", re.IGNORECASE)
ASIDE = re.compile(r"\uff08[^\uff09]*\uff09|\([^)]*\)")
ORDINAL = re.compile(r"^\s*(?:[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]+\u3001|\d+[.)]\s)\s*")
COLON = re.compile("[:\uff1a]")

Line = namedtuple("Line", "name kind date_from date_to")
Problem = namedtuple("Problem", "number reason text")


def read_notice(text, year):
    """Read the text of a notice for ``year``.

    :return: ``(lines, problems)``; a problem is a line number from 1, a reason ("date" for a day that does not exist,
        "kind" for days of which nothing says whether they are off or worked) and the text in question
    """
    lines, problems = [], []
    for number, raw in enumerate((text or "").splitlines(), 1):
        body = ASIDE.sub("", ORDINAL.sub("", raw))
        name, colon, rest = _split_name(body)
        waiting = []
        for token in TOKEN.finditer(rest if colon else body):
            if token["off"] or token["work"]:
                kind = HOLIDAY if token["off"] else WORKDAY
                lines += [Line(name, kind, *days) for days in waiting]
                waiting = []
                continue
            try:
                waiting.append(_days(token, year))
            except ValueError:
                problems.append(Problem(number, "date", token[0].strip()))
        if waiting:
            problems.append(Problem(number, "kind", raw.strip()))
    return lines, problems


def english_name(name):
    """English name of a festival, of two in one holiday as well; None where the name is not a known one.

    >>> english_name("\u56fd\u5e86\u8282\u3001\u4e2d\u79cb\u8282")
    'National Day, Mid-Autumn Festival'
    """
    known = [FESTIVALS.get(part.strip()) for part in re.split("[\u3001\u548c]", name or "")]
    return ", ".join(known) if known and all(known) else None


def _split_name(body):
    parts = COLON.split(body, maxsplit=1)
    if len(parts) == 2 and not re.search(r"\d", parts[0]):
        return parts[0].strip(), True, parts[1]
    return "", False, body


def _days(token, year):
    part = {name: int(value) for name, value in token.groupdict().items() if value and name.partition("_")[2]}
    if token["single"]:
        only = date(part.get("only_year", year), part["only_month"], part["only_day"])
        return only, only
    first_month = part["first_month"]
    last_month = part.get("last_month", first_month)
    # a holiday over New Year starts in the December before
    wraps = int(first_month > last_month)
    first_year = part.get("first_year", part.get("last_year", year) - wraps)
    first = date(first_year, first_month, part["first_day"])
    last = date(part.get("last_year", first_year + wraps), last_month, part["last_day"])
    if last < first:
        raise ValueError(token[0])
    return first, last
