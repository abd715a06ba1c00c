"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.access.link             -     -      r        r     -        -         -    -    -    -    -      -   -
hcs.access.link.try         -     -      -        -     -        -         -    -    -    -    -      -   -
hcs.access.link.use         -     -      r        r     -        -         -    -    -    -    -      -   -
hcs.calendar.day            r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.calling.season          r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.calling.slot            r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.calling.window          r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.clock                   r     r      r        r     r        r         r    r    r    r    r      -   -
hcs.clock.escalation        r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.clock.event             r     r      r        r     r        r         r    r    r    r    r      -   -
hcs.clock.policy            r     r      rwc      rwcu  r        r         r    -    r    r    r      -   -
hcs.clock.segment           r     r      r        r     r        r         r    r    r    r    r      -   -
hcs.holiday.notice          -     -      rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.holiday.notice.line     -     -      rwcu     rwcu  -        -         -    -    -    -    -      -   -
hcs.team                    r     rw     rwcu     rwcu  r        r         r    -    r    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
# belongs to no hospital: fingerprints of places, forgotten in a day
SHARED = ("hcs.access.link.try",)
LEDGERS = ("hcs.access.link.use", "hcs.clock.event", "hcs.clock.segment")
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.clock": {"action_open_owner"},
    "hcs.clock.policy": {"action_reapply", "action_running"},
    "hcs.holiday.notice": {"action_apply", "action_read_text"},
}
# a department sees how long it has for what it was asked; the wall shows it no other clock
DEPARTMENT = {"hcs.clock": "r", "hcs.clock.event": "r", "hcs.clock.segment": "r"}


def make_samples(case, make, made):
    policy = made["hcs.clock.policy"] = case.env["hcs.clock.policy"].create(
        {
            "name": "Own",
            "model": "hcs.service.record",
            "start_event": "created",
            "stop_event": "done",
            "purpose": "other",
            "company_id": case.company.id,
        }
    )
    make("hcs.clock.escalation", policy_id=policy.id)
    service = case.env["hcs.service.type"].create({"name": "Timed", "code": "timed", "phase": "pre"})
    record = case.env["hcs.service.record"].create({"type_id": service.id, "channel": "phone"})
    clock = made["hcs.clock"] = record.clock_ids.filtered(lambda clock: clock.policy_id == policy)
    at = "2031-05-06 01:00:00"
    make("hcs.clock.event", clock_id=clock.id, kind="warning", at=at, number=9)
    make("hcs.clock.segment", clock_id=clock.id, kind="paused", from_at=at, to_at=at)
    values = {"res_model": record._name, "res_id": record.id, "token_hash": "0", "expires_at": at}
    link = made["hcs.access.link"] = case.env["hcs.access.link"].create(
        {**values, "purpose": "collaboration", "company_id": case.company.id}
    )
    make("hcs.access.link.use", link_id=link.id, kind="opened")
