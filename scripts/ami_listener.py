"""Calls of an Asterisk exchange into the service centre, as a process of its own.

    HCS_AMI_SECRET=… HCS_API_KEY=… python scripts/ami_listener.py --host 10.1.2.3 --user hcs \
        --url https://odoo.example.org/hcs/phone/main/event

The same as ``odoo hcs_ami …``. See docs/integration.md.
"""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def command():
    """The command line of the add-on's listener, without Odoo around it."""
    path = ROOT / "hospital_customer_service" / "cli" / "hcs_ami.py"
    spec = importlib.util.spec_from_file_location("hcs_ami", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.command()


if __name__ == "__main__":
    sys.exit(command().main())
