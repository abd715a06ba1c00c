"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.care.message            r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.care.preview            -     rwcu  rwcu  rwcu  -     -     -     -     -     -     -     -     -
hcs.care.preview.line       -     r     r     r     -     -     -     -     -     -     -     -     -
hcs.care.rule               r     r     rwcu  rwcu  r     r     r     -     -     r     r     -     -
hcs.education.delivery      r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.education.material      r     rwc   rwcu  rwcu  r     r     r     -     -     r     r     -     -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.education.delivery",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.care.message": {"action_cancel", "action_open_message"},
    "hcs.care.preview": {"action_show"},
    "hcs.care.rule": {"action_open_messages", "action_preview"},
}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    own = {"company_id": case.company.id}
    patient = made["hcs.patient"]
    rule = make("hcs.care.rule", name="Birthday", body="{patient_title}, happy birthday.", **own)
    make(
        "hcs.care.message",
        rule_id=rule.id,
        patient_id=patient.id,
        occasion="birthday",
        occasion_key="birthday:2026",
        occasion_on="2026-05-01",
        send_on="2026-05-01",
        channel="sms",
        **own,
    )
    material = make("hcs.education.material", name="Walk every day", body="<p>Walk.</p>", **own)
    make(
        "hcs.education.delivery",
        material_id=material.id,
        patient_id=patient.id,
        at="2026-05-01 09:00:00",
        channel="print",
        user_id=case.env.uid,
        **own,
    )
