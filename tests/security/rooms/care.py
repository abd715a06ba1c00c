"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.care.message            r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.care.preview            -     rwcu  rwcu  rwcu  -     -     -     -     -     -     -     -     -
hcs.care.preview.line       -     r     r     r     -     -     -     -     -     -     -     -     -
hcs.care.rule               r     r     rwcu  rwcu  r     r     r     -     -     r     r     -     -
hcs.education.delivery      r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.education.material      r     rwc   rwcu  rwcu  r     r     r     -     -     r     r     -     -
hcs.education.send          rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     -     rwc   rwc   -     -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.education.delivery",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.care.message": {"action_cancel", "action_open_message"},
    "hcs.care.preview": {"action_show"},
    "hcs.care.rule": {"action_open_messages", "action_preview"},
    "hcs.appointment": {"action_send_education"},
    "hcs.education.delivery": {"action_open_messages", "action_open_record"},
    "hcs.education.material": {
        "action_new_version",
        "action_open_deliveries",
        "action_publish",
        "action_retire",
        "action_still_right",
    },
    "hcs.education.send": {"action_give"},
    "hcs.followup.task": {"action_send_education"},
    "hcs.patient": {"action_open_education", "action_send_education"},
    "hcs.result.delivery": {"action_send_education"},
    "hcs.service.record": {"action_send_education"},
    "hcs.visit": {"action_send_education"},
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
