"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.complaint.allegation      rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  -     r     rwcu  rwcu  -     -
hcs.complaint.answer          rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rw    rwc   rwc   -     -
hcs.complaint.authority       r     r     rwcu  rwcu  r     r     r     -     r     r     r     -     -
hcs.complaint.category        r     r     rwcu  rwcu  r     r     r     -     r     r     r     -     -
hcs.complaint.cause           r     r     rwcu  rwcu  r     r     r     -     r     r     r     -     -
hcs.complaint.dialog          rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rwc   rwc   rwc   -     -
hcs.complaint.inquiry         r     r     r     r     r     r     r     -     r     r     r     -     -
hcs.complaint.refusal         r     r     rwcu  rwcu  r     r     r     -     r     r     r     -     -
hcs.complaint.severity.change r     r     r     r     r     r     r     -     r     r     r     -     -
hcs.complaint.statement       rwc   rwc   rwc   rwc   rwc   rwc   rwc   rw    r     rwc   rwc   -     -
hcs.complaint.ticket          rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rw    rwc   rwc   -     -
hcs.complaint.transfer        r     r     r     r     r     r     r     -     r     r     r     -     -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.complaint.inquiry", "hcs.complaint.transfer", "hcs.complaint.severity.change")
# words and codes of every hospital
SHARED = {"hcs.complaint.authority", "hcs.complaint.cause", "hcs.complaint.refusal"}
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.complaint.answer": {"action_open_letter"},
    "hcs.complaint.dialog": {"action_apply"},
    "hcs.complaint.statement": {
        "action_accept_statement",
        "action_answer",
        "action_cancel",
        "action_remind",
        "action_return",
    },
    "hcs.complaint.ticket": {
        "action_accept",
        "action_acknowledge",
        "action_answer",
        "action_approve",
        "action_ask",
        "action_assign_automatically",
        "action_close",
        "action_hand_over",
        "action_investigate",
        "action_link_duplicate",
        "action_not_accept",
        "action_propose",
        "action_refuse",
        "action_reopen",
        "action_return",
        "action_set_severity",
        "action_settle",
        "action_take_over",
        "action_withdraw",
    },
}
# departments answer what they are asked, and see nothing else
DEPARTMENT = {"hcs.complaint.statement": "rw"}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    category = make(
        "hcs.complaint.category", name="Own", code="own", hcat_category="quality", company_id=case.company.id
    )
    ticket = make("hcs.complaint.ticket", subject="Waiting", patient_id=made["hcs.patient"].id)
    allegation = make("hcs.complaint.allegation", ticket_id=ticket.id, category_id=category.id)
    make(
        "hcs.complaint.statement",
        ticket_id=ticket.id,
        allegation_id=allegation.id,
        respondent_id=case.user_department.id,
        question="What happened?",
    )
    make("hcs.complaint.answer", ticket_id=ticket.id, text="Sorry")
    make("hcs.complaint.inquiry", ticket_id=ticket.id, reached=True)
    make("hcs.complaint.transfer", ticket_id=ticket.id, kind="handed", to_user_id=case.user_leader.id)
    make("hcs.complaint.severity.change", ticket_id=ticket.id, before="2", after="3")
