"""What a personal value looks like to somebody who may not read it."""

SHOWN = 4


def mask(value):
    """Return ``value`` with all but its last four characters hidden; short values are hidden whole.

    >>> mask("13812345678")
    '*******5678'
    >>> mask("12345")
    '*****'
    >>> mask(False)
    False
    """
    if not value:
        return False
    text = str(value)
    if len(text) < 2 * SHOWN:
        return "*" * max(len(text), SHOWN)
    return "*" * (len(text) - SHOWN) + text[-SHOWN:]


def is_masked(value):
    """Tell whether ``value`` came from :func:`mask` rather than from somebody's keyboard."""
    return bool(value) and "*" in str(value)


def mask_name(name):
    """Return ``name`` with all but its first sign, or its first word, hidden: enough to address somebody.

    >>> mask_name("Wang Li")
    'Wang **'
    >>> mask_name("Li")
    'L**'
    >>> mask_name(False)
    False
    """
    if not name or not str(name).strip():
        return False
    first, *rest = str(name).split()
    return f"{first} **" if rest else f"{first[0]}**"
