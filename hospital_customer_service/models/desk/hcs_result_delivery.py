from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .hcs_result_proof import HOWS
from .hcs_result_rule import HOLDS, RESULT_KINDS

STATES = [
    ("waiting", "Waiting for results"),
    ("ready", "Ready"),
    ("held", "Held back"),
    ("delivered", "Delivered"),
    ("collected", "Collected"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("waiting", "ready", "held")
# what follows from the reports and the buttons, never written by hand
RESULT_FIELDS = {
    "state", "issued_at", "how", "tracking_number", "posted_on", "proof", "recipient", "delivered_at",
    "delivered_by_id", "round", "call_count", "dialled_at", "flagged_at",
}  # fmt: skip


class HcsResultDelivery(models.Model):
    """The results of one order on their way to the patient: ready, told or held back, with proof (SVC-04)."""

    _name = "hcs.result.delivery"
    _description = "Result for a Patient"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _rec_name = "reference"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"

    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    visit_id = fields.Many2one(
        "hcs.visit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('patient_id', '=', patient_id)]",
    )
    kind = fields.Selection(RESULT_KINDS, required=True, default="result")
    order_ref = fields.Char("Order", copy=False, help="Number of the order in the hospital.")
    department_id = fields.Many2one(
        "hcs.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Where the patient picks the result up; its phone and its name are all that a message says.",
    )
    practitioner_id = fields.Many2one(
        "hcs.practitioner", "Doctor", index="btree_not_null", ondelete="restrict", check_company=True
    )
    item_ids = fields.One2many("hcs.result.item", "delivery_id", "Parts", copy=True)
    external_source = fields.Char("Source system", copy=False, readonly=True)
    # Whether the patient is told
    notice = fields.Boolean(
        "Tell the patient",
        copy=False,
        help="The patient is told within the hour. Results without this wait for pick-up, and no clock runs.",
    )
    flagged_by = fields.Selection(
        [("patient", "Patient"), ("doctor", "Doctor"), ("rule", "Rule")], "Asked for by", copy=False
    )
    flagged_at = fields.Datetime("Asked for at", readonly=True, copy=False)
    rule_id = fields.Many2one("hcs.result.rule", "By rule", index="btree_not_null", ondelete="restrict", readonly=True)
    hold = fields.Selection(HOLDS, "Held back", required=True, default="none", copy=False)
    hold_note = fields.Char("Reason", copy=False)
    # What became of it
    state = fields.Selection(
        STATES, string="Status", required=True, default="waiting", readonly=True, copy=False, group_expand=True
    )
    round = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        aggregator=None,
        help="How often it was issued: a corrected result starts a round of its own.",
    )
    issued_at = fields.Datetime("Ready since", readonly=True, copy=False, help="When the last part became final.")
    dialled_at = fields.Datetime("Dialled", readonly=True, copy=False)
    call_count = fields.Integer(
        "Calls in vain", readonly=True, copy=False, help="Calls of this round that reached nobody."
    )
    how = fields.Selection(HOWS, readonly=True, copy=False)
    delivered_at = fields.Datetime("Delivered at", readonly=True, copy=False)
    delivered_by_id = fields.Many2one(
        "res.users", "Delivered by", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    tracking_number = fields.Char(readonly=True, copy=False)
    posted_on = fields.Date("Posted on", readonly=True, copy=False)
    recipient = fields.Char("Taken by", readonly=True, copy=False, help="Who took it or was spoken to.")
    proof = fields.Text(readonly=True, copy=False)
    proof_ids = fields.One2many("hcs.result.proof", "delivery_id", "Deliveries", readonly=True)
    user_id = fields.Many2one("res.users", "Agent", index="btree_not_null", ondelete="restrict", copy=False)
    note = fields.Text("Notes")

    _order_uniq = models.UniqueIndex(
        "(company_id, external_source, order_ref) WHERE external_source IS NOT NULL AND order_ref IS NOT NULL",
        "The results of this order are recorded already.",
    )
    _open_idx = models.Index("(company_id, state, id DESC) WHERE state IN ('waiting', 'ready', 'held')")

    @api.model
    def _search_display_name(self, operator, value):
        return Domain("reference", operator, value) | Domain("patient_id", operator, value)

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: a sequence is read by code, never by people
        sequence = self.env["ir.sequence"].sudo()
        vals_list = [
            {**vals, "reference": vals.get("reference") or sequence.next_by_code("hcs.result.delivery")}
            for vals in vals_list
        ]
        return super().create(vals_list)

    def _check_by_hand(self, names):
        if names and not self.env.su:
            raise AccessError(self.env._("Use the buttons of the result: call, deliver, hold back, release."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(delivery.issued_at or delivery.external_source for delivery in self):
            raise UserError(
                self.env._("A result that was ready or came from the hospital's system cannot be deleted.")
            )

    # ACTIONS: filled with the flow
    def action_deliver(self, how, proof=None, tracking_number=None, posted_on=None, recipient=None, at=None):
        """Hand over or tell, with proof."""
        raise UserError(self.env._("Not ready yet."))
