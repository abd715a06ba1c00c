"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.result.deliver.wizard   rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.result.delivery         rwc   rwcu   rwcu     rwcu  rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.result.item             rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.result.proof            r     r      r        r     r        r         r    -    -    r    r      -   -
hcs.result.rule             r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.result.proof",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.result.deliver.wizard": {"action_deliver"},
    "hcs.result.delivery": {
        "action_call_outcome",
        "action_cancel",
        "action_collect",
        "action_deliver",
        "action_dial",
        "action_flag",
        "action_hold",
        "action_no_answer",
        "action_open_deliver",
        "action_open_messages",
        "action_open_service",
        "action_ready",
        "action_release",
        "action_send_sms",
        "action_told",
        "action_unflag",
    },
}


def make_samples(case, make, made):
    """Results of an order and the proof that they reached the patient."""
    company = case.company.id
    make("hcs.result.rule", name="Own", company_id=company)
    delivery = make("hcs.result.delivery", patient_id=made["hcs.patient"].id)
    make("hcs.result.item", delivery_id=delivery.id, name="Blood count")
    make("hcs.result.proof", delivery_id=delivery.id, company_id=company, round=1, event="delivered", how="desk",
         at="2026-03-02 02:00:00")  # fmt: skip
