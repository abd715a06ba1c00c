from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class HcsAppointmentBulk(models.TransientModel):
    """One action for many bookings: what works is done, and each row says what did not (SD15)."""

    _name = "hcs.appointment.bulk"
    _description = "Action on Bookings"
    _inherit = ["hcs.input.mixin"]

    appointment_ids = fields.Many2many("hcs.appointment", string="Bookings", readonly=True)
    appointment_count = fields.Integer("Selected", compute="_compute_appointment_count")
    operation = fields.Selection(
        [
            ("confirm", "Confirm"),
            ("arrive", "Check in"),
            ("remind", "Send a reminder"),
            ("cancel", "Cancel"),
        ],
        required=True,
        default="confirm",
    )
    reason = fields.Char(help="In the patient's words: it is read when bookings are evaluated.")
    state = fields.Selection([("ask", "Question"), ("result", "Result")], default="ask", required=True)
    line_ids = fields.One2many("hcs.appointment.bulk.line", "bulk_id", "Results", readonly=True)
    done_count = fields.Integer("Done", compute="_compute_line_counts")
    failed_count = fields.Integer("Not done", compute="_compute_line_counts")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "hcs.appointment":
            values["appointment_ids"] = [Command.set(self.env.context.get("active_ids", []))]
        return values

    @api.depends("appointment_ids")
    def _compute_appointment_count(self):
        for bulk in self:
            bulk.appointment_count = len(bulk.appointment_ids)

    @api.depends("line_ids.done")
    def _compute_line_counts(self):
        for bulk in self:
            bulk.done_count = len(bulk.line_ids.filtered("done"))
            bulk.failed_count = len(bulk.line_ids) - bulk.done_count

    def action_apply(self):
        """Each row on its own: a refusal of one leaves the others alone."""
        self.ensure_one()
        if self.operation == "cancel" and not (self.reason or "").strip():
            raise UserError(self.env._("Say why the bookings are cancelled."))
        lines = []
        for appointment in self.appointment_ids:
            problem = self._apply_to(appointment)
            lines.append(
                Command.create(
                    {
                        "appointment_id": appointment.id,
                        "done": not problem,
                        "message": problem or self.env._("Done"),
                    }
                )
            )
        self.write({"line_ids": lines, "state": "result"})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _apply_to(self, appointment):
        """Do it for one booking.

        :return: why not, in words, or None
        """
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_apply_{self.operation}")(appointment)
        except UserError as error:  # access and values are kinds of it
            self.env.invalidate_all()
            return str(error)
        return None

    def _apply_confirm(self, appointment):
        appointment.action_confirm()

    def _apply_arrive(self, appointment):
        appointment.action_arrive()

    def _apply_cancel(self, appointment):
        appointment.action_cancel(self.reason)

    def _apply_remind(self, appointment):
        appointment.check_access("write")
        if appointment.state not in ("booked", "confirmed") or appointment.start_at <= fields.Datetime.now():
            raise UserError(self.env._("Only patients who are expected are reminded."))
        appointment._notify("reminder")
