from odoo import fields, models


class HcsDirectoryRefusal(models.TransientModel):
    """Why a proposed change of the directory is refused."""

    _name = "hcs.directory.refusal"
    _description = "Refusal of a proposal"
    _inherit = ["hcs.input.mixin"]

    proposal_id = fields.Many2one("hcs.directory.proposal", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_refuse(self):
        self.ensure_one()
        self.proposal_id.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
