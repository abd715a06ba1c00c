"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.activity.call.off       -     rwc   rwc   rwc   -     -     -     -     -     -     -     -     -
hcs.activity.cost           r     rwcu  rwcu  rwcu  r     r     r     -     -     r     r     -     -
hcs.activity.desk           rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  -     -     rwcu  rwcu  -     -
hcs.activity.invitation     r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.activity.invite         -     rwc   rwc   rwc   -     -     -     -     -     -     -     -     -
"""
LEDGERS = ()
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.activity.call.off": {"action_apply"},
    "hcs.activity.desk": {"action_register", "action_scan"},
    "hcs.activity.invitation": {"action_accept", "action_decline", "action_open_messages"},
    "hcs.activity.invite": {"action_invite", "action_show_reachable", "action_show_refused"},
}
# the same for Odoo's own models that the room extends, see tests.care.test_activity_rights
ON_EVENTS = {
    "event.event": {
        "action_hcs_call_off",
        "action_hcs_close",
        "action_hcs_desk",
        "action_hcs_invite",
        "action_hcs_open_again",
        "action_hcs_open_attended",
        "action_hcs_open_bookings",
        "action_hcs_open_followups",
        "action_hcs_open_invited",
        "action_hcs_open_no_show",
        "action_hcs_open_registrations",
        "action_hcs_open_segment",
        "action_hcs_open_suppressed",
        "action_hcs_open_waiting",
        "action_hcs_scan",
        "action_hcs_tell_change",
    },
    "event.registration": {
        "action_hcs_attend",
        "action_hcs_book",
        "action_hcs_cancel",
        "action_hcs_not_here",
        "action_hcs_open_appointment",
        "action_hcs_open_patient",
        "action_hcs_place",
    },
}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    event = case.env["event.event"].create(
        {
            "name": "Lecture",
            "hcs_kind": "lecture",
            "company_id": case.company.id,
            "date_begin": "2031-03-02 02:00:00",
            "date_end": "2031-03-02 04:00:00",
        }
    )
    make("hcs.activity.cost", event_id=event.id, kind="venue", amount=10)
    make(
        "hcs.activity.invitation",
        event_id=event.id,
        patient_id=made["hcs.patient"].id,
        company_id=case.company.id,
    )
