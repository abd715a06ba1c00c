"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.access.log              -     -      r        r     -        -         -    -    -    -    -      -   -
hcs.consent                 rc    rc     rc       rc    rc       rc        rc   -    -    rc   rc     -   -
hcs.patient                 rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.patient.identifier      rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.patient.phone           rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.patient.relation        rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.access.log", "hcs.consent")
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.patient": {
        "action_access_log",
        "action_open_contacts",
        "action_open_courses",
        "action_open_followups",
        "action_open_opinions",
        "action_open_visits",
        "action_reveal",
        "get_consents",
        "get_timeline",
    },
    "hcs.patient.identifier": {"action_reveal"},
    "hcs.patient.phone": {"action_reveal"},
}
