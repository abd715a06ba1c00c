"""Ground of the test suite.

* ``tests/tools`` needs neither Odoo nor a database: the add-ons' ``tools/`` folders are importable as ``hcs_tools``
  and ``hcs_report_tools`` there (and everywhere else).
* A skipped test is a failed test. Odoo skips silently where the browser or an option of the command line is missing,
  and a suite that skips half of itself looks as green as one that ran. A skip that is meant says so:
  ``self.skipTest("expected: no patched wkhtmltopdf here")``.
"""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALIASES = {
    "hcs_tools": ROOT / "hospital_customer_service" / "tools",
    "hcs_report_tools": ROOT / "hospital_cs_reports" / "tools",
}
EXPECTED_SKIP = "expected:"


def _alias_tools(name, folder):
    """Make the package ``folder`` importable as ``name``, without importing the add-on (and Odoo) around it."""
    init = folder / "__init__.py"
    if name in sys.modules or not init.exists():
        return
    spec = importlib.util.spec_from_file_location(name, init, submodule_search_locations=[str(folder)])
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


for _name, _folder in ALIASES.items():
    _alias_tools(_name, _folder)


def _skip_reason(report):
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")


def _fail_unexpected_skip(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = _skip_reason(report)
        if not reason.startswith(EXPECTED_SKIP):
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid}: skipped unexpectedly: {reason}"
    return report


def pytest_collection_finish(session):
    """Odoo clears the filestore after each class: of two processes on one filestore, one takes the other's files."""
    case = sys.modules.get("odoo.tests.common")
    if case:
        case.TransactionCase._gc_filestore = classmethod(lambda cls: None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_logreport(report):
    _fail_unexpected_skip(report)  # before anybody counts it; sub-tests pass here only
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _fail_unexpected_skip((yield))
