from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...models.contact.hcs_contact import SKEW


class HcsPhoneLog(models.TransientModel):
    """A call written down by hand: number, whom, how it went. Works without any exchange (SVC-09)."""

    _name = "hcs.phone.log"
    _description = "Log a Call"
    _inherit = ["hcs.input.mixin"]

    direction = fields.Selection([("in", "Incoming"), ("out", "Outgoing")], required=True, default="in")
    phone = fields.Char("Number", help="The whole number. Leave it empty where it was withheld.")
    candidate_ids = fields.Many2many("hcs.patient", compute="_compute_candidate_ids")
    patient_id = fields.Many2one(
        "hcs.patient",
        compute="_compute_patient_id",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', allowed_company_ids)]",
    )
    answered = fields.Boolean("Spoke to each other", default=True)
    started_at = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    minutes = fields.Integer("Minutes talked", aggregator=None)
    service_record_id = fields.Many2one(
        "hcs.service.record",
        "For the request",
        domain="[('state', 'in', ('new', 'in_progress', 'waiting'))]",
        context={"hcs_show_service": True},
    )
    note = fields.Text()

    @api.depends("phone")
    def _compute_candidate_ids(self):
        for log in self:
            log.candidate_ids = self.env["hcs.service.record"]._find_patients(log.phone)

    @api.depends("candidate_ids")
    def _compute_patient_id(self):
        """The patient, where the number belongs to one alone."""
        for log in self:
            if len(log.candidate_ids) == 1 and not log.patient_id:
                log.patient_id = log.candidate_ids

    def action_save(self):
        """Keep the call; one that nobody answered asks for a call back like any other."""
        self._make_call()
        return {"type": "ir.actions.act_window_close"}

    def action_save_request(self):
        """Keep the call and register what was asked."""
        return self._make_call().action_new_record()

    def _make_call(self):
        self.ensure_one()
        now = fields.Datetime.now()
        if self.started_at > now + SKEW:
            raise ValidationError(self.env._("A call is written down after it happened. Check the time."))
        if not 0 <= self.minutes <= 24 * 60:
            raise ValidationError(self.env._("A call lasts between 0 and 1,440 minutes."))
        number = (self.phone or "").strip()
        if number and len([sign for sign in number if sign.isdecimal()]) < 3:
            raise UserError(self.env._("Type the whole number, or leave it empty where it was withheld."))
        record = self.service_record_id
        if record:
            record.check_access("write")
        call = self.env["hcs.phone.call"]._log_by_hand(
            {
                "direction": self.direction,
                "number": number or False,
                "withheld": not number and self.direction == "in",
                "patient_id": self.patient_id.id,
                "started_at": self.started_at,
                "answered_at": self.answered and self.started_at,
                "ended_at": self.started_at + timedelta(minutes=self.minutes if self.answered else 0),
                "talk_seconds": self.minutes * 60 if self.answered else 0,
                "service_record_id": record.id,
                "note": self.note,
            }
        )
        if record:
            record.action_add_contact(
                channel="phone",
                direction=self.direction,
                note=self.note,
                number=number or None,
                started_at=self.started_at,
                reached=self.answered,
            )
        # what was typed stays in the call alone
        self.write({"phone": False, "note": False})
        return call
