"""The tools of the add-ons are pure Python (DESIGN §2): they load where Odoo is not."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_tools_load_without_odoo():
    script = """
import pathlib, runpy, sys
class NoOdoo:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "odoo":
            raise ImportError("a tool imports odoo")
sys.meta_path.insert(0, NoOdoo())
import importlib, pkgutil
sys.modules.pop("odoo", None)
runpy.run_path("tests/conftest.py")
for package in ("hcs_tools", "hcs_report_tools"):
    if package in sys.modules:
        for found in pkgutil.walk_packages(sys.modules[package].__path__, package + "."):
            importlib.import_module(found.name)
assert "hcs_tools" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
