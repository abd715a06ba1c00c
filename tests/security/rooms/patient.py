"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.access.log              -     -      r        r     -        -         -    -    -    -    -      -   -
hcs.consent                 rc    rc     rc       rc    rc       rc        rc   -    -    rc   rc     -   -
hcs.patient                 rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.patient.duplicate       rw    rw     rw       rw    rw       rw        rw   -    -    rw   rw     -   -
hcs.patient.identifier      rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.patient.merge           -     rw     rw       rw    -        -         -    -    -    -    -      -   -
hcs.patient.merge.line      -     r      r        r     -        -         -    -    -    -    -      -   -
hcs.patient.phone           rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.patient.relation        rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.access.log", "hcs.consent", "hcs.patient.merge.line")
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.patient": {
        "action_access_log",
        "action_book",
        "action_merge",
        "action_open_appointments",
        "action_open_contacts",
        "action_open_courses",
        "action_open_duplicates",
        "action_open_followups",
        "action_open_opinions",
        "action_open_survivor",
        "action_open_results",
        "action_open_visits",
        "action_reveal",
        "get_consents",
        "get_timeline",
    },
    "hcs.patient.duplicate": {"action_dismiss", "action_merge", "action_reopen"},
    "hcs.patient.merge": {"action_merge", "action_swap", "action_undo"},
    "hcs.patient.identifier": {"action_reveal"},
    "hcs.patient.phone": {"action_reveal"},
}


def make_samples(case, make, made):
    first, second = (case.env["hcs.patient"].create({"name": "Zhao Liu"}) for _number in range(2))
    make("hcs.patient.duplicate", patient_id=first.id, other_id=second.id, company_id=case.company.id)
    merge = make("hcs.patient.merge", survivor_id=first.id, merged_id=second.id, company_id=case.company.id)
    line = {"merge_id": merge.id, "company_id": case.company.id, "kind": "moved", "model": "hcs.visit", "column": "x"}
    made["hcs.patient.merge.line"] = case.env["hcs.patient.merge.line"].create(line)
