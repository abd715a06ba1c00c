"""Whether a text names an amount of money: for the places where none may be written."""

import re

# signs before, words after; full-width digits and Chinese numerals count as digits
_DIGIT = r"[0-9\uff10-\uff19\u4e00\u4e8c\u4e24\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07]"
_BEFORE = r"(?:[\u00a5\uffe5$\u20ac\u00a3]|\b(?:rmb|cny|usd))"
_AFTER = r"(?:\u5143(?!\u7d20)|\u5757\u94b1|(?:yuan|rmb|cny|usd|dollars?|euros?)\b)"
# money by name, whatever the number
_WORDS = (
    r"\u56de\u6263|\u4f63\u91d1|\u63d0\u6210|\u7ea2\u5305|\u73b0\u91d1|\u8d2d\u7269\u5361|\u597d\u5904\u8d39"
    r"|\b(?:commissions?|kickbacks?|cash|vouchers?|bonus(?:es)?)\b"
)
# as people say it: hundred pieces; a few pieces may be of anything
_PIECES = r"(?:[0-9\uff10-\uff19]{2,}|[\u767e\u5343\u4e07])\s*\u5757"
_MONEY = re.compile(rf"{_BEFORE}\s*{_DIGIT}|{_DIGIT}\s*{_AFTER}|{_PIECES}|{_WORDS}", re.IGNORECASE)


def names_money(text):
    """
    >>> names_money("200 yuan"), names_money("Thank you for the 2 patients"), names_money(None)
    (True, False, False)
    """
    return bool(text and _MONEY.search(text))
