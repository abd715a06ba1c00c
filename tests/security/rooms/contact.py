"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.contact                 rc    rc     rc       rc    rc       rc        rc   -    -    rc   rc     -   -
hcs.message                 r     r      r        r     r         r         r    -    -    r    r      -   -
hcs.message.template        r     r      rwcu     rwcu  r         r         r    -    -    r    r      -   -
hcs.sms.provider            r     r      r        rwcu  r         r         r    -    -    r    r      -   -
hcs.opinion                 rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  -    r    rwc  rwc    -   -
hcs.opinion.category        r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.contact",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.message": {"action_cancel", "action_open_record", "action_retry", "action_settle"},
    "hcs.sms.provider": {"action_open_messages"},
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
