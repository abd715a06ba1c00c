"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.forbidden.word          r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.script                  r     rwc    rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.script.version          r     rwc    rwcu     rwcu  r        r         r    -    -    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ()
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.script": {"action_new_version"},
    "hcs.script.version": {"action_approve", "action_open", "action_retire"},
}
