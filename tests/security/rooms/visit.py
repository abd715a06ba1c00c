"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.appointment             rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.treatment.course        rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.treatment.step          rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.visit                   rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.visit.diagnosis         rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.visit.procedure         rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ()
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.appointment": {
        "action_accept_offer",
        "action_arrive",
        "action_call",
        "action_cancel",
        "action_confirm",
        "action_done",
        "action_no_show",
        "action_reschedule",
    },
    "hcs.clinic.session": {"action_book", "action_stop"},
    "hcs.treatment.course": {"action_cancel", "action_complete", "action_interrupt", "action_resume"},
    "hcs.visit": {
        "action_arrive",
        "action_cancel",
        "action_complete",
        "action_go_on",
        "action_interrupt",
        "action_no_show",
        "action_plan_again",
    },
}


def make_samples(case, make, made):
    make("hcs.appointment", patient_id=made["hcs.patient"].id, session_id=made["hcs.clinic.session"].id)
