"""Waking ten thousand clocks that are due: a constant number of queries for each batch (issue of the service desk).

Half of them were paused in between, all of them warn, are overdue and climb two rungs of the ladder: every step that a
clock can take in one run.
"""

import time
from datetime import timedelta

from odoo import fields

CLOCKS, BATCH = 10_000, 1000
QUERIES_OF_A_BATCH = 120
DIFFERENCE = 15
CLOCKS_A_SECOND = 150


def goals(env, rows):
    count = min(CLOCKS, rows)
    now = fields.Datetime.now().replace(microsecond=0)
    _start(env, count, now)
    queries, speeds = [], []
    while True:
        env.invalidate_all()
        before, started = env.cr.sql_log_count, time.perf_counter()
        done = env["hcs.clock"]._wake(now, BATCH)
        env.flush_all()
        if not done:
            break
        speeds.append(done / (time.perf_counter() - started))
        queries.append(env.cr.sql_log_count - before)
        env.cr.commit()
    most, spread = max(queries), max(queries[1:] or queries) - min(queries[1:] or queries)
    name = f"wake-up: {count:,} clocks, batches of {BATCH:,}"
    yield f"{name}, queries of a batch", f"{most}", f"<= {QUERIES_OF_A_BATCH}", most <= QUERIES_OF_A_BATCH
    yield f"{name}, difference between batches", f"{spread}", f"<= {DIFFERENCE}", spread <= DIFFERENCE
    speed = sorted(speeds)[len(speeds) // 2]
    yield f"{name}, clocks a second", f"{speed:.0f}", f">= {CLOCKS_A_SECOND}", speed >= CLOCKS_A_SECOND


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
        records[::2]._clock_pause("Bench", now - timedelta(hours=2, minutes=50))
        env.cr.commit()
        env.invalidate_all()


def _always():
    return [(5, 0, 0)] + [
        (0, 0, {"name": "x", "dayofweek": str(day), "hour_from": 0, "hour_to": 24}) for day in range(7)
    ]
