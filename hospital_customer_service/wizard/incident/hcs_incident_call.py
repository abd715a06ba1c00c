from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.incident.hcs_incident_report import HOWS


class HcsIncidentCall(models.TransientModel):
    """Notes who was told or called about an incident, and tells people in the system."""

    _name = "hcs.incident.call"
    _description = "Told or called about an incident"
    _inherit = ["hcs.input.mixin"]

    incident_id = fields.Many2one("hcs.incident", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Person", domain="[('share', '=', False)]")
    name = fields.Char("Whom", compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    phone = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    how = fields.Selection(HOWS, required=True, default="phone")
    upward = fields.Boolean("Report upwards", help="To the authority or the head of the house, as the law asks.")
    note = fields.Char(help="What was said; number of the report.")

    @api.depends("user_id")
    def _compute_name(self):
        for call in self:
            if call.user_id:
                call.name, call.phone = call.user_id.name, call.user_id.partner_id.phone

    def action_note(self):
        """Add the link to the chain."""
        self.ensure_one()
        incident = self.incident_id
        incident._check_flow({"reported", "handling"})
        if self.how == "system":
            if not self.user_id or not incident._may_be_told(self.user_id):
                raise UserError(self.env._("This person cannot open the incident. Call, and note the call."))
            values = {"how": "system", "upward": self.upward, "note": self.note, "told_by_id": self.env.uid}
            line = incident.sudo()._tell_user(self.user_id, **values)  # sudo: the chain is written by the flow
        else:
            now = fields.Datetime.now()
            line = incident._add_report(
                {
                    "user_id": self.user_id.id,
                    "name": self.name,
                    "phone": self.phone,
                    "how": self.how,
                    "upward": self.upward,
                    "note": self.note,
                    "at": now,
                    "told_by_id": self.env.uid,
                    "acknowledged_at": now,
                }
            )
        if line.upward:
            incident._reported_up(line.at)
        return {"type": "ir.actions.act_window_close"}
