"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.complaint.intake          rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -     rwc   rwc   -     -
hcs.complaint.praise          rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  -     r     rwcu  rwcu  -     -
hcs.complaint.step            rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rwc   rwc   rwc   -     -
hcs.good.case                 r     rwc   rwcu  rwcu  r     rwc   r     -     r     r     r     -     -
hcs.receipt.lookup            rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -     rwc   rwc   -     -
hcs.suggestion.box            r     rwc   rwcu  rwcu  r     rwc   r     -     r     r     r     -     -
hcs.suggestion.box.opening    r     rc    rc    rc    r     rc    r     -     r     r     r     -     -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.suggestion.box.opening",)
RAISE = {"action_raise_complaint", "action_raise_praise", "action_raise_suggestion"}
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.complaint.ticket": {
        "action_assess",
        "action_collect_case",
        "action_dossier",
        "action_note_effect",
        "action_open_step_assess",
        "action_open_step_effect",
        "action_open_step_reply",
        "action_open_step_thank",
        "action_print_form",
        "action_reply",
        "action_report_incident",
        "action_tell_praised",
        "action_thank",
        "get_receipt_status",
    },
    "hcs.complaint.intake": {
        "action_same_matter",
        "action_save",
        "action_save_next",
        "action_save_print",
        "action_settle",
    },
    "hcs.complaint.step": {"action_apply"},
    "hcs.receipt.lookup": {"action_look_up"},
    "hcs.good.case": {"action_publish", "action_withdraw"},
    "hcs.suggestion.box": {"action_open_box", "action_open_openings"},
    "hcs.suggestion.box.opening": {"action_open_tickets", "action_register_letter"},
    "hcs.followup.task": RAISE,
    "hcs.followup.referral": RAISE,
    "hcs.service.record": RAISE,
    "hcs.opinion": RAISE,
    "hcs.incident": RAISE,
    "hcs.patient": {*RAISE, "action_open_complaints"},
}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    box = make("hcs.suggestion.box", name="Hall", company_id=case.company.id)
    make(
        "hcs.suggestion.box.opening",
        box_id=box.id,
        opener_id=case.user_agent.id,
        second_opener_id=case.user_leader.id,
        letter_count=0,
    )
    praise = case.env["hcs.complaint.ticket"].create({"kind": "praise", "company_id": case.company.id})
    make("hcs.complaint.praise", ticket_id=praise.id, user_id=case.user_agent.id)
    make("hcs.good.case", name="Kind nurse", ticket_id=praise.id, company_id=case.company.id)
