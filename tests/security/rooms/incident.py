"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.incident                rwc   rwc   rwc   rwc   rwc   rwc   rwc   rc    rwc   rwc   rwc   -     -
hcs.incident.call           rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rwc   rwc   rwc   -     -
hcs.incident.fallback       r     r     rwcu  rwcu  r     r     r     r     r     r     r     -     -
hcs.incident.fallback.step  r     r     rwcu  rwcu  r     r     r     r     r     r     r     -     -
hcs.incident.observation    rc    rc    rc    rc    rc    rc    rc    r     r     rc    rc    -     -
hcs.incident.recipient      r     r     rwcu  rwcu  r     r     r     r     r     r     r     -     -
hcs.incident.report         r     r     r     r     r     r     r     r     r     r     r     -     -
hcs.incident.step           rw    rw    rw    rw    rw    rw    rw    r     r     rw    rw    -     -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.incident.observation",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.incident": {
        "action_acute_patient",
        "action_back_to_normal",
        "action_by_mistake",
        "action_call_doctor",
        "action_call_repair",
        "action_close",
        "action_doctor_arrived",
        "action_hand_over",
        "action_handle",
        "action_reopen",
        "action_repaired",
        "action_report_up",
        "action_review",
        "action_start_fallback",
        "action_submit",
        "action_tell",
    },
    "hcs.incident.call": {"action_note"},
    "hcs.incident.report": {"action_acknowledge", "action_told"},
    "hcs.incident.step": {"action_done"},
}
# departments report and see what concerns them; agents answer nothing here
DEPARTMENT = {
    "hcs.incident": "rc",
    "hcs.incident.fallback": "r",
    "hcs.incident.fallback.step": "r",
    "hcs.incident.observation": "r",
    "hcs.incident.recipient": "r",
    "hcs.incident.report": "r",
    "hcs.incident.step": "r",
}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    fallback = make("hcs.incident.fallback", name="By hand", company_id=case.company.id)
    make("hcs.incident.fallback.step", fallback_id=fallback.id, name="Write it down")
    make("hcs.incident.recipient", name="Head", company_id=case.company.id)
    incident = make("hcs.incident", description="Fire", patient_id=made["hcs.patient"].id)
    make("hcs.incident.report", incident_id=incident.id, name="Head")
    make("hcs.incident.observation", incident_id=incident.id, pulse=80)
    make("hcs.incident.step", incident_id=incident.id, name="Write it down")
