"""Value and segments, see ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.loyal.sign              rc    rc    rc    rc    rc    rc    rc    -     -     rc    rc    -     -
hcs.patient.value           -     r     r     r     -     -     r     -     -     -     -     -     -
hcs.segment                 r     rwcu  rwcu  rwcu  r     r     rwcu  -     -     r     r     -     -
hcs.segment.member          r     r     r     r     r     r     r     -     -     r     r     -     -
hcs.value.cohort            -     r     r     r     -     -     r     -     -     -     -     -     -
hcs.value.curve             -     r     r     r     -     -     r     -     -     -     -     -     -
hcs.value.setting           -     r     rwcu  rwcu  -     -     r     -     -     -     -     -     -
"""
LEDGERS = ("hcs.loyal.sign",)
SHARED = ()
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.patient": {"action_open_value"},
    "hcs.patient.value": {
        "action_compute",
        "action_open_compensations",
        "action_open_patient",
        "action_open_visits",
        "action_open_visits_12m",
    },
    "hcs.value.cohort": {"action_open_active", "action_open_lost", "action_open_patients"},
    "hcs.value.curve": {"action_open_values"},
    "hcs.segment": {"action_open_patients", "action_refresh", "reachable_count"},
}


def make_samples(case, make, made):
    """One record of every model, of the hospital of ``case``."""
    company, env = case.company, case.env
    patient = env["hcs.patient"].create({"name": "Payer", "company_id": company.id})
    make("hcs.loyal.sign", patient_id=patient.id, kind="refers")
    segment = make("hcs.segment", name="Sample", domain=f"[('id', '=', {patient.id})]", company_id=company.id)
    made["hcs.segment.member"] = segment.member_ids
    make("hcs.value.setting", company_id=company.id, channel="home")
    day = "2026-01-01"
    make("hcs.patient.value", patient_id=patient.id, company_id=company.id, as_of=day, money_12m=10, top_percent=5)
    made["hcs.value.curve"] = env["hcs.value.curve"].search([("company_id", "=", company.id)], limit=1)
    make("hcs.value.cohort", company_id=company.id, cohort_on=day, period=1, size=1, came=1)
