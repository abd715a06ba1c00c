from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..common.hcs_masked_mixin import PII_GROUP
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


class Settling:
    """Marks, in the context, what is settled as a whole at its end; an object, because a client may send any value."""

    def __init__(self, env):
        self.corrected = env["hcs.result.item"].browse()


SETTLED_BY = {"item_ids", "notice", "flagged_by", "hold", "kind", "department_id"}


class HcsResultDelivery(models.Model):
    """The results of one order on their way to the patient: ready, told or held back, with proof (SVC-04)."""

    _name = "hcs.result.delivery"
    _description = "Result for a Patient"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _rec_name = "reference"
    _flow_fields = frozenset({"reference", "external_source", "rule_id"})
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
    order_ref = fields.Char("Order number", copy=False, help="Number of the order in the hospital.")
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

    # ---------------------------------------------------------------- shown, never stored
    proof_text = fields.Char(
        "How it arrived", compute="_compute_proof_text", help="How it reached the patient, in one line."
    )
    patient_warning = fields.Char(compute="_compute_patient_warning", compute_sudo=True)
    dial_number_masked = fields.Char("Number", compute="_compute_dial_number_masked", compute_sudo=True)
    dial_number = fields.Char("Number to dial", compute="_compute_dial_number", groups=PII_GROUP)

    @api.depends("how", "delivered_at", "tracking_number", "posted_on", "recipient", "proof")
    def _compute_proof_text(self):
        hows = dict(self._fields["how"]._description_selection(self.env))
        for delivery in self:
            parts = [
                hows.get(delivery.how),
                delivery.tracking_number,
                delivery.posted_on and format_date(self.env, delivery.posted_on),
                delivery.recipient,
                delivery.proof,
            ]
            delivery.proof_text = " · ".join(part for part in parts if part) or False

    @api.depends("patient_id")
    def _compute_patient_warning(self):
        """What somebody has to know before anything is told."""
        for delivery in self:
            patient = delivery.patient_id
            warning = False
            if patient.deceased:
                warning = self.env._("The patient has died. Do not call; speak to your team leader about the family.")
            elif patient.kept_secret:
                warning = self.env._("The condition is kept from the patient. Speak to the doctor before you call.")
            delivery.patient_warning = warning

    @api.depends("patient_id.phone_ids", "dialled_at", "user_id")
    @api.depends_context("uid")
    def _compute_dial_number(self):
        """The number in full for the call in hand only; ``action_dial`` logged that it is shown."""
        for delivery in self:
            in_hand = delivery.dialled_at and delivery.user_id.id == self.env.uid
            delivery.dial_number = delivery._get_phone().number if in_hand else False

    @api.depends("patient_id.phone_ids")
    def _compute_dial_number_masked(self):
        for delivery in self:
            delivery.dial_number_masked = delivery._get_phone().number_masked

    def _get_phone(self):
        """The number to dial: usable, the preferred one first; in sudo."""
        phones = self.sudo().patient_id.phone_ids.filtered(lambda phone: phone.number and not phone.wrong)
        return phones.sorted(lambda phone: not phone.preferred)[:1]

    @api.depends("reference")
    def _compute_display_name(self):
        """Never the patient's name: the display name reaches logs, mails and many2one of other rooms."""
        for delivery in self:
            delivery.display_name = delivery.reference or self.env._("New result")

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("in", "ilike", "like", "=ilike", "=like"):
            return Domain("reference", operator, value) | Domain("patient_id", operator, value)
        return NotImplemented

    # ---------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: a sequence is read by code, never by people
        sequence = self.env["ir.sequence"].sudo()
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            issued_at = vals.pop("issued_at", None)
            claimed = {name for name in RESULT_FIELDS & vals.keys() if vals[name] and vals[name] != self._start(name)}
            self._check_by_hand(claimed)
            if issued_at and not vals.get("item_ids"):
                # somebody says that it is ready and names no parts: it is one part
                name = dict(self._fields["kind"]._description_selection(self.env))[vals.get("kind") or "result"]
                vals["item_ids"] = [Command.create({"name": name, "status": "final", "issued_at": issued_at})]
            vals["reference"] = vals.get("reference") or sequence.next_by_code("hcs.result.delivery")
        deliveries = super(HcsResultDelivery, self._settle_later()).create(vals_list).with_env(self.env)
        deliveries._parts_changed()
        return deliveries

    @api.model
    def _start(self, name):
        return {"state": "waiting", "round": 1}.get(name)

    def write(self, vals):
        """What is told, held back and cancelled follows from the parts and the flags, whoever changes them."""
        self._check_by_hand(RESULT_FIELDS & vals.keys())
        if "patient_id" in vals and any(
            delivery.issued_at and delivery.patient_id.id != vals["patient_id"] for delivery in self
        ):
            raise UserError(self.env._("This result is ready: it cannot be given to another patient. Cancel it."))
        later = self._settle_later()
        result = super(HcsResultDelivery, later).write(vals)
        if not SETTLED_BY.isdisjoint(vals):
            self._parts_changed(later._settling().corrected)
        return result

    def _settling(self):
        """What is under way, or None."""
        settling = self.env.context.get("hcs_result_settling")
        return settling if isinstance(settling, Settling) else None

    def _settle_later(self):
        """These records in a context in which their parts only take notes of what changed."""
        return self if self._settling() else self.with_context(hcs_result_settling=Settling(self.env))

    def _parts_changed(self, corrected=None):
        """Bring everything in line with the parts, or leave it to what is under way."""
        settling = self._settling()
        if settling:
            settling.corrected |= (corrected or settling.corrected).with_env(settling.corrected.env)
            return
        for delivery, items in (corrected or self.item_ids.browse()).grouped("delivery_id").items():
            moments = [item.issued_at for item in items if item.issued_at]
            delivery._issue_again(max(moments) if moments else fields.Datetime.now())
        self._settle()

    @api.model
    def _check_by_hand(self, names):
        if names and not self.env.su:
            raise AccessError(self.env._("Use the buttons of the result: call, deliver, hold back, release."))

    def _write_flow(self, vals):
        """Write what only the actions may; they check the rights before they come here."""
        return self.sudo()._settle_later().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(delivery.issued_at or (delivery.external_source and delivery.item_ids) for delivery in self):
            raise UserError(self.env._("A result that was ready or came from the feed cannot be deleted. Cancel it."))
