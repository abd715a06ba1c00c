"""The demo hospital installs, and an update leaves it whole: what ``make run`` does the first and every later time."""

from workbench import ADDONS, complaints


def test_demo_data_installs_without_a_warning(bench, database):
    log = bench.fresh_database(database, demo=True)
    assert not complaints(log)
    with bench.server(database) as cr:
        cr.execute("SELECT name FROM ir_module_module WHERE name IN %s AND demo", [ADDONS])
        assert len(cr.fetchall()) == len(ADDONS)


def test_an_update_with_demo_data_is_clean(bench, database):
    log = bench.load(database, "-u", ",".join(ADDONS), "--with-demo")
    assert not complaints(log)
