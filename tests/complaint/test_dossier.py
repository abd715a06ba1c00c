"""FEATURES CP10: one click, an indexed archive with fingerprints; only handlers; the access is logged."""

import hashlib
import io
import zipfile
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from tests.complaint.intake import POINT, IntakeCase

MODULE = "odoo.addons.hospital_customer_service.models.complaint.hcs_complaint_dossier"


@tagged("post_install", "-at_install", "hcs_complaint")
class TestDossier(HttpCase, IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls.register(
            cls.user_agent, patient_id=cls.patient.id, complainant="Zhang Wei", phone="13800001111",
            source="in_person", signature=POINT,
        )  # fmt: skip
        cls.letter = cls.env["ir.attachment"].create(
            {
                "name": "../../etc/letter of 1.txt",
                "raw": b"Dear hospital",
                "res_model": cls.ticket._name,
                "res_id": cls.ticket.id,
            }
        )
        cls.ticket.message_post(body="Called the family", subtype_xmlid="mail.mt_note")

    def archive(self, user=None, ticket=None):
        target, fingerprint = (ticket or self.ticket).with_user(user or self.user_agent)._make_dossier()
        self.addCleanup(target.close)
        target.seek(0)
        self.assertEqual(hashlib.sha256(target.read()).hexdigest(), fingerprint)
        return zipfile.ZipFile(target)

    def test_everything_with_its_fingerprint(self):
        archive = self.archive()
        names = set(archive.namelist())
        self.assertTrue(any(name.startswith("index.") for name in names))
        self.assertLessEqual({"SHA256SUMS", "log/discussion.txt", "tables/complaint-allegation.csv"}, names)
        self.assertEqual(len([name for name in names if name.startswith("attachments/")]), 2, "letter and signature")
        sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
        self.assertEqual(set(sums), names - {"SHA256SUMS"})
        for name, fingerprint in sums.items():
            self.assertEqual(hashlib.sha256(archive.read(name)).hexdigest(), fingerprint, name)
        self.assertIn("Called the family", archive.read("log/discussion.txt").decode())
        index = archive.read(next(name for name in names if name.startswith("index."))).decode(errors="ignore")
        if index.startswith("<"):
            self.assertIn(self.ticket.reference, index)
            self.assertNotIn("13800001111", index, "the full number only for those who may see it")

    def test_no_name_leads_out_of_the_archive(self):
        for name in self.archive().namelist():
            self.assertNotIn("..", name.split("/"))
            self.assertFalse(name.startswith("/"))

    def test_a_text_is_no_formula(self):
        self.ticket.allegation_ids.description = "=HYPERLINK(1)"
        table = self.archive().read("tables/complaint-allegation.csv").decode("utf-8-sig")
        self.assertIn("'=HYPERLINK", table)

    def test_the_access_is_logged(self):
        logs = self.env["hcs.access.log"]
        domain = [("user_id", "=", self.user_agent.id), ("kind", "=", "export"), ("patient_id", "=", self.patient.id)]
        before = logs.search_count(domain)
        self.archive()
        self.assertEqual(logs.search_count(domain), before + 1)
        note = self.ticket.message_ids[0]
        self.assertIn("SHA-256", note.body)
        self.assertEqual(note.author_id, self.user_agent.partner_id)

    def test_only_those_who_handle_it(self):
        for user in (self.user_complaint, self.user_director):
            self.assertTrue(self.archive(user))
        for user in (self.user_executive, self.user_followup, self.user_department, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.ticket.with_user(user).action_dossier()
            with self.assertRaises(AccessError):
                self.ticket.with_user(user)._make_dossier()
        walled = self.register(self.user_agent, staff_ids=[Command.set(self.user_director.ids)])
        with self.assertRaises(AccessError):
            walled.with_user(self.user_director)._make_dossier()

    def test_too_large(self):
        with patch(f"{MODULE}.MAX_BYTES", 5), self.assertRaisesRegex(UserError, "administrator"):
            self.archive()

    def test_by_the_address(self):
        self.assertEqual(
            self.ticket.with_user(self.user_agent).action_dossier()["url"], f"/hcs/complaint/{self.ticket.id}/dossier"
        )
        self.authenticate(self.user_agent.login, self.user_agent.login)
        response = self.url_open(f"/hcs/complaint/{self.ticket.id}/dossier")
        self.assertEqual((response.status_code, response.headers["Content-Type"]), (200, "application/zip"))
        self.assertEqual(hashlib.sha256(response.content).hexdigest(), response.headers["X-Content-SHA256"])
        self.assertIn("SHA256SUMS", zipfile.ZipFile(io.BytesIO(response.content)).namelist())
        self.authenticate(self.user_followup.login, self.user_followup.login)
        self.assertEqual(self.url_open(f"/hcs/complaint/{self.ticket.id}/dossier").status_code, 404)
