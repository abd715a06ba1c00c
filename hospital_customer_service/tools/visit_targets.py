"""Whom a visit makes worth calling: one table of rules, read by Python here and turned into SQL by ``hcs.visit``."""

from typing import NamedTuple

OUTPATIENT_KINDS = frozenset({"outpatient", "emergency", "checkup", "online", "home"})
INPATIENT_KINDS = frozenset({"inpatient"})
ANY_KIND = OUTPATIENT_KINDS | INPATIENT_KINDS
PRESENT_STATES = frozenset({"arrived", "in_progress", "completed"})
# The patient was there, whatever came of it.
OCCURRED_STATES = PRESENT_STATES | {"interrupted"}


class Rule(NamedTuple):
    """A visit matches when every part holds: ``surgery=None`` asks nothing, one column of ``any_of`` has to be set."""

    kinds: frozenset
    states: frozenset
    surgery: bool | None = None
    any_of: tuple = ()


TARGET_RULES = {
    "arrived": Rule(OUTPATIENT_KINDS, PRESENT_STATES),
    "no_show": Rule(ANY_KIND, frozenset({"no_show"})),
    "interrupted": Rule(ANY_KIND, frozenset({"interrupted"})),
    "outpatient_surgery": Rule(OUTPATIENT_KINDS, OCCURRED_STATES, surgery=True),
    "inpatient_surgery": Rule(INPATIENT_KINDS, OCCURRED_STATES, surgery=True, any_of=("surgery_at", "discharged_at")),
    "discharge": Rule(INPATIENT_KINDS, OCCURRED_STATES, surgery=False, any_of=("discharged_at",)),
}

# The day from which a plan counts: the first of these columns that is set.
ANCHOR_FIELDS = {
    "visit": ("ended_at", "discharged_at", "arrived_at", "admitted_at", "planned_at"),
    "discharge": ("discharged_at",),
    "surgery": ("surgery_at", "ended_at", "discharged_at", "arrived_at", "admitted_at"),
    "missed": ("planned_at",),
    "interruption": ("interrupted_at", "ended_at", "arrived_at", "admitted_at", "planned_at"),
}


def matches(visit, target):
    """Tell whether ``visit`` (a mapping or record) is of ``target``.

    >>> matches({"kind": "outpatient", "state": "no_show", "surgery": False}, "no_show")
    True
    """
    rule = TARGET_RULES[target]
    return (
        visit["kind"] in rule.kinds
        and visit["state"] in rule.states
        and (rule.surgery is None or bool(visit["surgery"]) is rule.surgery)
        and (not rule.any_of or any(visit[name] for name in rule.any_of))
    )


def targets_of(visit):
    """All targets that ``visit`` matches, in the order of the table."""
    return [target for target in TARGET_RULES if matches(visit, target)]


def anchor_of(visit, anchor):
    """The moment from which a plan with ``anchor`` counts, or False."""
    return next((visit[name] for name in ANCHOR_FIELDS[anchor] if visit[name]), False)
