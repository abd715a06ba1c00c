"""See ``tests.security.rooms``; roles in the order of its head line."""

from datetime import date

# r read, w write, c create, u unlink
ACCESS = """
hcs.quality.check           rw    rw     rw       rw    rw       rw        rw   -    -    rw   rw     -   -
hcs.quality.criterion       r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.quality.score           r     rw     rw       rw    r        r         r    -    -    r    r      -   -
"""
LEDGERS = ()
PUBLIC = {
    "hcs.quality.check": {
        "action_answer_appeal",
        "action_appeal",
        "action_decide",
        "action_hand_in",
        "action_open_task",
        "action_take",
    },
}


def make_samples(case, make, made):
    """One record of each model of this room that belongs to a hospital."""
    criterion = make("hcs.quality.criterion", name="Manner", company_id=case.company.id)
    check = make(
        "hcs.quality.check",
        attempt_id=made["hcs.followup.attempt"].id,
        agent_id=case.env.uid,
        month=date(2026, 3, 1),
        state="final",
        company_id=case.company.id,
    )
    make(
        "hcs.quality.score",
        check_id=check.id,
        criterion_id=criterion.id,
        weight=10,
        turn="first",
        scorer_id=case.env.uid,
    )
