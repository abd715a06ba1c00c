"""Requests to departments, escorts, admission and discharge: see ``tests.security.rooms``."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.admission.request       rwc   rwc    rwc      rwc   rwc      rwc       rwc  rwc  -    rwc  rwc    -   -
hcs.collaboration           rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  rw   -    rwc  rwc    -   -
hcs.service.no.show.wizard  rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.service.payment         rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.ward.checklist          rw    rw     rw       rw    rw       rw        rw   rw   -    rw   rw     -   -
hcs.ward.checklist.line     rwc   rwc    rwc      rwc   rwc      rwc       rwc  rwc  -    rwc  rwc    -   -
hcs.ward.checklist.template r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.ward.checklist.template.line r r     rwcu     rwcu  r        r         r    -    -    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ()
# what a department is asked: record rules keep it to its own (tests/desk)
DEPARTMENT = {
    "hcs.admission.request": "rwc",
    "hcs.collaboration": "rw",
    "hcs.ward.checklist": "rw",
    "hcs.ward.checklist.line": "rwc",
}
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.admission.request": {"action_send"},
    "hcs.appointment": {"action_create_escort"},
    "hcs.collaboration": {
        "action_send_access_link",
        "action_accept",
        "action_answer",
        "action_ask_again",
        "action_close",
        "action_patient_told",
        "action_rate",
        "action_refuse",
        "action_withdraw",
    },
    "hcs.service.no.show.wizard": {"action_record"},
    "hcs.service.payment": {"action_confirm_escort", "action_confirm_patient", "action_pay", "action_void"},
    "hcs.service.record": {
        "action_ask_department",
        "action_confirm_ward",
        "action_confirm_ward_doctor",
        "action_confirm_ward_nurse",
        "action_create_escort",
        "action_inform_ward",
        "action_open_requests",
    },
    "hcs.service.step": {
        "action_accept_trip",
        "action_arrive",
        "action_depart",
        "action_done",
        "action_find_escort",
        "action_hand_over_trip",
        "action_no_show",
        "action_open_no_show",
        "action_open_trip",
        "action_start",
        "action_undo",
        "action_waypoint",
    },
    "hcs.visit": {"action_create_escort"},
    "hcs.ward.checklist": {"action_confirm", "action_done"},
    "hcs.ward.checklist.line": {"action_tick", "action_untick"},
}


def make_samples(case, make, made):
    ward = made["hcs.department"]
    make("hcs.collaboration", department_id=ward.id, request="Is a bed free?")
    make("hcs.service.payment", record_id=made["hcs.service.record"].id, amount_received=100)
    checklist = make("hcs.ward.checklist", department_id=ward.id)
    make("hcs.ward.checklist.line", checklist_id=checklist.id, name="Bed shown")
    template = make("hcs.ward.checklist.template", name="Own", company_id=case.company.id)
    make("hcs.ward.checklist.template.line", template_id=template.id, name="Bed shown")
