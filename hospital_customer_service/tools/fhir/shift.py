"""Move every date of a resource, so that an old export can be tried as if it were of today."""

import re
from datetime import date

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?=$|T\d{2}:\d{2})")


def shift_dates(value, delta):
    """Return a copy of ``value`` with every date moved by ``delta`` (whole days); times of day stay as they are.

    >>> from datetime import timedelta
    >>> shift_dates({"start": "2023-03-01T10:00:00+08:00", "id": "2023"}, timedelta(days=30))
    {'start': '2023-03-31T10:00:00+08:00', 'id': '2023'}
    """
    if isinstance(value, dict):
        return {key: member if key == "id" else shift_dates(member, delta) for key, member in value.items()}
    if isinstance(value, list):
        return [shift_dates(member, delta) for member in value]
    if isinstance(value, str) and len(value) >= 10 and (match := _DATE.match(value)):
        try:
            moved = date(int(match[1]), int(match[2]), int(match[3])) + delta
        except (ValueError, OverflowError):
            return value
        return moved.isoformat() + value[10:]
    return value
