"""A PostgreSQL server and an Odoo server of a test's own, as real processes, so that they can be killed."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tools import config

WAIT = 120  # a test that hangs ends; nothing is decided by it


def until(condition, process=None, nudge=None):
    """Look again and again at something another process does; what it is at last.

    :param nudge: called now and then while it is not
    """
    end, turn = time.monotonic() + WAIT, 0
    while not (found := condition()):
        turn += 1
        if nudge and turn % 20 == 1:
            nudge()
        if time.monotonic() > end or (process and process.poll() is not None):
            raise AssertionError(f"never came: {condition.__name__}")
        time.sleep(0.02)
    return found


def _children(pid):
    """Every process that descends from ``pid``."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(") ")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def _kill(pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def gone():
        return not any(_is_alive(pid) for pid in pids)

    until(gone)


def _is_alive(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


class Cluster:
    """A PostgreSQL server with the durability of a production one: what initdb sets, nothing switched off."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="hcs-kill-"))
        self.data = self.folder / "data"
        self.options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            names = {entry.pw_name for entry in pwd.getpwall()}
            owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.options |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": "/"}
        self._run("initdb", "-D", self.data, "-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.folder.chmod(0o755)

    @staticmethod
    def is_possible():
        return bool(shutil.which("initdb") and shutil.which("pg_dump") and Path("/proc/self/stat").exists())

    def _run(self, program, *arguments):
        subprocess.run([shutil.which(program), *map(str, arguments)], check=True, **self.options)

    def start(self):
        server = f"-k '{self.folder}' -p 5432 -c listen_addresses=''"
        self._run("pg_ctl", "-D", self.data, "-s", "-w", "-t", WAIT, "-l", self.folder / "log", "-o", server, "start")

    def kill(self):
        """kill -9 of the server and every process of it."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        _kill([pid, *_children(pid)])

    def stop_at_once(self):
        """What an administrator in a hurry does; the next start recovers."""
        self._run("pg_ctl", "-D", self.data, "-s", "-m", "immediate", "stop")

    def remove(self):
        if (self.data / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def dsn(self, database):
        return psycopg2.extensions.make_dsn(host=str(self.folder), port=5432, user="odoo", dbname=database)

    def copy(self, database, name):
        """``database`` of the test server as ``name`` here."""
        source = psycopg2.extensions.make_dsn(**connection_info_for(database)[1])
        archive = self.folder / "archive"
        subprocess.run(["pg_dump", "-Fc", "-Z0", "-f", str(archive), "-d", source], check=True)
        with contextlib.closing(psycopg2.connect(self.dsn("postgres"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cr:
                cr.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        fast = {**os.environ, "PGOPTIONS": "-c synchronous_commit=off"}  # of this copy only
        command = ["pg_restore", "--no-owner", "-j", "2", "-d", self.dsn(name), str(archive)]
        subprocess.run(command, check=True, env=fast)
        archive.unlink()

    def query(self, database, statement, arguments=()):
        """The rows of a statement, over a connection of its own, committed."""
        connection = psycopg2.connect(self.dsn(database))
        with contextlib.closing(connection), connection, connection.cursor() as cr:
            cr.execute(statement, arguments)
            return cr.fetchall() if cr.description else []


class OdooServer:
    """``odoo`` with its scheduled actions, in a process of its own."""

    def __init__(self, cluster, database):
        self.cluster, self.database = cluster, database
        self.log = cluster.folder / "odoo.log"
        self.process, self.port = None, None

    def _config(self):
        self.port, gevent = _free_ports(2)
        values = {
            "addons_path": ",".join(config["addons_path"]),
            "db_host": self.cluster.folder,
            "db_port": 5432,
            "db_user": "odoo",
            "db_name": self.database,
            "data_dir": self.cluster.folder / "files",
            "http_interface": "127.0.0.1",
            "http_port": self.port,
            "gevent_port": gevent,
            "workers": 0,
            "max_cron_threads": 1,
            "limit_time_real": 600,
            "log_level": "warn",
            "list_db": False,
        }
        path = self.cluster.folder / "odoo.conf"
        path.write_text("[options]\n" + "".join(f"{name} = {value}\n" for name, value in values.items()))
        return path

    def _command(self, *arguments):
        program = [sys.executable, "-c", "import odoo.cli; odoo.cli.main()"]
        return [*program, *arguments, "-c", str(self._config())]

    @staticmethod
    def _environment():
        own = ("ODOO_RC", "OPENERP_SERVER", "PGDATABASE", "PGHOST", "PGPORT", "PGUSER")
        return {name: value for name, value in os.environ.items() if name not in own}

    def shell(self, script):
        """Run ``script``; the JSON it prints last."""
        done = subprocess.run(
            self._command("shell", "--no-http"),
            input=script.encode(), capture_output=True, check=True, env=self._environment(),
        )  # fmt: skip
        return json.loads(done.stdout.decode().strip().splitlines()[-1])

    def start(self):
        """Start it; see :meth:`wait`."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment(), start_new_session=True,
            )  # fmt: skip
        return self

    def wait(self):
        """Until it answers."""

        def answering():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/web/health", timeout=10) as answer:
                    return answer.status == 200
            except (OSError, urllib.error.URLError):
                return False

        until(answering, self.process)
        return self

    def kill(self):
        """kill -9 of it and all its processes."""
        if self.process and self.process.poll() is None:
            pids = [self.process.pid, *_children(self.process.pid)]
            self.process.kill()
            _kill(pids)
            self.process.wait(WAIT)
            with contextlib.suppress(psycopg2.OperationalError):  # where the database is killed too
                until(self._is_forgotten)

    def _is_forgotten(self):
        """Whether the database has noticed, and given up what was under way."""
        sessions = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND application_name LIKE 'odoo-%%'"
        return not self.cluster.query("postgres", sessions, [self.database])

    def nudge(self):
        """Scheduled actions look at once, not a minute after the start."""
        self.cluster.query("postgres", "SELECT pg_notify('cron_trigger', %s)", [self.database])

    def post(self, path, body, key):
        """``(status, text)``; None where the server is gone."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/hl7-v2"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=WAIT) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (OSError, ValueError):
            return None


def _free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _each in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
