"""``odoo hcs_ami``: listen to an Asterisk exchange. Loads neither the add-on nor a registry."""

import importlib
import importlib.util
import sys
from pathlib import Path

try:
    from odoo.cli import Command
except ImportError:  # started without Odoo
    Command = object

TOOLS = Path(__file__).resolve().parent.parent / "tools"


def command():
    """The command line of the listener, from the add-on's tools alone."""
    name = "hcs_listener_tools"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, TOOLS / "__init__.py", submodule_search_locations=[str(TOOLS)]
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return importlib.import_module(f"{name}.phone.command")


class HcsAmi(Command):
    """Listen to an Asterisk exchange and post its calls to the customer-service centre."""

    name = "hcs_ami"

    def run(self, args):
        sys.exit(command().main(args))
