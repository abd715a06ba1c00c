"""FUP-01: which follow-up targets a visit matches. The expectations are written out, not derived from the table."""

import doctest
from itertools import product

import pytest

import hcs_tools.visit_targets as module
from hcs_tools.visit_targets import ANCHOR_FIELDS, TARGET_RULES, anchor_of, targets_of

MOMENTS = sorted({name for names in ANCHOR_FIELDS.values() for name in names})
STATES = ("planned", "arrived", "in_progress", "completed", "no_show", "interrupted", "cancelled")


def visit(kind="outpatient", state="completed", surgery=False, **moments):
    return {"kind": kind, "state": state, "surgery": surgery, **dict.fromkeys(MOMENTS, False), **moments}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"state": "planned"}, []),
        ({"state": "arrived"}, ["arrived"]),
        ({"state": "in_progress", "kind": "emergency"}, ["arrived"]),
        ({"kind": "checkup"}, ["arrived"]),
        ({"kind": "online"}, ["arrived"]),
        ({"kind": "home"}, ["arrived"]),
        ({"kind": "inpatient"}, []),
        ({"state": "no_show"}, ["no_show"]),
        ({"state": "no_show", "kind": "inpatient"}, ["no_show"]),
        ({"state": "interrupted"}, ["interrupted"]),
        ({"state": "cancelled"}, []),
        # several targets at once: FUP-13 merges the calls, not the targets
        ({"surgery": True}, ["arrived", "outpatient_surgery"]),
        ({"surgery": True, "state": "interrupted"}, ["interrupted", "outpatient_surgery"]),
        ({"surgery": True, "state": "planned"}, []),
        ({"surgery": True, "state": "cancelled"}, []),
        ({"kind": "inpatient", "discharged_at": "2026-03-02"}, ["discharge"]),
        ({"kind": "inpatient", "discharged_at": "2026-03-02", "state": "cancelled"}, []),
        ({"kind": "inpatient", "surgery": True}, []),
        ({"kind": "inpatient", "surgery": True, "surgery_at": "2026-03-01"}, ["inpatient_surgery"]),
        ({"kind": "inpatient", "surgery": True, "discharged_at": "2026-03-02"}, ["inpatient_surgery"]),
        ({"kind": "inpatient", "surgery": True, "surgery_at": "2026-03-01", "state": "planned"}, []),
        (
            {"kind": "inpatient", "state": "interrupted", "discharged_at": "2026-03-02"},
            ["interrupted", "discharge"],
        ),
    ],
)
def test_a_visit_matches_exactly_these_targets(values, expected):
    assert targets_of(visit(**values)) == expected


def test_nothing_planned_or_cancelled_is_ever_followed_up():
    for kind, state, surgery, at in product(module.ANY_KIND, ("planned", "cancelled"), (False, True), (False, "x")):
        assert targets_of(visit(kind, state, surgery, surgery_at=at, discharged_at=at)) == []


def test_an_operated_stay_is_never_a_discharge_without_surgery():
    for kind, state, at in product(module.ANY_KIND, STATES, (False, "x")):
        assert "discharge" not in targets_of(visit(kind, state, True, surgery_at=at, discharged_at="x"))


@pytest.mark.parametrize(
    ("anchor", "moments", "expected"),
    [
        ("visit", {"ended_at": 2, "arrived_at": 1}, 2),
        ("visit", {"arrived_at": 1}, 1),
        ("visit", {"discharged_at": 2, "arrived_at": 1}, 2),
        ("visit", {"planned_at": 1}, 1),
        ("visit", {}, False),
        ("discharge", {"discharged_at": 5, "ended_at": 4}, 5),
        ("discharge", {"ended_at": 4}, False),
        ("surgery", {"surgery_at": 3, "ended_at": 4, "arrived_at": 1}, 3),
        ("surgery", {"ended_at": 4, "arrived_at": 1}, 4),
        ("surgery", {"arrived_at": 1}, 1),
        ("missed", {"planned_at": 7, "arrived_at": 1}, 7),
        ("interruption", {"interrupted_at": 8}, 8),
        ("interruption", {"interrupted_at": 8, "ended_at": 4}, 8),
        ("interruption", {"ended_at": 4, "arrived_at": 3}, 4),
        ("interruption", {}, False),
    ],
)
def test_a_plan_counts_from_the_first_moment_that_is_known(anchor, moments, expected):
    assert anchor_of(visit(**moments), anchor) == expected


def test_every_target_of_the_table_is_covered_here():
    assert list(TARGET_RULES) == [
        "arrived",
        "no_show",
        "interrupted",
        "outpatient_surgery",
        "inpatient_surgery",
        "discharge",
    ]


def test_examples_of_the_documentation():
    assert doctest.testmod(module).failed == 0
