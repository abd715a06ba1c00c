"""Numbers a person is given to ask by: short, told over the phone, not guessed from each other, mistyping noticed."""

import secrets

# without what is mistaken for another sign when it is read aloud or written by hand
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
GROUP = 4


def _check_sign(body):
    """The sign that completes ``body``: one wrong sign, and most swaps of two neighbours, change it."""
    total = sum(SIGNS.index(sign) * weight for weight, sign in enumerate(body, start=2))
    return SIGNS[total % len(SIGNS)]


def draw():
    """A new number such as ``7K3M-Q92A``."""
    body = "".join(secrets.choice(SIGNS) for __ in range(LENGTH - 1))
    return shown(body + _check_sign(body))


def clean(text):
    """What was typed, with the grouping dropped."""
    return "".join(sign for sign in str(text or "").upper() if sign.isalnum())


def shown(text):
    """In groups that can be read aloud."""
    signs = clean(text)
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def is_valid(text):
    """Whether it can be a number that was given out."""
    signs = clean(text)
    return len(signs) == LENGTH and set(signs) <= set(SIGNS) and _check_sign(signs[:-1]) == signs[-1]
