"""What both gateways share: hashes, and the plain shapes that the add-on works with."""

import hashlib
import hmac
import re
from typing import NamedTuple

# mainland numbers of mobile phones, with or without the country's code
MAINLAND = re.compile(r"^(?:\+?86)?(1\d{10})$")


class GatewayError(Exception):
    """An answer that is not one of the gateway's."""


class Receipt(NamedTuple):
    """What became of one message; ``parts`` is what was charged, None where the gateway does not say."""

    reference: str
    number: str
    uuid: str
    state: str
    code: str
    parts: int | None


class Reply(NamedTuple):
    """What somebody answered to a message; ``key`` is the same each time the gateway sends it."""

    key: str
    number: str
    text: str
    at: str


def sha256_hex(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def hmac_sha256(key, text):
    return hmac.new(key if isinstance(key, bytes) else key.encode(), text.encode(), hashlib.sha256)


def local_number(number):
    """A mainland number without the country's code, as gateways list it; others without the plus."""
    digits = re.sub(r"[^\d+]", "", number or "")
    match = MAINLAND.match(digits)
    return match.group(1) if match else digits.lstrip("+")


def same_number(one, other):
    return bool(one) and local_number(one) == local_number(other)


def international(number, country="86"):
    """E.164 with plus; a bare number is taken for one of ``country``."""
    digits = re.sub(r"[^\d+]", "", number or "")
    if digits.startswith("+"):
        return digits
    match = MAINLAND.match(digits)
    return f"+86{match.group(1)}" if match else f"+{country}{digits}"


def as_parts(value):
    """A number of charged parts, None where there is none."""
    try:
        return max(int(value), 0)
    except (TypeError, ValueError):
        return None


def rows_of(payload, what):
    """A list of dicts, as both gateways push them.

    :raise GatewayError: for anything else
    """
    if isinstance(payload, dict):
        payload = [payload]
    if not isinstance(payload, list) or not all(isinstance(row, dict) for row in payload):
        raise GatewayError(f"no list of {what}")
    return payload


def text_of(row, name):
    value = row.get(name)
    return "" if value is None or isinstance(value, (dict, list)) else str(value)
