"""Latin keys of a Chinese name: the initials of every reading, and the whole name spelled out.

``pypinyin`` is optional. Without it a name is found by its characters only.
"""

import itertools

try:
    from pypinyin import Style, pinyin
except ImportError:  # pragma: no cover
    pinyin = None

MAX_COMBINATIONS = 32


def readings(name):
    """Every reading of each character of ``name``: ``[["shan", "dan", "chan"], ["xiong"], ["xin"]]``."""
    if pinyin is None:
        return []
    return [
        list(dict.fromkeys(part.lower() for part in parts if part.strip()))
        for parts in pinyin(name, style=Style.NORMAL, heteronym=True, errors="default")
    ]


def search_key(name):
    """Words by which ``name`` can be found, each after a blank: initials of all readings, then all spellings.

    >>> " sxx" in search_key("\\u5355\\u96c4\\u4fe1")
    True
    >>> search_key(False)
    False
    """
    parts = [options for options in readings(name or "") if options]
    if not parts:
        return False
    initials = [list(dict.fromkeys(option[0] for option in options)) for options in parts]
    words = {}
    for group in (initials, parts):
        for combination in itertools.islice(itertools.product(*group), MAX_COMBINATIONS):
            words["".join(combination)] = None
    return " " + " ".join(words) + " "
