from odoo import fields, models

from ...models.desk.hcs_result_proof import HOWS


class HcsResultDeliverWizard(models.TransientModel):
    """What proves that a result reached its patient."""

    _name = "hcs.result.deliver.wizard"
    _description = "Deliver a Result"
    _inherit = ["hcs.input.mixin"]

    delivery_id = fields.Many2one("hcs.result.delivery", required=True, readonly=True, ondelete="cascade")
    patient_id = fields.Many2one(related="delivery_id.patient_id", related_sudo=False)
    state = fields.Selection(related="delivery_id.state", related_sudo=False)
    how = fields.Selection(HOWS, required=True, default="desk")
    recipient = fields.Char(
        "Name", help="By phone: who answered, where it was not the patient. At the desk: who took it."
    )
    tracking_number = fields.Char(help="The number on the receipt of the carrier.")
    posted_on = fields.Date("Posted on", default=fields.Date.context_today)
    proof = fields.Text("Remark", help="What was agreed, or the receipt of the message; never what was found.")
    signature = fields.Binary(attachment=False)

    def action_deliver(self):
        self.ensure_one()
        values = {"proof": self.proof, "recipient": self.recipient, "signature": self.signature}
        if self.state == "delivered":
            self.delivery_id.action_collect(**values)
        elif self.how == "phone" and self.recipient:
            self.delivery_id.action_call_outcome("proxy", note=self.proof, recipient=self.recipient)
        else:
            self.delivery_id.action_deliver(
                self.how, **values, tracking_number=self.tracking_number, posted_on=self.posted_on
            )
        return {"type": "ir.actions.act_window_close"}
