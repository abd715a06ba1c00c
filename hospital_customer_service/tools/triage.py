"""Reads a complaint in lay words and finds the rules it meets. Pure Python: words come from the caller."""

from typing import NamedTuple

WORD_KINDS = ("variant", "negation", "negation_after", "neutral", "filler", "joiner", "stress")


class Rule(NamedTuple):
    """``alternatives``: tuples of atoms that must all be found, see :func:`parse_words`."""

    key: int
    alternatives: tuple
    urgency: str = "normal"


def parse_words(text):
    return ()


class Matcher:
    def __init__(self, rules, words):
        self.rules = rules
