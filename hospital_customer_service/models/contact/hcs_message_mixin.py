from odoo import fields, models


class HcsMessageMixin(models.AbstractModel):
    """A record that people are written to about: its messages, and the one that did not arrive."""

    _name = "hcs.message.mixin"
    _description = "Record with messages"

    message_sent_count = fields.Integer("Number of messages", compute="_compute_message_sent_count")
    message_problem = fields.Char(
        compute="_compute_message_sent_count", help="Why the last message did not arrive, until somebody settles it."
    )

    def _compute_message_sent_count(self):
        messages = self.env["hcs.message"].search_fetch(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)],
            ["res_id", "state", "reason", "handled_at", "template_id"],
            order="id",
        )
        by_record = messages.grouped("res_id")
        for record in self:
            mine = by_record.get(record._origin.id, messages.browse())
            record.message_sent_count = len(mine)
            last = mine[-1:]
            record.message_problem = (
                f"{last.template_id.name}: {last.reason_text}" if last.reason and not last.handled_at else False
            )

    def action_open_messages(self):
        """What was written to people about this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_message_action")
        return {**action, "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)], "context": {}}
