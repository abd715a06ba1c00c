"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.contact                 rc    rc     rc       rc    rc       rc        rc   -    -    rc   rc     -   -
hcs.message                 r     r      r        r     r         r         r    -    -    r    r      -   -
hcs.message.template        r     r      rwcu     rwcu  r         r         r    -    -    r    r      -   -
hcs.sms.provider            r     r      r        rwcu  r         r         r    -    -    r    r      -   -
hcs.sms.provider.template   r     r      r        rwcu  r         r         r    -    -    r    r      -   -
hcs.message.reply           r     r      r        r     r         r         r    -    -    r    r      -   -
hcs.opinion                 rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  -    r    rwc  rwc    -   -
hcs.opinion.category        r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.contact", "hcs.message.reply")
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.message": {"action_cancel", "action_open_record", "action_retry", "action_settle"},
    "hcs.message.reply": {"action_open_record"},
    "hcs.sms.provider": {"action_check_account", "action_open_messages", "action_renew_callback"},
    "hcs.contact": {"action_open_record"},
    "hcs.opinion": {"action_open_record", "action_pass_on", "action_reopen", "action_settle"},
}


def make_samples(case, make, made):
    """One record of each model of the room, in the hospital of ``case``."""
    own = {"company_id": case.company.id}
    template = make("hcs.message.template", name="Own", code="own_message", body="Please call {phone}.", **own)
    provider = make("hcs.sms.provider", name="Own", **own)
    make(
        "hcs.message",
        template_id=template.id,
        code=template.code,
        provider_id=provider.id,
        patient_id=made["hcs.patient"].id,
        **own,
    )
    make("hcs.sms.provider.template", provider_id=provider.id, template_id=template.id, code="SMS_1")
    make(
        "hcs.message.reply",
        provider_id=provider.id,
        key="1",
        number="+8613800138000",
        text="Thanks",
        at="2026-03-02 02:00:00",
        kind="unknown",
        patient_id=made["hcs.patient"].id,
        **own,
    )
