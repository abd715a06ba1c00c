"""CMP-06, CMP-01: scans added in the small window of a step belong to the ticket from then on."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install", "hcs_complaint")
class TestFiles(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the files live with their transaction
        cls.env["ir.config_parameter"].sudo().set_param("ir_attachment.location", "db")

    def scan(self, user, **values):
        return self.env["ir.attachment"].with_user(user).create({"name": "scan.txt", "raw": b"signed", **values})

    def window(self, model, user, **values):
        return self.env[model].with_user(user).create({"ticket_id": self.ticket.id, **values})

    def test_the_proof_of_delivery_is_kept_with_the_ticket(self):
        self.bring_to("approved")
        scan = self.scan(self.colleague)
        self.window("hcs.complaint.dialog", self.colleague, step="answer", how="letter", proof="RR123",
                    attachment_ids=[Command.set(scan.ids)]).action_apply()  # fmt: skip
        self.assertEqual((scan.res_model, scan.res_id), (self.ticket._name, self.ticket.id))
        self.assertEqual(self.ticket.state, "answered")
        self.assertEqual(scan.with_user(self.user_director).raw, b"signed")
        with self.assertRaises(AccessError):
            scan.with_user(self.user_vip).read(["raw"])

    def test_files_of_others_stay_where_they_are(self):
        """Neither what a colleague uploaded nor what belongs to another record is taken away from it."""
        other = self.make_ticket(self.user_agent)
        self.as_(self.colleague, other).action_accept()
        belongs = self.scan(self.colleague, res_model=other._name, res_id=other.id)
        foreign = self.scan(self.user_director)
        for files in (belongs, foreign):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.as_(self.colleague)._keep_files(files)
        self.assertEqual((belongs.res_id, foreign.res_id), (other.id, False))

    def test_thanks_by_letter(self):
        praise = self.make_ticket(self.user_agent, kind="praise")
        self.ticket = praise
        handler = self.as_(self.colleague)
        handler.action_accept()
        scan = self.scan(self.colleague)
        self.window("hcs.complaint.step", self.colleague, step="thank", how="letter", text="Thank you",
                    attachment_ids=[Command.set(scan.ids)]).action_apply()  # fmt: skip
        self.assertEqual((scan.res_model, scan.res_id), (praise._name, praise.id))
