"""HL7 v2 by MLLP into the inbox, as a process of its own.

    python scripts/mllp_listener.py -c /etc/odoo/odoo.conf -d hospital --source his --host 0.0.0.0 --allow 10.1.2.0/24

The same as ``odoo hcs_mllp …``. See docs/integration.md.
"""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def command():
    """The command line of the add-on's listener, without Odoo around it."""
    path = ROOT / "hospital_customer_service" / "cli" / "hcs_mllp.py"
    spec = importlib.util.spec_from_file_location("hcs_mllp", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.command()


if __name__ == "__main__":
    sys.exit(command().main())
