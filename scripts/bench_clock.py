"""Waking ten thousand clocks that are due: a constant number of queries for each batch (issue of the service desk).

All of them were paused in between and go on, warn, are overdue and climb two rungs of the ladder: every step that a
clock can take in one run.
"""

import statistics
import time
from datetime import timedelta

from odoo import fields

CLOCKS, BATCH = 10_000, 1000
SMALL, SINGLE = 100, 20
QUERIES_OF_A_BATCH = 100
FASTER = 10


def goals(env, rows):
    count = min(CLOCKS, rows)
    now = fields.Datetime.now().replace(microsecond=0)
    rounds = -(-count // BATCH)
    _start(env, count + (rounds + 1) * SMALL + SINGLE, now)
    _wake(env, now, SMALL)  # what belongs to the process and not to the batch
    single = [_wake(env, now, 1)[1] for _number in range(SINGLE)]
    pairs = [(_wake(env, now, SMALL), _wake(env, now, BATCH)) for _number in range(rounds)]
    few, many = (max(queries for _done, _seconds, queries in batches) for batches in zip(*pairs, strict=True))
    woken = sum(big[0] for _small, big in pairs)
    name = f"wake-up of {woken:,} clocks, batches of {BATCH:,}"
    yield f"{name}: queries of a batch", f"{many}", f"≤ {QUERIES_OF_A_BATCH}", many <= QUERIES_OF_A_BATCH
    yield f"{name}: more than a batch of {SMALL}", f"{many - few}", "≤ 0", many <= few
    faster = statistics.median(single) / statistics.median(seconds / done for _small, (done, seconds, _q) in pairs)
    yield f"{name}: faster than one by one", f"{faster:.0f} x", f"≥ {FASTER} x", faster >= FASTER


def _wake(env, now, limit):
    """Wake up to ``limit`` clocks as the scheduled action does; how many it were, the seconds and the queries."""
    env.invalidate_all()
    before, started = env.cr.sql_log_count, time.perf_counter()
    done = env["hcs.clock"]._wake(now, limit)
    env.flush_all()
    env.cr.commit()
    return done, time.perf_counter() - started, env.cr.sql_log_count - before


def _start(env, count, now):
    """``count`` service records whose clock started two hours ago."""
    env["hcs.clock.policy"].search([]).active = False
    agent = env.ref("base.user_admin")
    team = env["hcs.team"].create({"name": "Bench", "leader_id": agent.id, "member_ids": [(6, 0, agent.ids)]})
    team.calendar_id = env["resource.calendar"].create({"name": "Always", "attendance_ids": _always()})
    env["hcs.clock.policy"].create(
        {
            "name": "Bench",
            "model": "hcs.service.record",
            "start_event": "created",
            "stop_event": "done",
            "target": 30,
            "unit": "working_minute",
            "pausable": True,
            "max_pause_hours": 1,
            "escalation_ids": [
                (0, 0, {"percent": 100, "notify": "team_leader", "repeat_days": 1}),
                (0, 0, {"percent": 120, "notify": "owner"}),
            ],
        }
    )
    service = env["hcs.service.type"].create({"name": "Bench", "code": "bench_clock", "phase": "pre"})
    values = {"type_id": service.id, "channel": "phone", "team_id": team.id, "user_id": agent.id}
    values["opened_at"] = now - timedelta(hours=3)
    for first in range(0, count, BATCH):
        records = env["hcs.service.record"].with_context(tracking_disable=True)
        records = records.create([values] * min(BATCH, count - first))
        records._clock_pause("Bench", now - timedelta(hours=2, minutes=50))
        env.cr.commit()
        env.invalidate_all()


def _always():
    return [(5, 0, 0)] + [
        (0, 0, {"name": "x", "dayofweek": str(day), "hour_from": 0, "hour_to": 24}) for day in range(7)
    ]
