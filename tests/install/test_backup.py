"""SEC-03: what docs/setup.md says about copies holds: a dump with its files comes back whole, in another database."""

import hashlib
import re
import subprocess
import zipfile

import pytest
from psycopg2 import sql

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "setup.md").read_text(encoding="utf-8")
COUNTED = (
    "hcs_patient",
    "hcs_service_type",
    "hcs_clock_policy",
    "ir_model_access",
    "ir_rule",
    "res_users",
    "ir_attachment",
)
WRITE = b"""
patient = env["hcs.patient"].create({"name": "Backup", "email": "backup@mail.example.com"})
env["ir.attachment"].create({"name": "letter.pdf", "raw": b"%PDF kept in the filestore", "res_model": "hcs.patient",
                             "res_id": patient.id})
env.cr.commit()
"""
READ = b"""
patient = env["hcs.patient"].search([("name", "=", "Backup")])
file = env["ir.attachment"].search([("res_model", "=", "hcs.patient"), ("res_id", "=", patient.id)])
print("FOUND", patient.email, file.raw.decode())
"""


def counts(bench, database):
    with bench.server(database) as cr:
        found = {}
        for table in COUNTED:
            cr.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            found[table] = cr.fetchone()[0]
        return found


def number(bench, database):
    with bench.server(database) as cr:
        cr.execute("SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'")
        return cr.fetchone()[0]


@pytest.fixture(scope="module")
def copies(bench, database):
    """A hospital at work, and the name of the database that its backup is loaded into."""
    if bench.comment(bench.test_database) is None:
        bench.fresh_database(bench.test_database)
    bench.copy(bench.test_database, database)
    restored = f"{database}_restored"
    bench.odoo("shell", "--no-http", database=database, stdin=WRITE)
    yield database, restored
    bench.drop(restored)


def test_a_dump_with_its_files_comes_back(bench, copies, tmp_path):
    database, restored = copies
    backup = tmp_path / "hospital.zip"
    for words in re.findall(r"^    odoo (db .*)$", PAGE, re.MULTILINE):
        line = words.replace("/etc/odoo/odoo.conf", str(bench.config(database))).replace(
            "/backup/hospital.zip", str(backup)
        )
        line = line.replace("hospital_restored", restored)
        command = ["odoo", *(database if word == "hospital" else word for word in line.split())]
        done = subprocess.run(command, env=bench.environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert number(bench, restored) != number(bench, database)
    for line in re.findall(r"^    (psql .*)$", PAGE, re.MULTILINE):
        for word, name in (("/backup/", f"{tmp_path}/"), ("hospital_restored", restored)):
            line = line.replace(word, name)
        line = re.sub(r" hospital > ", f" {database} > ", line)
        subprocess.run(["bash", "-c", line], env=bench.environment, check=True, capture_output=True)
    assert number(bench, restored) == number(bench, database)
    with zipfile.ZipFile(backup) as archive:
        names = archive.namelist()
    assert "dump.sql" in names
    assert [name for name in names if name.startswith("filestore/")], "the files belong to it"
    assert counts(bench, restored) == counts(bench, database)
    with bench.server(restored) as cr:
        cr.execute("SELECT store_fname, checksum FROM ir_attachment WHERE store_fname IS NOT NULL")
        files = cr.fetchall()
    kept = [(name, checksum) for name, checksum in files if (bench.filestore(database) / name).exists()]
    assert kept
    for name, checksum in kept:
        content = (bench.filestore(restored) / name).read_bytes()
        assert hashlib.sha1(content, usedforsecurity=False).hexdigest() == checksum, name


def test_the_restored_hospital_works(bench, copies):
    _database, restored = copies
    told = bench.odoo("shell", "--no-http", database=restored, stdin=READ)
    assert "FOUND backup@mail.example.com %PDF kept in the filestore" in told, told[-2000:]
