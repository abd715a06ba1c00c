"""``make run``: the demo hospital, made or brought up to date, and served."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from workbench import ADDONS, Workbench, WorkbenchError, addons_stamp, say

PORT = int(os.environ.get("HTTP_PORT") or 8069)
INTERFACE = os.environ.get("HTTP_INTERFACE") or "127.0.0.1"
PATIENCE = 120
# The administrator sees the hospital's language and time; the hospital's own users bring theirs with the demo data.
LOCALISE = b"""
admin = env.ref("base.user_admin")
admin.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
env.cr.commit()
"""
USERS = """
    SELECT u.login,
           coalesce(p.name, ''),
           coalesce(string_agg(DISTINCT d.name, ', ') FILTER (WHERE d.module = 'hospital_customer_service'), '')
      FROM res_users u
      JOIN res_partner p ON p.id = u.partner_id
      JOIN ir_model_data x ON x.model = 'res.users' AND x.res_id = u.id
 LEFT JOIN res_groups_users_rel r ON r.uid = u.id
 LEFT JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = r.gid
     WHERE u.active AND x.module = 'hospital_customer_service'
  GROUP BY u.id, u.login, p.name
  ORDER BY u.id
"""


def prepare(bench):
    database, stamp = bench.demo_database, addons_stamp()
    made_of = bench.comment(database)
    if made_of == stamp:
        say(f"{database} is up to date")
    elif made_of:
        say(f"the add-ons changed: updating {database}")
        bench.load(database, "-u", ",".join(ADDONS), "--with-demo")
        bench.set_comment(database, stamp)
    else:
        if made_of is not None and os.environ.get("DB_NAME"):
            raise WorkbenchError(
                f"the database {database} is there but was not made (or finished) by make run: "
                "choose another DB_NAME, or drop it by make reset"
            )
        say(f"making {database} with the demo hospital (about a minute the first time)")
        bench.fresh_database(database, demo=True)
        bench.set_comment(database, "")
        bench.odoo("shell", "--no-http", database=database, stdin=LOCALISE)
        bench.set_comment(database, stamp)


def check_port():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((INTERFACE, PORT))
        except OSError as error:
            raise WorkbenchError(f"port {PORT} is taken ({error.strerror}): make run HTTP_PORT={PORT + 1}") from None


def wait_until_served(process, url):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/web/login", timeout=30):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    return False


def tell(bench, url, log):
    with bench.server(bench.demo_database) as cr:
        cr.execute(USERS)
        users = cr.fetchall()
    print(f"\n    {url}   (database {bench.demo_database})\n")
    print("    login         password      who")
    print("    admin         admin         Administrator")
    for login, name, groups in users:
        roles = groups.replace("group_hcs_", "")
        print(f"    {login:<13} {login:<13} {name}{f'  ({roles})' if roles else ''}")
    print(f"\n    Log: {log}\n    Stop with Ctrl+C; make stop ends the database server as well.\n", flush=True)


def serve(bench):
    log = bench.dev / "log" / f"{bench.demo_database}-server.log"
    conf = bench.config(
        bench.demo_database,
        http_port=PORT,
        gevent_port=int(os.environ.get("GEVENT_PORT") or PORT + 3),
        http_interface=INTERFACE,
        max_cron_threads=1,
        logfile=log,
    )
    say("starting the server")
    process = subprocess.Popen(["odoo", "-c", str(conf)], env=bench.environment, stdin=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    url = f"http://{'localhost' if INTERFACE in ('127.0.0.1', '0.0.0.0', '::') else INTERFACE}:{PORT}"
    try:
        if wait_until_served(process, url):
            tell(bench, url, log)
        elif process.poll() is None:
            say(f"the server does not answer after {PATIENCE} s, see {log}")
        return process.wait()
    except KeyboardInterrupt:  # the server got the same Ctrl+C
        process.wait()
        return 0


def main():
    bench = Workbench()
    check_port()
    prepare(bench)
    return serve(bench)


if __name__ == "__main__":
    sys.exit(main())
