"""The whole suite, or a part of it: ``make test``, ``make test TESTS=tests/patient ARGS="-k phone"``.

1. what needs no database: the tools of the add-ons and the rules of the repository;
2. an installation on a fresh copy of the template, whose log may hold no warning;
3. what makes databases of its own: Odoo's own test runner, uninstallation, demo data;
4. everything else by pytest-odoo on the database of step 2, in parallel, each process on its own copy.

With TESTS only the installation (kept as long as the add-ons do not change) and the named tests run.
"""

import os
import shlex
import sys

from workbench import ADDONS, ROOT, Workbench, addons_stamp, complaints, run, say

WITHOUT_DATABASE = ["tests/tools", "tests/test_repository.py", "tests/test_rooms.py"]
OWN_DATABASES = ["tests/install"]


def install(bench, keep=False):
    database = bench.test_database
    stamp = addons_stamp()
    if keep and bench.comment(database) == stamp:
        return 0
    if keep and bench.comment(database):
        say(f"updating {database}")
        log = bench.load(database, "-u", ",".join(ADDONS))
        bench.set_comment(database, stamp)
    else:
        say(f"installing {' and '.join(ADDONS)} on {database}")
        log = bench.fresh_database(database)
    if bad := complaints(log):
        print("\n".join(bad))
        say(f"the log of the installation complains ({len(bad)} lines above)")
        return 1
    return 0


def prepare_browser(bench):
    """Make scripts and styles once; otherwise each process makes them, and its first tour waits in vain."""
    say("scripts and styles for the browser")
    code = b"env['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n"
    bench.odoo("shell", "--no-http", database=bench.test_database, stdin=code)


def pytest(bench, tests, *options, odoo=True):
    environment = dict(bench.environment)
    if odoo:
        environment["ODOO_RC"] = str(bench.config(bench.test_database, http_port=0))
        options = ["--odoo-http", *options]
    else:
        options = ["-p", "no:odoo", *options]
    arguments = shlex.split(os.environ.get("ARGS", ""))
    return run([sys.executable, "-m", "pytest", "-q", *options, *arguments, *tests], environment, cwd=ROOT)


def workers():
    return os.environ.get("TEST_WORKERS") or str(min(os.cpu_count() or 1, 4))


def whole_suite(bench):
    parallel = ["-n", workers(), "--dist", "loadscope"]
    ignored = [f"--ignore={path}" for path in WITHOUT_DATABASE + OWN_DATABASES]
    failed = []
    say("tests without a database")
    if pytest(bench, WITHOUT_DATABASE, odoo=False):
        failed.append("tests without a database")
    if install(bench):
        return 1
    prepare_browser(bench)
    say("tests that install and uninstall")
    if pytest(bench, OWN_DATABASES, *parallel, odoo=False):
        failed.append("tests that install and uninstall")
    say(f"tests on {bench.test_database}")
    if pytest(bench, ["tests"], *parallel, *ignored):
        failed.append(f"tests on {bench.test_database}")
    if failed:
        say(f"failed: {', '.join(failed)}")
    return bool(failed)


def main():
    bench = Workbench()
    tests = shlex.split(os.environ.get("TESTS", ""))
    if not tests:
        return whole_suite(bench)
    if all(test.startswith((*WITHOUT_DATABASE, *OWN_DATABASES)) for test in tests):
        return pytest(bench, tests, odoo=False)
    return install(bench, keep=True) or pytest(bench, tests)


if __name__ == "__main__":
    sys.exit(main())
