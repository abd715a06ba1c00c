"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.service.bulk            rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.service.bulk.line       rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.service.closing         r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.service.dialog          rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.service.field           r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.service.handover        r     r      r        r     r        r         r    r    -    r    r      -   -
hcs.service.intake          rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.service.merge           r     r      r        r     r        r         r    -    -    r    r      -   -
hcs.service.need            r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.service.record          rwc   rwc    rwc      rwc   rwc      rwc       rwc  r    -    rwc  rwc    -   -
hcs.service.step            rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu r    -    rwcu rwcu   -   -
hcs.service.stint           r     r      r        r     r        r         r    -    -    r    r      -   -
hcs.service.tag             rc    rwcu   rwcu     rwcu  rc       rc        rc   -    -    rc   rc     -   -
hcs.service.type            r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.service.type.step       r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.service.stint",)
# kept to its own by rules
DEPARTMENT = {"hcs.service.handover": "r", "hcs.service.record": "r", "hcs.service.step": "r"}
# words of every hospital, nobody's data
SHARED = ("hcs.service.field",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.service.bulk": {"action_apply"},
    "hcs.service.dialog": {"action_apply"},
    "hcs.service.handover": {"action_acknowledge"},
    "hcs.service.intake": {
        "action_answered",
        "action_append",
        "action_emergency",
        "action_save",
        "action_save_next",
        "action_triage_department",
    },
    "hcs.patient": {"action_new_service", "action_open_services"},
    "hcs.service.record": {
        "action_add_contact",
        "action_answer",
        "action_append_to",
        "action_assign_automatically",
        "action_book",
        "action_cancel",
        "action_create_next",
        "action_done",
        "action_hand_over",
        "action_open_messages",
        "action_handover_taken",
        "action_link",
        "action_merge",
        "action_open_converted",
        "action_open_successor",
        "action_reopen",
        "action_resume",
        "action_split",
        "action_start",
        "action_take",
        "action_undo_merge",
        "action_undo_split",
        "action_wait",
        "get_open_similar",
    },
    "hcs.service.step": {"action_done", "action_skip", "action_start", "action_undo"},
}


def make_samples(case, make, made):
    """One record of each model of the room, in the hospital of ``case``."""
    own = {"company_id": case.company.id}
    service = make("hcs.service.type", name="Own", code="own_service", **own)
    make("hcs.service.type.step", type_id=service.id, name="Ask")
    make("hcs.service.closing", type_id=service.id, code="done", name="Done")
    make("hcs.service.need", name="Own", proposed_type_id=service.id, **own)
    make("hcs.service.tag", name="Own", **own)
    patient = made["hcs.patient"]
    first = case.env["hcs.service.record"].create({"type_id": service.id, "patient_id": patient.id})
    record = make("hcs.service.record", type_id=service.id, patient_id=patient.id)
    make("hcs.service.step", record_id=record.id, name="Ask")
    make("hcs.service.handover", record_id=record.id, department_id=made["hcs.department"].id)
    make("hcs.service.stint", record_id=record.id, user_id=case.env.uid, started_at="2026-03-02 02:00:00",
         ended_at="2026-03-02 02:10:00", ended_by="done", **own)  # fmt: skip
    make("hcs.service.merge", source_id=first.id, into_id=record.id)
