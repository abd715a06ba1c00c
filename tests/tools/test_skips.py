"""A skipped test fails the suite unless its reason says that it is expected (ADM-01)."""

import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
CASES = """
import unittest, pytest
class TestSkips(unittest.TestCase):
    def test_silent(self):
        self.skipTest("no browser")
    def test_meant(self):
        self.skipTest("expected: not on this machine")
    def test_part(self):
        with self.subTest(part=1):
            self.skipTest("half a browser")
@pytest.mark.xfail(reason="known")
def test_known():
    assert False
"""
MODULE = "import pytest\npytest.importorskip('no_such_library_here')\n"


def run(folder, *options):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", "-p", "no:cacheprovider", *options, str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["one process", "parallel"])
def test_unexpected_skip_is_a_failure(tmp_path, options):
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text())
    (tmp_path / "test_cases.py").write_text(CASES)
    done = run(tmp_path, *options)
    assert "2 failed, 1 passed, 1 skipped, 1 xfailed" in done.stdout
    assert "skipped unexpectedly: no browser" in done.stdout
    assert "skipped unexpectedly: half a browser" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["one process", "parallel"])
def test_skipped_module_is_a_failure(tmp_path, options):
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text())
    (tmp_path / "test_module.py").write_text(MODULE)
    done = run(tmp_path, *options)
    assert done.returncode not in (0, 5)
    assert "skipped unexpectedly" in done.stdout
    assert "no_such_library_here" in done.stdout
