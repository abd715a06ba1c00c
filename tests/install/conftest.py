"""Tests that make databases of their own and run Odoo as a program; pytest runs them without its Odoo plugin."""

import pytest

from workbench import Workbench


@pytest.fixture(scope="session")
def bench():
    return Workbench()


@pytest.fixture(scope="module")
def database(bench, request):
    """The name of a database of this module, gone when the module is through."""
    name = f"{bench.test_database}_{request.module.__name__.rsplit('test_', 1)[-1]}"
    yield name
    bench.drop(name)
