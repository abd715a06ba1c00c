"""What the scripts of this folder share: where things are, databases, Odoo's command line.

Run them through make, or with the environment of ``scripts/bootstrap.sh env``. A script of one's own starts with::

    from workbench import Workbench

    bench = Workbench()
    bench.fresh_database("hcs_try")          # our add-ons installed on a copy of the template, seconds
    bench.odoo("shell", database="hcs_try", stdin=b"print(env.user.name)")
"""

import ast
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ("hospital_customer_service", "hospital_cs_reports")
LANGUAGE = "zh_CN"
LANGUAGES = f"en_US,{LANGUAGE}"  # the first is what new users and companies get, and the only one if it stands alone
TEMPLATE_LOCK = 0x68637301  # advisory lock: two checkouts on one server make a template once
MODULE_LINE = re.compile(r"odoo\.modules\.loading: Loading module (\S+) \((\d+)/(\d+)\)")
BAD_LINE = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")
# Odoo's remarks about the machine, not about the add-ons
MACHINE_REMARKS = re.compile(r"Running as user 'root'|Python .* is deprecated")


class WorkbenchError(SystemExit):
    """Ends the script with one readable line."""

    def __init__(self, message):
        super().__init__(f"!!! {message}")


def say(message):
    print(f"==> {message}", flush=True)


def manifest(addon):
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def addons_stamp():
    """Changes with any file of the add-ons."""
    digest = hashlib.sha256()
    for addon in ADDONS:
        for path in sorted((ROOT / addon).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class Workbench:
    def __init__(self):
        self.dev = Path(os.environ.get("ODOO_DEV_DIR") or ROOT / ".odoo").resolve()
        if not (self.dev / "pg.env").exists():
            raise WorkbenchError("nothing is set up yet: run make prepare")
        self.source = Path((self.dev / "odoo-source").read_text().strip())
        settings = dict(line.split("=", 1) for line in (self.dev / "pg.env").read_text().split())
        programs = (self.dev / "pg-bin").read_text().strip()
        path = os.pathsep.join([str(self.dev / "venv" / "bin"), programs, os.environ["PATH"]])
        self.environment = {**os.environ, **settings, "PATH": path, "ODOO_DEV_DIR": str(self.dev)}
        # nothing of the person's own Odoo may leak in
        for name in ("ODOO_RC", "OPENERP_SERVER", "PGDATABASE"):
            self.environment.pop(name, None)
        self.data_dir = self.dev / "data"
        self.demo_database = os.environ.get("DB_NAME") or "hcs_demo"
        self.test_database = os.environ.get("TEST_DB_NAME") or f"{self.demo_database}_test"

    # ------------------------------------------------------------------ Odoo

    def config(self, database, **options):
        """Write the configuration file of ``database`` and return its path."""
        neighbours = os.environ.get("BENCH_ADDONS")  # folder of add-ons to be measured against
        values = {
            "addons_path": ",".join(filter(None, [f"{self.source}/odoo/addons", str(ROOT), neighbours])),
            "db_host": self.environment["PGHOST"],
            "db_port": self.environment["PGPORT"],
            "db_user": self.environment["PGUSER"],
            "db_name": database,
            "dbfilter": f"^{re.escape(database)}$",
            "data_dir": self.data_dir,
            "http_interface": "127.0.0.1",
            "max_cron_threads": 0,
            "list_db": False,
            **options,
        }
        if password := os.environ.get("PGPASSWORD"):
            values["db_password"] = password
        path = self.dev / "conf" / f"{database}.conf"
        path.parent.mkdir(exist_ok=True)
        text = "\n".join(f"{key} = {value}" for key, value in values.items())
        path.write_text(f"[options]\n{text}\n")
        path.chmod(0o600)
        return path

    def odoo(self, *arguments, database, stdin=None, check=True, **options):
        """Run ``odoo`` on ``database`` and return its output, log included."""
        command = ["odoo", *arguments, "-c", str(self.config(database, **options)), "-d", database]
        pipes = {"input": stdin or b"", "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(command, env=self.environment, check=False, **pipes)
        output = done.stdout.decode(errors="replace")
        if check and done.returncode:
            raise WorkbenchError(f"odoo {' '.join(arguments)} failed:\n{output[-4000:]}")
        return output

    def load(self, database, *arguments, check=True):
        """Install or update, telling every few seconds how far it is; return the log."""
        log = self.dev / "log" / f"{database}.log"
        log.unlink(missing_ok=True)
        conf = self.config(database, log_level="info")
        arguments = [*arguments, "--no-http", "--stop-after-init", f"--logfile={log}"]
        command = ["odoo", "-c", conf, "-d", database, *arguments]
        with (self.dev / "log" / f"{database}.out").open("wb") as out:
            process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            last, told = time.monotonic(), ""
            while process.poll() is None:
                time.sleep(0.2)
                if time.monotonic() - last > 5 and log.exists():
                    last = time.monotonic()
                    steps = MODULE_LINE.findall(log.read_text(errors="replace"))
                    step = "    {} ({} of {})".format(*steps[-1]) if steps else ""
                    if step != told:
                        print(step, flush=True)
                        told = step
        text = log.read_text(errors="replace") if log.exists() else ""
        if process.returncode and check:
            out = (self.dev / "log" / f"{database}.out").read_text(errors="replace")
            raise WorkbenchError(f"Odoo could not load {database}, see {log}:\n{(text + out)[-4000:]}")
        return text

    # ------------------------------------------------------------- databases

    @contextlib.contextmanager
    def server(self, database="postgres"):
        connection = psycopg2.connect(
            host=self.environment["PGHOST"],
            port=self.environment["PGPORT"],
            user=self.environment["PGUSER"],
            password=os.environ.get("PGPASSWORD"),
            dbname=database,
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def comment(self, database):
        """The comment of a database: what it was made of, empty where it is half made; None where there is none."""
        with self.server() as cr:
            cr.execute(
                "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s",
                [database],
            )
            row = cr.fetchone()
        return row and row[0]

    def set_comment(self, database, text):
        with self.server() as cr:
            cr.execute(sql.SQL("COMMENT ON DATABASE {} IS %s").format(sql.Identifier(database)), [text])

    def drop(self, database):
        with self.server() as cr:
            cr.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
        shutil.rmtree(self.filestore(database), ignore_errors=True)

    def filestore(self, database):
        return self.data_dir / "filestore" / database

    def copy(self, template, database):
        self.drop(database)
        with self.server() as cr:
            cr.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
            )
        if self.filestore(template).exists():  # files of attachments never change: links do
            shutil.copytree(self.filestore(template), self.filestore(database), copy_function=os.link)

    def dependencies(self):
        needed = {name for addon in ADDONS for name in manifest(addon)["depends"]}
        return sorted(needed - set(ADDONS))

    def template(self, demo=False, extra=()):
        """A database with everything our add-ons depend on and Chinese loaded; made once per build of Odoo."""
        modules = sorted({*self.dependencies(), *extra})
        stamp = self.source.parents[3] / ".stamp" if len(self.source.parents) > 3 else None
        release = self.source / "odoo" / "release.py"
        build = stamp.read_bytes() if stamp and stamp.exists() else f"{release} {release.stat().st_mtime}".encode()
        parts = [
            build,
            b"pg_trgm",
            LANGUAGES.encode(),
            ",".join(modules).encode(),
            b"demo" if demo else b"",
            bytes(self.data_dir),
        ]
        key = hashlib.sha256(b"\0".join(parts)).hexdigest()
        name = f"hcs_template_{key[:10]}"
        with self.server() as cr:
            cr.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
            if self.comment(name) != key or not self.filestore(name).exists():
                say(f"making the template database{' with demo data' if demo else ''}: {', '.join(modules)}")
                self.drop(name)
                empty = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
                cr.execute(empty.format(sql.Identifier(name)))
                self.add_extensions(name)
                arguments = ["-i", ",".join(modules), f"--load-language={LANGUAGES}"]
                self.load(name, *arguments, "--with-demo" if demo else "--without-demo")
                self.filestore(name).mkdir(parents=True, exist_ok=True)
                self.set_comment(name, key)
        return name

    def add_extensions(self, database):
        """What Odoo adds to a database it creates itself: without pg_trgm the indexes for searching are missing."""
        with self.server(database) as cr, contextlib.suppress(psycopg2.Error):
            cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")  # a server without it works, only slower

    def fresh_database(self, database, demo=False, extra=(), install=ADDONS):
        """``database`` anew from the template with our add-ons installed; return the log of the installation."""
        self.copy(self.template(demo, extra), database)
        log = ""
        if install:
            log = self.load(database, "-i", ",".join(install), "--with-demo" if demo else "--without-demo")
        self.set_comment(database, addons_stamp())
        return log


def complaints(log):
    """The lines of a log that Odoo wrote as a warning or worse, tracebacks included."""
    found, inside = [], False
    for line in log.splitlines():
        if re.match(r"^\d{4}-\d\d-\d\d \d\d:", line):
            inside = bool(BAD_LINE.match(line)) and not MACHINE_REMARKS.search(line)
        if inside:
            found.append(line)
    return found


def run(command, environment, **options):
    """Run a command in the foreground and return its exit status."""
    sys.stdout.flush()
    return subprocess.run([str(part) for part in command], env=environment, check=False, **options).returncode
