from odoo import Command, api, fields, models


class HcsClinicStopWizard(models.TransientModel):
    """Who is affected when clinics do not take place, before they are stopped (AP3)."""

    _name = "hcs.clinic.stop.wizard"
    _description = "Stop Clinics"
    _inherit = ["hcs.input.mixin"]

    session_ids = fields.Many2many("hcs.clinic.session", string="Sessions", readonly=True)
    reason = fields.Char(required=True, help="What patients are told, without the illness of a colleague.")
    appointment_ids = fields.Many2many(
        "hcs.appointment", string="Patients to answer", compute="_compute_appointment_ids"
    )
    appointment_count = fields.Integer("Number of patients", compute="_compute_appointment_ids")
    move_all = fields.Boolean(
        "Move everybody at once",
        help="Everybody is moved to the next session of the same expert or department that has a seat, and told so. "
        "Those for whom there is none stay on the list. Off: call them one by one.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "hcs.clinic.session":
            values["session_ids"] = [Command.set(self.env.context.get("active_ids") or [])]
        return values

    @api.depends("session_ids")
    def _compute_appointment_ids(self):
        for wizard in self:
            wizard.appointment_ids = wizard.session_ids.appointment_ids.filtered(
                lambda booking: booking.state in ("waitlisted", "booked", "confirmed")
            )
            wizard.appointment_count = len(wizard.appointment_ids)

    def action_stop(self):
        self.ensure_one()
        action = self.session_ids.action_stop(self.reason)
        if action and self.move_all:
            self.env[action["res_model"]].browse(action["res_id"]).action_move_all()
        return action or {"type": "ir.actions.act_window_close"}
