"""``make try-feed``: load a FHIR export into a fresh database and follow a year of it up, day by day.

    python scripts/try_feed.py [--data ../shared/data/synthea-10] [--db hcs_try_feed] [--keep]

Two rounds: the export of ``--data`` (its dates moved so that its newest visit was yesterday), then a hospital of the
project's own making that covers every follow-up target. Each is loaded twice; the second time nothing may change.
"""

import argparse
import os
import sys
import threading
from datetime import date
from pathlib import Path

from workbench import ROOT, Workbench, say

DEFAULT_DATA = ROOT.parent / "shared" / "data" / "synthea-10"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("FEED") or DEFAULT_DATA))
    parser.add_argument("--db", default="hcs_try_feed")
    parser.add_argument("--country", default="US", help="country of the export's hospital, by which numbers are read")
    parser.add_argument("--keep", action="store_true", help="leave the databases for a look with the browser")
    return parser.parse_args()


def environment(bench, database):
    """An Odoo environment on ``database`` inside this process."""
    sys.path.insert(0, str(bench.source))
    os.environ.update(bench.environment)
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", str(bench.config(database, log_level="warn")), "-d", database])
    threading.current_thread().dbname = database
    return api.Environment(Registry(database).cursor(), SUPERUSER_ID, {"tracking_disable": True})


def main():
    options = arguments()
    bench = Workbench()
    sys.path.insert(0, str(ROOT))
    from feed_trial import Trial, files_of, made_hospital

    trials = []
    if options.data.is_dir():
        trials.append((options.db, f"{options.data}", files_of(options.data), options.country))
    else:
        say(f"{options.data} is not here: the made hospital only")
    trials.append((f"{options.db}_made", "a hospital of our own making", made_hospital(date.today()), "CN"))
    failed = 0
    for database, title, files, country in trials:
        say(f"{title} -> {database}")
        bench.fresh_database(database, install=("hospital_customer_service",))
        env = environment(bench, database)
        try:
            failed += Trial(env, files, country).run()
        finally:
            env.cr.close()
        if not options.keep:
            bench.drop(database)
    say("the second run changed something" if failed else "done; every second run changed nothing")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
