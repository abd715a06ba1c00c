from odoo import api, fields, models
from odoo.fields import Domain

from ..common.hcs_masked_mixin import PII_GROUP

CENTRE = "hospital_customer_service.group_hcs_agent"
RECORDING = "hospital_customer_service.group_hcs_recording"
STATES = [
    ("ringing", "Ringing"),
    ("answered", "Speaking"),
    ("ended", "Picked up"),
    ("missed", "Missed call"),
    ("abandoned", "Hung up while waiting"),
    ("unreached", "Not reached"),
]
LIVE = ("ringing", "answered")
LOST = ("missed", "abandoned")


class HcsPhoneCall(models.Model):
    """One telephone call, as the exchange tells it or as it was written down by hand (SVC-09, FRD-04)."""

    _name = "hcs.phone.call"
    _description = "Call"
    _inherit = ["hcs.input.mixin", "hcs.masked.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "started_at desc, id desc"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = frozenset({
        "exchange_id", "call_id", "state", "extension_id", "rang_user_ids", "transfers", "wrong_transfer",
        "wrong_transfer_user_id", "answered_at", "ended_at", "wait_seconds", "talk_seconds", "recording", "queue",
        "reason", "reference", "by_hand", "service_record_id", "followup_task_id", "user_id", "withheld",
        "direction", "number", "started_at", "ringing_at", "callback_id",
    })  # fmt: skip

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict", default=lambda self: self.env.company
    )
    exchange_id = fields.Many2one("hcs.phone.exchange", index="btree_not_null", ondelete="restrict", readonly=True)
    call_id = fields.Char("Number of the exchange", readonly=True, copy=False)
    direction = fields.Selection(
        [("in", "Incoming"), ("out", "Outgoing"), ("internal", "In the house")], required=True, default="in"
    )
    state = fields.Selection(STATES, "Status", required=True, default="ringing", readonly=True, copy=False)
    by_hand = fields.Boolean("Written down by hand", readonly=True)
    # who
    number = fields.Char("Full number", groups=PII_GROUP, copy=False)
    number_masked = fields.Char(
        "Number",
        compute="_compute_number_masked",
        search="_search_number_masked",
        compute_sudo=True,
        help="Shown without its beginning.",
    )
    digits = fields.Char(
        compute="_compute_digits", store=True, groups=PII_GROUP, copy=False, export_string_translation=False
    )
    withheld = fields.Boolean("Number withheld", readonly=True)
    reference = fields.Char(
        readonly=True, copy=False, help="By which the exchange names a call that was started here."
    )
    patient_id = fields.Many2one(
        "hcs.patient", index="btree_not_null", ondelete="restrict", check_company=True, help="Who was on the line."
    )
    # where
    extension_id = fields.Many2one("hcs.phone.extension", index="btree_not_null", ondelete="restrict", readonly=True)
    user_id = fields.Many2one("res.users", "Agent", index="btree_not_null", ondelete="restrict", readonly=True)
    rang_user_ids = fields.Many2many("res.users", "hcs_phone_call_rang_rel", string="Rang at", readonly=True)
    queue = fields.Char(readonly=True)
    # when
    started_at = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    ringing_at = fields.Datetime("Rang from", readonly=True)
    answered_at = fields.Datetime("Picked Up At", readonly=True)
    ended_at = fields.Datetime(readonly=True)
    wait_seconds = fields.Integer("Waited (seconds)", readonly=True, aggregator="avg")
    talk_seconds = fields.Integer("Talked (seconds)", readonly=True, aggregator="avg")
    # how
    transfers = fields.Integer(readonly=True)
    wrong_transfer = fields.Boolean("Put through wrongly", readonly=True)
    wrong_transfer_user_id = fields.Many2one(
        "res.users", "Wrong transfer said by", index="btree_not_null", ondelete="restrict", readonly=True
    )
    reason = fields.Char("Ended because", readonly=True, help="What the exchange said.")
    note = fields.Text()
    # what came of it
    service_record_id = fields.Many2one(
        "hcs.service.record", index="btree_not_null", ondelete="restrict", check_company=True, readonly=True
    )
    followup_task_id = fields.Many2one(
        "hcs.followup.task", "Follow-up", index="btree_not_null", ondelete="restrict", readonly=True
    )
    recording = fields.Char(groups=RECORDING, readonly=True, copy=False)

    _call_uniq = models.UniqueIndex("(exchange_id, call_id)", "The exchange has told of this call already.")
    _started_idx = models.Index("(started_at DESC, id DESC)")
    _live_idx = models.Index("(started_at) WHERE state IN ('ringing', 'answered')")
    _digits_idx = models.Index("(digits, started_at DESC) WHERE digits IS NOT NULL")

    @api.depends("number_masked", "started_at")
    def _compute_display_name(self):
        """Never the patient's name, as for service records."""
        for call in self:
            call.display_name = call.number_masked or (
                self.env._("Number withheld") if call.withheld else self.env._("Call")
            )

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in ("ilike", "like", "=ilike", "=like"):
            return super()._search_display_name(operator, value)
        return Domain("number_masked", operator, value) | Domain("patient_id", operator, value)

    @api.depends("number", "direction")
    def _compute_number_masked(self):
        """A number of the house is nobody's secret."""
        within = self.filtered(lambda call: call.direction == "internal")
        (self - within)._mask_into("number", "number_masked")
        for call in within:
            call.number_masked = call.number

    def _search_number_masked(self, operator, value):
        return self._search_masked("number", operator, value)

    @api.depends("number", "company_id")
    def _compute_digits(self):
        records = self.env["hcs.service.record"]
        for call in self:
            call.digits = records.with_company(call.company_id)._phone_digits(call.number) or False
