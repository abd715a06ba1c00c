"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.appointment             rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.appointment.bulk        rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.appointment.bulk.line   rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.appointment.cancel.wizard rwc rwc   rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.booking.wizard          rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.clinic.stop.wizard      -     rwc    rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.clinic.stop             rw    rwc    rwc      rwc   rw       rw        rw   -    -    rw   rw     -   -
hcs.clinic.stop.line        rw    rw     rw       rw    rw       rw        rw   -    -    rw   rw     -   -
hcs.queue.rule              r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
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
        "action_call_later",
        "action_cancel",
        "action_confirm",
        "action_done",
        "action_move",
        "action_no_show",
        "action_open_messages",
        "action_open_visit",
        "action_report_safe",
        "action_reschedule",
        "action_tell_preparation",
    },
    "hcs.appointment.bulk": {"action_apply"},
    "hcs.appointment.cancel.wizard": {"action_cancel"},
    "hcs.clinic.session": {
        "action_book",
        "action_book_here",
        "action_call_next",
        "action_close",
        "action_new_booking",
        "action_open",
        "action_open_appointments",
        "action_stop",
        "action_wait_here",
        "action_waitlist",
    },
    "hcs.clinic.stop.wizard": {"action_stop"},
    "hcs.clinic.stop": {"action_move_all", "action_open_lines", "action_propose"},
    "hcs.clinic.stop.line": {"action_agree", "action_cancel", "action_move", "action_unreachable"},
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
    session = made["hcs.clinic.session"]
    booking = make("hcs.appointment", patient_id=made["hcs.patient"].id, session_id=session.id)
    stop = make("hcs.clinic.stop", reason="Ill")
    make("hcs.clinic.stop.line", stop_id=stop.id, appointment_id=booking.id, patient_id=booking.patient_id.id,
         session_id=session.id)  # fmt: skip
    make("hcs.queue.rule", name="Guests", care="foreign_guest", company_id=case.company.id)
