"""Speed of the call console: from “next” to the whole screen, among a hundred thousand open calls.

``goals(env, rows)`` yields ``(name, measured, goal, ok)`` as the other parts.
"""

from unittest.mock import patch

from bench_followup import _make_agent, percentile
from bench_followup_data import IN_WINDOW, build_queue, ratio, scratch, seconds

from odoo import fields

OPEN = 100_000
# calls that are timed; the first ones warm up
CALLS, WARM = 120, 20


def goals(env, rows=OPEN):
    """Yield the goal of the console."""
    with scratch(env):
        yield console_goal(env, min(rows, OPEN))


def console_goal(env, size):
    """From “next” to the whole console, against the same screen where every row is known by its number."""
    build_queue(env, size)
    agent = _make_agent(env, "bench_console")
    tasks = agent["hcs.followup.task"]
    timings = {"next": [], "read": []}
    with patch.object(fields.Datetime, "now", staticmethod(lambda *_args: IN_WINDOW)):
        for _round in range(CALLS):
            env.invalidate_all()
            screen = []
            timings["next"].append(seconds(lambda screen=screen: screen.append(tasks.action_console_next())))
            assert screen[0]["task"], "the queue is empty"
            task_id, queue = screen[0]["task"]["id"], [row["id"] for row in screen[0]["queue"]]
            env.flush_all()
            env.invalidate_all()
            timings["read"].append(seconds(lambda one=task_id, others=queue: read_console(tasks, one, others)))
            env.cr.execute("UPDATE hcs_followup_task SET state = 'done' WHERE id = %s", [task_id])
    p95 = {name: percentile(values[WARM:], 0.95) for name, values in timings.items()}
    label = f"next call with its whole console among {size:,} open ones, p95, against the same rows by number"
    return ratio(label, p95["next"] / p95["read"], 1.5)


def read_console(tasks, task_id, queue_ids):
    return {
        "outcomes": tasks._console_outcomes(),
        "queue": [task._console_row(IN_WINDOW) for task in tasks.browse(queue_ids)],
        "task": tasks.browse(task_id)._console_task(IN_WINDOW),
    }
