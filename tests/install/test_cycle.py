"""Install with Odoo's own test runner, uninstall without leftovers, install again (TOOLCHAIN: once per run of CI)."""

import re
import socket

import pytest

from workbench import ADDONS, complaints

LEFTOVERS = {
    "tables": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'hcs\\_%%'",
    "columns of other models": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name LIKE 'hcs\\_%%'
    """,
    "external ids": "SELECT name FROM ir_model_data WHERE module IN %(addons)s",
    "models": "SELECT model FROM ir_model WHERE model LIKE 'hcs.%%'",
    "settings": "SELECT key FROM ir_config_parameter WHERE key LIKE 'hcs%%' OR key LIKE 'hospital\\_%%'",
    "attachments": "SELECT name FROM ir_attachment WHERE res_model LIKE 'hcs.%%'",
    "sequences": "SELECT code FROM ir_sequence WHERE code LIKE 'hcs.%%'",
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def installed(bench, database):
    """The log of an installation whose tests were run by Odoo itself."""
    bench.copy(bench.template(), database)
    tags = ",".join(f"/{addon}" for addon in ADDONS)
    return bench.load(
        database, "-i", ",".join(ADDONS), "--without-demo", f"--test-tags={tags}", f"--http-port={free_port()}"
    )


def test_odoos_own_runner_passes(installed):
    totals = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", installed)
    assert totals, installed[-2000:]
    assert totals[-1][:2] == ("0", "0")
    assert int(totals[-1][2]) >= 2 * len(ADDONS)


def test_the_log_of_the_installation_is_clean(installed):
    assert not complaints(installed)


def test_uninstalling_leaves_nothing_and_a_second_installation_works(bench, database, installed):
    bench.odoo("module", "uninstall", ADDONS[0], database=database, log_level="warn")
    found = {}
    with bench.server(database) as cr:
        cr.execute("SELECT name FROM ir_module_module WHERE name IN %s AND state = 'uninstalled'", [ADDONS])
        assert len(cr.fetchall()) == len(ADDONS)
        for what, query in LEFTOVERS.items():
            cr.execute(query, {"addons": ADDONS})
            if rows := cr.fetchall():
                found[what] = sorted(name for (name,) in rows)
    assert not found
    log = bench.load(database, "-i", ",".join(ADDONS), "--without-demo")
    assert not complaints(log)
