from odoo import fields, models


class HcsReceiptLookup(models.TransientModel):
    """Somebody asks how far it is, and reads the receipt number over the phone."""

    _name = "hcs.receipt.lookup"
    _description = "Ask by Receipt Number"
    _inherit = ["hcs.input.mixin"]

    number = fields.Char("Receipt number")
    reference = fields.Char(readonly=True)
    state_text = fields.Char("Status", readonly=True)
    received_on = fields.Date("Received on", readonly=True)
    due_on = fields.Date("Next deadline", readonly=True)

    def action_look_up(self):
        self.ensure_one()
        found = self.env["hcs.complaint.ticket"].get_receipt_status(self.number or "")
        self.write(
            {
                "reference": found["reference"],
                "state_text": found["state"],
                "received_on": found["received_on"],
                "due_on": found["due_on"],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask by Receipt Number"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
