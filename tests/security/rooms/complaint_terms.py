"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.compensation              -     rwcu  rwcu  rwcu  -     rwcu  -     -     rw    -     -     -     -
hcs.compensation.limit        -     r     r     rwcu  -     r     -     -     r     -     -     -     -
hcs.complaint.alarm           -     r     rw    rw    -     r     -     -     rw    -     -     -     -
hcs.complaint.callback        rw    rw    rw    rw    rw    rw    rw    -     rw    rw    rw    -     -
hcs.complaint.chain.step      rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rw    rwc   rwc   -     -
hcs.complaint.extension       rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rw    rwc   rwc   -     -
hcs.complaint.level.step      r     r     rwcu  rwcu  r     r     r     -     r     r     r     -     -
hcs.complaint.note.wizard     rwc   rwc   rwc   rwc   rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -
hcs.corrective.action         rwc   rwc   rwc   rwc   rwc   rwc   rwc   rw    rwc   rwc   rwc   -     -
hcs.corrective.action.review  r     r     r     r     r     r     r     r     r     r     r     -     -
hcs.dispute.negotiation       rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     r     rwc   rwc   -     -
hcs.dispute.notice            rw    rw    rw    rw    rw    rw    rw    -     r     rw    rw    -     -
hcs.dispute.route             rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     r     rwc   rwc   -     -
hcs.dispute.seal              rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     r     rwc   rwc   -     -
hcs.dispute.sheet             rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     r     rwc   rwc   -     -
hcs.dispute.told              rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  -     r     rwcu  rwcu  -     -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.corrective.action.review",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.complaint.ticket": {
        "action_extend",
        "action_measures",
        "action_open_report_up",
        "action_report_up",
        "action_sheet",
    },
    "hcs.complaint.chain.step": {"action_done"},
    "hcs.complaint.extension": {
        "action_approve",
        "action_notice",
        "action_open_notice",
        "action_open_refuse",
        "action_refuse",
    },
    "hcs.complaint.callback": {
        "action_dissatisfied",
        "action_done",
        "action_no_answer",
        "action_partly",
        "action_satisfied",
    },
    "hcs.corrective.action": {
        "action_cancel",
        "action_done",
        "action_open_cancel",
        "action_open_origin",
        "action_open_review",
        "action_review",
    },
    "hcs.complaint.alarm": {"action_acknowledge", "action_complaints", "action_open_acknowledge"},
    "hcs.compensation": {
        "action_approve",
        "action_open_pay",
        "action_open_refuse",
        "action_pay",
        "action_refuse",
        "action_reset",
        "action_submit",
    },
    "hcs.dispute.sheet": {"action_complete"},
    "hcs.dispute.notice": {"action_open_told", "action_told"},
    "hcs.dispute.seal": {"action_open_unseal", "action_unseal"},
    "hcs.dispute.route": {"action_deadline_met", "action_end", "action_open_end"},
    "hcs.complaint.note.wizard": {"action_confirm"},
}
# measures are carried out in departments; they see those they own and nothing of the complaint
DEPARTMENT = {
    "hcs.complaint.note.wizard": "rwc",
    "hcs.corrective.action": "rw",
    "hcs.corrective.action.review": "r",
}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    ticket = made["hcs.complaint.ticket"]
    user = case.user_leader
    make("hcs.complaint.level.step", name="Own", company_id=case.company.id)
    make("hcs.complaint.chain.step", ticket_id=ticket.id, name="Own")
    clock = case.env["hcs.clock"].search([("complaint_ticket_id", "=", ticket.id), ("purpose", "=", "answer")])
    make("hcs.complaint.extension", ticket_id=ticket.id, clock_id=clock.id, reason="Records are with the court")
    make("hcs.complaint.callback", ticket_id=ticket.id, due_on="2030-01-07")
    action = make("hcs.corrective.action", ticket_id=ticket.id, name="Sign", owner_id=user.id, due_on="2030-01-07")
    make("hcs.corrective.action.review", action_id=action.id, user_id=user.id, note="Seen")
    make(
        "hcs.complaint.alarm",
        company_id=case.company.id,
        cause_id=case.env["hcs.complaint.cause"].search([], limit=1).id,
        department_id=made["hcs.department"].id,
        raised_at="2026-01-07",
        date_from="2026-01-01",
        date_to="2026-01-07",
        window_no=1,
        occurrences=3,
    )
    make("hcs.compensation", ticket_id=ticket.id, reason="Waited three hours")
    make("hcs.compensation.limit", role="leader", kind="refund", amount=1, company_id=case.company.id)
    sheet = make("hcs.dispute.sheet", ticket_id=ticket.id)
    make("hcs.dispute.told", sheet_id=sheet.id, name="Head")
    make("hcs.dispute.notice", ticket_id=ticket.id, item="ways")
    make(
        "hcs.dispute.seal",
        ticket_id=ticket.id,
        items="Chart",
        patient_side="Spouse",
        signed_by_both=True,
        place="Safe",
    )
    make("hcs.dispute.negotiation", ticket_id=ticket.id, place="Room 1", hospital_user_ids=user.ids)
    make("hcs.dispute.route", ticket_id=ticket.id, name="Committee")
