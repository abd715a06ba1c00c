"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.call.outcome            r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.assign.wizard  -     rwc    rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.followup.attempt        r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.followup.outcome.wizard -     rwc    rwc      rwc   rwc      -         -    -    -    rwc  -      -   -
hcs.followup.plan           r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.plan.step      r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.reason         r     rwc    rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.satisfaction   r     rwcu   rwcu     rwcu  rwcu     r         r    -    r    rwcu r      -   -
hcs.followup.sheet.wizard   -     rwc    rwc      rwc   -        -         -    -    rwc  -    -      -   -
hcs.followup.task           r     rwcu   rwcu     rwcu  rw       r         r    -    r    rw   r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.followup.attempt",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.call.outcome": {"get_buttons"},
    "hcs.followup.assign.wizard": {"action_assign"},
    "hcs.followup.outcome.wizard": {"action_record"},
    "hcs.followup.plan": {"action_open_tasks", "action_replan"},
    "hcs.followup.sheet.wizard": {"action_download"},
    "hcs.followup.task": {
        "action_assign",
        "action_cancel",
        "action_dial",
        "action_next",
        "action_outcome",
        "action_record_attempt",
        "action_release",
        "action_reopen",
    },
}
