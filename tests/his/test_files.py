"""Files by hand and from a folder (VIS-02, ADM-04), progress, and the summary at the end."""

import io
import os
import tempfile
import time
import zipfile
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from tests.his import fhir_maker as make
from tests.his.common import NINE, HisCase

LOGGER = "odoo.addons.hospital_customer_service.models.his.hcs_his_source_folder"


@tagged("post_install", "-at_install", "hcs_his")
class TestFiles(HisCase):
    def upload(self, files, user=None):
        user = user or self.user_admin
        attachments = (
            self.env["ir.attachment"]
            .with_user(user)
            .create([{"name": name, "raw": data} for name, data in files.items()])
        )
        wizard = (
            self.env["hcs.his.upload"]
            .with_user(user)
            .create({"source_id": self.source.id, "attachment_ids": [Command.set(attachments.ids)]})
        )
        action = wizard.action_load()
        self.assertFalse(attachments.exists(), "personal data stay in the inbox only")
        return self.env["hcs.his.import"].with_user(user).browse(action["res_id"])

    def run_to_the_end(self, record):
        steps = 0
        while record.apply_step()["remaining"]:
            steps += 1
        return steps

    def test_several_files_with_progress_and_a_summary(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("Patient.ndjson", make.ndjson([make.patient("1"), make.patient("2")]))
        files = {
            "visits.ndjson": make.ndjson([make.encounter("7", "1", NINE), make.encounter("8", "x", NINE)]),
            "patients.zip": packed.getvalue(),
            "bad.json": b'{"resourceType": "Patient", "id": "9"}',
            "other.ndjson": make.ndjson([{"resourceType": "Observation", "id": "o"}]),
        }
        record = self.upload(files)
        self.assertEqual((record.received_count, record.new_count, record.error_count), (6, 5, 0))
        self.assertLess(record.progress, 50)
        with patch("odoo.addons.hospital_customer_service.models.his.hcs_his_import.STEP", 2):
            self.assertGreaterEqual(self.run_to_the_end(record), 2)
        self.assertEqual(record.progress, 100)
        self.assertEqual(
            record.summary,
            [
                {"type": "Encounter", "new": 1, "waiting": 1},
                {"type": "Observation", "ignored": 1},
                {"type": "Patient", "new": 2, "error": 1},
            ],
        )
        again = self.upload(files)
        self.assertEqual((again.known_count, again.new_count), (6, 0))

    def test_unreadable_files_are_told(self):
        record = self.upload({"x.zip": b"PK\x03\x04 no", "y.pdf": b"%PDF-1.7", "z.json": b""})
        errors = record.message_ids.mapped("error_code")
        self.assertEqual(sorted(errors), ["empty", "json", "unreadable"])
        self.assertIn("y.pdf", record.message_ids.mapped("file_name"))

    def test_no_file(self):
        wizard = self.env["hcs.his.upload"].with_user(self.user_admin).create({"source_id": self.source.id})
        with self.assertRaises(UserError):
            wizard.action_load()

    def test_who_may_load(self):
        for user in (self.user_agent, self.user_leader, self.user_director, self.user_his, self.user_executive):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["hcs.his.upload"].with_user(user).create({"source_id": self.source.id})
        record = self.upload({"p.json": make.ndjson([make.patient("1")])})
        with self.assertRaises(AccessError):
            record.with_user(self.user_director).apply_step()

    # FOLDER
    def folder_source(self, folder):
        return self.env["hcs.his.source"].create(
            {"name": "Folder", "code": "folder", "kind": "fhir_folder", "folder": folder}
        )

    def quiet(self, path, data):
        path.write_bytes(data)
        old = time.time() - 3600
        os.utime(path, (old, old))

    def test_a_folder_is_read_once(self):
        with tempfile.TemporaryDirectory() as folder, self.enter_registry_test_mode():
            source, inbox = self.folder_source(folder), Path(folder)
            self.quiet(inbox / "a.ndjson", make.ndjson([make.patient("1")]))
            self.quiet(inbox / "b.json", b"{half")
            self.quiet(inbox / "notes.txt", b"x")
            self.quiet(inbox / ".hidden.json", b"{}")
            (inbox / "still-written.json").write_bytes(b"{")
            (inbox / "link.json").symlink_to(inbox / "b.json")
            cron = self.env.ref("hospital_customer_service.ir_cron_his_folder")
            self.assertIs(cron.method_direct_trigger(), True)
            self.assertEqual(sorted(path.name for path in (inbox / "done").iterdir()), ["a.ndjson", "b.json"])
            left = {path.name for path in inbox.iterdir()}
            self.assertEqual(left, {"done", "notes.txt", ".hidden.json", "still-written.json", "link.json"})
            states = self.messages.search([("source_id", "=", source.id)]).mapped("state")
            self.assertEqual(sorted(states), ["error", "new"])
            self.quiet(inbox / "a.ndjson", make.ndjson([make.patient("1")]))
            self.assertIs(cron.method_direct_trigger(), True)
            moved = sorted(path.name for path in (inbox / "done").iterdir())
            self.assertEqual(moved, ["a-1.ndjson", "a.ndjson", "b.json"])
            self.assertEqual(self.env["hcs.his.import"].search_count([("source_id", "=", source.id)]), 2)

    def test_a_file_that_cannot_be_moved_is_not_read_twice(self):
        with tempfile.TemporaryDirectory() as folder:
            source = self.folder_source(folder)
            self.quiet(Path(folder) / "a.ndjson", make.ndjson([make.patient("1")]))
            with patch.object(Path, "rename", side_effect=PermissionError), self.assertLogs(LOGGER):
                source.action_read_folder()
                source.action_read_folder()
            self.assertEqual(self.env["hcs.his.import"].search_count([("source_id", "=", source.id)]), 1)

    def test_folders_that_are_none(self):
        for folder in ("relative/path", "/does/not/exist", False):
            source = self.env["hcs.his.source"].create(
                {"name": "F", "code": f"f{bool(folder)}{len(folder or '')}", "kind": "fhir_folder", "folder": folder}
            )
            self.assertEqual(source._folder_files(time.time()), [])
            with self.assertRaises(UserError):
                source.action_read_folder()

    def test_the_folder_is_the_business_of_the_server(self):
        """SEC-04: whoever names a folder reads files of the server."""
        with self.assertRaises(AccessError):
            self.source.with_user(self.user_admin).folder = "/etc"

    # SOURCES
    def test_codes_are_parts_of_addresses(self):
        for code in ("a b", "a/b", "中文", "-"):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self.source.code = code

    def test_the_form_counts_and_leads_to_the_messages(self):
        self.feed(make.patient("1"), {**make.patient("2"), "birthDate": "x"}, make.encounter("7", "zz", NINE))
        self.store(make.patient("4"))
        source = self.source.with_user(self.user_admin)
        counts = (source.message_count, source.new_count, source.waiting_count, source.error_count)
        self.assertEqual(counts, (4, 1, 1, 1))
        action = source.with_context(hcs_state="error").action_open_messages()
        self.assertEqual(action["context"]["search_default_filter_error"], 1)
        with Form(source) as form:
            form.keep_days = 30
        self.assertEqual(source.keep_days, 30)
        self.assertIn("/hcs/fhir/test", source.url)
