"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.contact                 rc    rc     rc       rc    rc       rc        rc   -    -    rc   rc     -   -
hcs.message                 r     r      r        r     r         r         r    -    -    r    r      -   -
hcs.message.template        r     r      rwcu     rwcu  r         r         r    -    -    r    r      -   -
hcs.sms.provider            r     r      r        rwcu  r         r         r    -    -    r    r      -   -
hcs.opinion                 rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  -    r    rwc  rwc    -   -
hcs.opinion.category        r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.contact",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.message": {"action_cancel", "action_open_record", "action_retry", "action_settle"},
    "hcs.sms.provider": {"action_open_messages"},
    "hcs.contact": {"action_open_record"},
    "hcs.opinion": {"action_open_record", "action_pass_on", "action_reopen", "action_settle"},
}
