from odoo import api, fields, models
from odoo.exceptions import UserError


class HcsFollowupOutcomeWizard(models.TransientModel):
    """The outcomes that need a word more: a call-back time, another number, a note."""

    _name = "hcs.followup.outcome.wizard"
    _description = "Outcome of a Call"
    _inherit = ["hcs.input.mixin"]

    task_id = fields.Many2one("hcs.followup.task", required=True, readonly=True, ondelete="cascade")
    patient_id = fields.Many2one(related="task_id.patient_id", related_sudo=False)
    outcome_id = fields.Many2one("hcs.call.outcome", required=True, ondelete="cascade")
    asks_callback = fields.Boolean(related="outcome_id.asks_callback")
    closes_as = fields.Selection(related="outcome_id.closes_as")
    phone_id = fields.Many2one(
        "hcs.patient.phone",
        "Number dialled",
        compute="_compute_phone_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('patient_id', '=', patient_id)]",
    )
    callback_at = fields.Datetime("Call back at", help="Empty: the call counts as a failure and is tried again.")
    is_holiday = fields.Boolean(compute="_compute_is_holiday")
    confirmed_holiday = fields.Boolean("The patient wants the call on this holiday")
    note = fields.Char()

    @api.depends("task_id")
    def _compute_phone_id(self):
        for wizard in self:
            wizard.phone_id = wizard.task_id._get_phone()

    @api.depends("callback_at", "task_id")
    def _compute_is_holiday(self):
        for wizard in self:
            company = wizard.task_id.company_id
            wizard.is_holiday = bool(
                wizard.callback_at
                and company._hcs_day_kind(company._hcs_local_date(wizard.callback_at))[0] == "holiday"
            )

    def action_record(self):
        self.ensure_one()
        if self.outcome_id.code == "callback" and not self.callback_at:
            raise UserError(self.env._("Enter the time the patient asked for."))
        self.task_id.action_record_attempt(
            self.outcome_id.code,
            note=self.note,
            callback_at=self.asks_callback and self.callback_at,
            phone_id=self.phone_id.id,
            confirmed_holiday=self.confirmed_holiday,
        )
        return self.task_id._offer_link() or {"type": "ir.actions.act_window_close"}
