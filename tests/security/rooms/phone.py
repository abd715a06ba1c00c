"""See ``tests.security.rooms``; roles in the order of its head line."""

from datetime import datetime

# r read, w write, c create, u unlink
ACCESS = """
hcs.phone.call              rw    rw     rw       rw    rw       rw        rw   -    -    rw   rw     -   -
hcs.phone.cdr               -     -      -        rwc   -        -         -    -    -    -    -      -   -
hcs.phone.event             -     -      -        ru    -        -         -    -    -    -    -      -   -
hcs.phone.exchange          r     r      r        rwcu  r        r         r    -    -    r    r      -   -
hcs.phone.extension         r     rwc    rwc      rwcu  r        r         r    -    -    r    r      -   -
hcs.phone.listen            -     -      r        r     -        -         -    -    -    -    -      -   -
hcs.phone.log               rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
"""
LEDGERS = ("hcs.phone.listen",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.followup.task": {"action_ring"},
    "hcs.patient": {"action_open_calls"},
    "hcs.patient.phone": {"action_call"},
    "hcs.phone.call": {
        "action_call_back",
        "action_choose_patient",
        "action_choose_record",
        "action_follow_up",
        "action_listen",
        "action_new_record",
        "action_reveal",
        "action_wrong_transfer",
        "get_card",
        "get_ringing",
    },
    "hcs.phone.cdr": {"action_load"},
    "hcs.phone.event": {"action_open_call"},
    "hcs.phone.log": {"action_save", "action_save_request"},
    "hcs.service.record": {"action_call"},
}


def make_samples(case, make, made):
    """One record of each model of this room that belongs to a hospital."""
    exchange = make("hcs.phone.exchange", name="House", code="house", company_id=case.company.id)
    make("hcs.phone.extension", exchange_id=exchange.id, number="101")
    call = make("hcs.phone.call", company_id=case.company.id, number="13812345678", exchange_id=exchange.id)
    make("hcs.phone.event", exchange_id=exchange.id, phone_call_id=call.id, kind="ringing", fingerprint="1")
    make("hcs.phone.listen", phone_call_id=call.id, user_id=case.env.uid, at=datetime(2026, 3, 2, 2),
         company_id=case.company.id)  # fmt: skip
