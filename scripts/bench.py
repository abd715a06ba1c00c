"""The goals of speed: ``make bench``, or a part of it ``make bench BENCH=his,reports BENCH_ROWS=200000``.

One line per goal: ``name  measured  goal  ok|short``. Every figure is a ratio of two things measured in the same run,
the median of interleaved rounds, because only ratios travel from machine to machine. The exit status tells whether a
goal falls short. Each ``bench_<part>.py`` beside this file has ``goals(env, rows)``, which yields ``(name, measured,
goal, ok)``, and works in a database of its own, so that no part leaves rows in another's way.

``make bench BENCH=desk BENCH_ADDONS=/tmp/oca/odoo/addons`` measures against OCA's helpdesk as well, from the folder
into which ``odoo-addon-helpdesk-mgmt`` and ``odoo-addon-helpdesk-mgmt-sla`` were put (``pip install --no-deps -t``).
"""

import importlib
import os
import sys
import time

from workbench import Workbench, WorkbenchError, say

PARTS = (
    "booking",
    "care",
    "clock",
    "complaint",
    "console",
    "desk",
    "followup",
    "his",
    "reports",
    "reports_files",
    "value",
)
ROWS = 1_000_000
# neighbours that are no part of the product, where BENCH_ADDONS names the folder they were unpacked in
NEIGHBOURS = {"desk": ("helpdesk_mgmt", "helpdesk_mgmt_sla")}


def environment(bench, database):
    """An Odoo environment on ``database`` inside this process."""
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tools import config

    for name in ("PGHOST", "PGPORT", "PGUSER"):
        os.environ[name] = bench.environment[name]
    config.parse_config(["-c", str(bench.config(database)), "-d", database, "--log-level=error"])
    return Environment(Registry(database).cursor(), SUPERUSER_ID, {})


def measure(bench, part, rows):
    """Print the goals of one part; return how many fall short."""
    base, database = "hcs_bench", f"hcs_bench_{part}"
    bench.copy(base, database)
    if os.environ.get("BENCH_ADDONS") and part in NEIGHBOURS:
        bench.load(database, "-i", ",".join(NEIGHBOURS[part]))
    env = environment(bench, database)
    short = 0
    try:
        for name, measured, goal, ok in importlib.import_module(f"bench_{part}").goals(env, rows):
            print(f"{name:<58} {measured:>12} {goal:>12}  {'ok' if ok else 'short'}", flush=True)
            short += not ok
    finally:
        env.cr.close()
        env.registry.delete(database)
        bench.drop(database)
    return short


def main():
    bench = Workbench()
    rows = int(os.environ.get("BENCH_ROWS") or ROWS)
    parts = [part for part in os.environ.get("BENCH", "").split(",") if part] or PARTS
    if unknown := set(parts) - set(PARTS):
        raise WorkbenchError(f"BENCH may hold {', '.join(PARTS)}, not {', '.join(sorted(unknown))}")
    say(f"{rows:,} rows; the neighbour measured against is Odoo's own crm")
    started = time.monotonic()
    bench.fresh_database("hcs_bench", extra=("crm",))
    print(f"{'goal':<58} {'measured':>12} {'goal':>12}")
    try:
        short = sum(measure(bench, part, rows) for part in parts)
    finally:
        bench.drop("hcs_bench")
    say(f"{short} short, {time.monotonic() - started:.0f} s")
    return bool(short)


if __name__ == "__main__":
    sys.exit(main())
