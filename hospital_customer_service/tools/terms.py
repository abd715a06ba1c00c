"""Whether a time allowed may be longer than another one: a hospital may shorten what the law says, not lengthen it."""

MINUTES_OF_A_DAY = 24 * 60
# the shortest day of work that is taken for granted
WORKING_MINUTES_OF_A_DAY = 8 * 60


def exceeds(target, unit, legal_target, legal_unit):
    """Whether ``target`` in ``unit`` can end later than ``legal_target`` in ``legal_unit``.

    Where the two cannot be compared for certain, because one of them stands still at night or on holidays, the answer
    is yes: somebody should look.
    """
    if unit == legal_unit:
        return target > legal_target
    if legal_unit == "minute":
        return True
    days = legal_target - 1 if legal_unit == "counted_day" else legal_target
    if unit == "minute":
        return target > days * MINUTES_OF_A_DAY
    if unit in ("calendar_day", "counted_day"):
        return legal_unit == "working_minute" or (target - 1 if unit == "counted_day" else target) > days
    # working time may stand still for a week, calendar days never do
    if legal_unit in ("calendar_day", "counted_day"):
        return True
    if unit == "working_minute":
        return target > legal_target * WORKING_MINUTES_OF_A_DAY
    return target * WORKING_MINUTES_OF_A_DAY > legal_target
