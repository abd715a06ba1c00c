from odoo import api, fields, models
from odoo.exceptions import UserError

# what a service record can say in a message; everything else belongs to bookings and results
PLACES = ("reference", "department", "doctor", "place")
SHOWN = 5


class HcsServiceBulk(models.TransientModel):
    """A message to the people behind the selected records: seen before it is sent, and never past the guard (SD15)."""

    _inherit = "hcs.service.bulk"

    operation = fields.Selection(
        selection_add=[("message", "Send a message"), ("tag", "Add tags")],
        ondelete={"message": "set default", "tag": "set default"},
    )
    tag_ids = fields.Many2many("hcs.service.tag", string="Tags")
    template_id = fields.Many2one(
        "hcs.message.template",
        "Message",
        domain="[('id', 'in', offered_template_ids)]",
        help="Only registered texts are sent; directors write them under Configuration.",
    )
    offered_template_ids = fields.Many2many("hcs.message.template", compute="_compute_offered_template_ids")
    preview = fields.Text("How it reads", compute="_compute_preview")
    sendable_count = fields.Integer("Goes out to", compute="_compute_preview")
    refusals = fields.Text("Not written to", compute="_compute_preview")

    @api.depends("operation")
    def _compute_offered_template_ids(self):
        fitting = (
            self.env["hcs.message.template"]
            .search([("by_hand", "=", True), ("purpose", "=", "service"), ("to_staff", "=", False)])
            .filtered(lambda template: template._fits(PLACES))
        )
        self.offered_template_ids = fitting

    @api.depends("operation", "template_id", "record_ids")
    def _compute_preview(self):
        for bulk in self:
            previews = bulk._get_previews() if bulk.operation == "message" and bulk.template_id else []
            texts = [body for _record, body, reason in previews if not reason]
            refused = [(record, reason) for record, _body, reason in previews if reason]
            bulk.preview = texts[0] if texts else False
            bulk.sendable_count = len(texts)
            bulk.refusals = bulk._describe_refusals(refused)

    def _get_previews(self):
        """Triples of a record, the words for it and why they do not go out."""
        previews = []
        for records in self.record_ids.grouped("company_id").values():
            writable = records.filtered(lambda record: record._number_to_write())
            orders = [record._origin._prepare_message_order(self.template_id) for record in writable]
            answers = self.template_id._preview_orders(orders) if orders else []
            previews += [(record, *answer) for record, answer in zip(writable, answers, strict=True)]
            previews += [(record, "", "no_number") for record in records - writable]
        return previews

    def _describe_refusals(self, refused):
        if not refused:
            return False
        reason_text = self.env["hcs.message"]._reason_text
        lines = [f"{record.reference}: {reason_text(reason)}" for record, reason in refused[:SHOWN]]
        if len(refused) > SHOWN:
            lines.append(self.env._("… and %(count)s more", count=len(refused) - SHOWN))
        return "\n".join(lines)

    # APPLY
    def _apply_message(self, record):
        if not self.template_id:
            raise UserError(self.env._("Choose a message."))
        record.check_access("write")
        if self.template_id not in self.offered_template_ids:
            raise UserError(self.env._("This message is not for requests. Choose another one."))
        order = record._prepare_message_order(self.template_id)
        reason = "no_number"
        if record._number_to_write():
            reason = self.env["hcs.message.template"]._send_orders(self.template_id.code, [order])[
                record.patient_id.id
            ]
        if reason:
            raise UserError(self.env["hcs.message"]._reason_text(reason))

    def _apply_tag(self, record):
        if not self.tag_ids:
            raise UserError(self.env._("Choose at least one tag."))
        record.tag_ids |= self.tag_ids
