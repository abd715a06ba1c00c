import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

LETTER = "hospital_customer_service.action_report_complaint_answer"
HOW = [
    ("letter", "Letter"),
    ("in_person", "Handed over in person"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("wechat", "WeChat"),
    ("web", "Web page"),
    ("phone", "Phone"),
    ("authority", "Through the authority"),
    ("public", "Published"),
    ("other", "Other"),
]
STATES = [
    ("draft", "Draft"),
    ("proposed", "To be checked"),
    ("returned", "Returned"),
    ("approved", "Approved"),
    ("sent", "Delivered"),
]


class HcsComplaintAnswer(models.Model):
    """A version of the answer: who drafted it, who checked it, how it reached the complainant (FEATURES CP8)."""

    _name = "hcs.complaint.answer"
    _description = "Answer to a Complaint"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "ticket_id, version desc"
    _flow_fields = frozenset({
        "state", "drafted_by_id", "drafted_at", "checked_by_id", "checked_at", "approved_by_id",
        "approved_at", "returned_by_id", "comment", "sent_at", "sent_by_id", "how", "proof", "attachment_id", "sha256",
    })  # fmt: skip

    ticket_id = fields.Many2one(
        "hcs.complaint.ticket", "Complaint", required=True, readonly=True, index=True, ondelete="restrict"
    )
    version = fields.Integer(required=True, readonly=True, default=1, aggregator=None)
    stage = fields.Integer(readonly=True, default=1, aggregator=None)
    text = fields.Text(required=True)
    state = fields.Selection(STATES, "Status", required=True, readonly=True, default="draft")
    drafted_by_id = fields.Many2one(
        "res.users", "Drafted by", readonly=True, ondelete="restrict", default=lambda self: self.env.user
    )
    drafted_at = fields.Datetime("Drafted at", readonly=True, default=fields.Datetime.now)
    checked_by_id = fields.Many2one("res.users", "First check by", readonly=True, ondelete="restrict")
    checked_at = fields.Datetime("First check at", readonly=True)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, ondelete="restrict")
    approved_at = fields.Datetime("Approved at", readonly=True)
    returned_by_id = fields.Many2one("res.users", "Returned by", readonly=True, ondelete="restrict")
    comment = fields.Text("Remark of the check", readonly=True)
    sent_at = fields.Datetime("Delivered at", readonly=True)
    sent_by_id = fields.Many2one("res.users", "Delivered by", readonly=True, ondelete="restrict")
    how = fields.Selection(HOW, "Delivered by way of", readonly=True)
    proof = fields.Char("Proof of delivery", readonly=True, help="Number of the letter, name of who took it, …")
    attachment_id = fields.Many2one("ir.attachment", "Letter", readonly=True, ondelete="restrict")
    sha256 = fields.Char("Fingerprint", readonly=True, help="SHA-256 of the letter as it was sent.")

    _version_uniq = models.UniqueIndex("(ticket_id, version)", "This version of the answer exists already.")
    _one_waiting = models.UniqueIndex(
        "(ticket_id) WHERE state IN ('draft', 'proposed', 'approved')", "An answer is being worked on already."
    )

    @api.depends("version", "ticket_id")
    def _compute_display_name(self):
        for answer in self:
            answer.display_name = f"{answer.ticket_id.reference or ''} ({answer.version})"

    @api.model_create_multi
    def create(self, vals_list):
        last, prepared = {}, []
        for vals in vals_list:
            # sudo: the number follows from what there is; the right to the ticket is asked by the record itself
            ticket = self.env["hcs.complaint.ticket"].sudo().browse(vals.get("ticket_id") or [])
            number = last.get(ticket.id) or max(ticket.answer_ids.mapped("version"), default=0)
            last[ticket.id] = number + 1
            prepared.append({**vals, "version": number + 1, "stage": ticket.stage or 1})
        return super().create(prepared)

    def write(self, vals):
        if any(answer.state == "sent" for answer in self):
            raise UserError(self.env._("This answer was delivered and stays as it is. Write a new one."))
        if {"version", "stage", "ticket_id"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("A version keeps its number. Write a new one."))
        if "text" in vals and not self.env.su and any(answer.state != "draft" for answer in self):
            raise UserError(self.env._("This answer is being checked. Send it back to change it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_archive(self):
        raise UserError(self.env._("Every version of an answer is kept."))

    def _send(self, how, proof, at):
        """Print the letter once, keep it with its fingerprint, and note how it reached the complainant."""
        self.ensure_one()
        values = {"sent_at": at, "sent_by_id": self.env.uid, "how": how, "proof": proof or False}
        # what is printed shows the delivery; nothing is written afterwards
        self.write(values)
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(LETTER, self.ids)
        letter = self.env["ir.attachment"].create(
            {
                "name": f"{self.ticket_id.reference}-{self.version}.{kind}",
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        fingerprint = hashlib.sha256(content).hexdigest()
        self.write({"attachment_id": letter.id, "sha256": fingerprint, "state": "sent"})

    def action_open_letter(self):
        """Show the letter as it was sent; before that, as it would look now."""
        self.ensure_one()
        self.check_access("read")
        if not self.attachment_id:
            return self.env.ref(LETTER).report_action(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "self",
        }
