"""Small work on databases: ``shell`` on the demo database, ``drop`` it, ``clean`` the databases of the tests."""

import os
import sys

from workbench import Workbench, say


def clean(bench):
    with bench.server() as cr:
        cr.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
        databases = [name for (name,) in cr.fetchall()]
    for database in databases:
        if database.startswith((bench.test_database, "hcs_template_")):
            say(f"dropping {database}")
            bench.drop(database)


def main(task):
    bench = Workbench()
    if task == "drop":
        say(f"dropping {bench.demo_database}")
        bench.drop(bench.demo_database)
    elif task == "clean":
        clean(bench)
    else:
        conf = bench.config(bench.demo_database)
        os.execvpe("odoo", ["odoo", "shell", "-c", str(conf), "--no-http"], bench.environment)


if __name__ == "__main__":
    main(sys.argv[1])
