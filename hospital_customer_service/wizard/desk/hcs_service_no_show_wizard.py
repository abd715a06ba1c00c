from odoo import fields, models

from ...models.desk.hcs_service_step_trip import NO_SHOW_REASONS


class HcsServiceNoShowWizard(models.TransientModel):
    """Why a patient did not come along."""

    _name = "hcs.service.no.show.wizard"
    _description = "Patient did not come along"
    _inherit = ["hcs.input.mixin"]

    step_id = fields.Many2one("hcs.service.step", required=True, readonly=True, ondelete="cascade")
    reason = fields.Selection(NO_SHOW_REASONS, required=True)
    note = fields.Text(help="What happened, in words.")

    def action_record(self):
        self.ensure_one()
        self.step_id.action_no_show(self.reason, self.note)
        return {"type": "ir.actions.act_window_close"}
