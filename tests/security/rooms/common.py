"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.calendar.day            r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.calling.season          r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.calling.slot            r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.calling.window          r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.clock                   r     r      r        r     r        r         r    r    r    r    r      -   -
hcs.clock.escalation        r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.clock.event             r     r      r        r     r        r         r    r    r    r    r      -   -
hcs.clock.policy            r     r      rwc      rwcu  r        r         r    -    r    r    r      -   -
hcs.clock.segment           r     r      r        r     r        r         r    r    r    r    r      -   -
hcs.holiday.notice          -     -      rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.holiday.notice.line     -     -      rwcu     rwcu  -        -         -    -    -    -    -      -   -
hcs.team                    r     rw     rwcu     rwcu  r        r         r    -    r    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.clock.event", "hcs.clock.segment")
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.assignment.mixin": {"action_assign_automatically"},
    "hcs.clock": {"action_open_owner"},
    "hcs.clock.policy": {"action_reapply", "action_running"},
    "hcs.holiday.notice": {"action_apply", "action_read_text"},
}
