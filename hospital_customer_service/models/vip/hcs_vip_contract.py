from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [("draft", "Draft"), ("signed", "Signed"), ("ended", "Ended"), ("cancelled", "Cancelled")]
TERMS = {"patient_id", "membership_id", "date_from", "date_to", "signed_file", "signed_on", "family_ids", "content"}


class HcsVipContract(models.Model):
    """A service contract: who promised what to whom until when, and whether it was done (VIP-06)."""

    _name = "hcs.vip.contract"
    _description = "Service Contract"
    _inherit = ["hcs.thread.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "date_to desc, id desc"
    _rec_name = "reference"
    _check_company_auto = True
    _log_read_patient_field = "patient_id"
    _flow_fields = frozenset({"reference", "state", "predecessor_id", "signed_at", "ended_on", "end_reason"})

    reference = fields.Char(readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    patient_id = fields.Many2one(
        "hcs.patient", "Customer", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    membership_id = fields.Many2one(
        "hcs.vip.membership",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('patient_id', '=', patient_id)]",
    )
    state = fields.Selection(
        STATES, "Status", required=True, default="draft", readonly=True, copy=False, tracking=True, group_expand=True
    )
    # Parties
    department_id = fields.Many2one(
        "hcs.department", "Department in charge", index="btree_not_null", ondelete="restrict", check_company=True
    )
    practitioner_id = fields.Many2one(
        "hcs.practitioner", "Doctor in charge", index="btree_not_null", ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one(
        "res.users", "Signs for the hospital", index="btree_not_null", ondelete="restrict",
        domain="[('share', '=', False)]", default=lambda self: self.env.user, tracking=True,
    )  # fmt: skip
    signed_by = fields.Selection(
        [("patient", "The customer"), ("guardian", "A guardian"), ("proxy", "Somebody with a power of attorney")],
        "Signs for the customer",
        required=True,
        default="patient",
    )
    family_ids = fields.Many2many(
        "hcs.patient", "hcs_vip_contract_patient_rel", string="Also covered", check_company=True,
        help="Family members the contract holds for.",
    )  # fmt: skip
    # Content
    content = fields.Html("What is agreed", sanitize=True)
    date_from = fields.Date("From", required=True, default=fields.Date.context_today, tracking=True)
    date_to = fields.Date("Until", required=True, tracking=True, help="Last day.")
    signed_on = fields.Date(tracking=True, copy=False)
    signed_file = fields.Binary("Signed contract", attachment=True, copy=False)
    signed_file_name = fields.Char(copy=False)
    duty_ids = fields.One2many("hcs.vip.contract.duty", "contract_id", "Duties")
    duty_count = fields.Integer(compute="_compute_duties")
    duty_late_count = fields.Integer("Duties overdue", compute="_compute_duties")
    predecessor_id = fields.Many2one(
        "hcs.vip.contract", "Renews", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    successor_ids = fields.One2many("hcs.vip.contract", "predecessor_id", "Renewed by", readonly=True)
    ended_on = fields.Date(readonly=True, copy=False)
    end_reason = fields.Char(readonly=True, copy=False)
    is_running = fields.Boolean("Running today", compute="_compute_is_running", search="_search_is_running")

    _reference_uniq = models.UniqueIndex("(company_id, reference)", "This reference belongs to another contract.")
    _days = models.Constraint("CHECK (date_from <= date_to)", "A contract ends after it begins.")

    @api.depends("duty_ids.state", "duty_ids.due_on")
    def _compute_duties(self):
        today = self.env["hcs.vip.membership"]._as_of()
        for contract in self:
            todo = contract.duty_ids.filtered(lambda duty: duty.state == "todo")
            contract.duty_count = len(contract.duty_ids)
            contract.duty_late_count = len(todo.filtered(lambda duty: duty.due_on < today))

    @api.depends("state", "date_from", "date_to")
    def _compute_is_running(self):
        today = self.env["hcs.vip.membership"]._as_of()
        for contract in self:
            begun = bool(contract.date_from and contract.date_to) and contract.date_from <= today <= contract.date_to
            contract.is_running = contract.state == "signed" and begun

    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["hcs.vip.membership"]._as_of()
        return [("state", "=", "signed"), ("date_from", "<=", today), ("date_to", ">=", today)]

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: agents take a number without reading the counter
        sequence = self.env["ir.sequence"].sudo()
        return super().create([{**vals, "reference": sequence.next_by_code("hcs.vip.contract")} for vals in vals_list])

    def write(self, vals):
        if TERMS & vals.keys() and not self.env.su and any(contract.state != "draft" for contract in self):
            raise UserError(
                self.env._("What was signed stays as it is. Renew the contract to agree on something else.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(self.env._("A signed contract stays on record. End it instead."))

    # ACTIONS
    def action_sign(self):
        """Both have signed: the file is here, the duties begin."""
        self._check_flow(("draft",), self.env._("Only a draft is signed. Reload the page."))
        for contract in self:
            if not contract.signed_file or not contract.signed_on:
                raise UserError(self.env._("Add the signed contract and the day on which it was signed."))
            # sudo: the status is the button's
            contract.sudo().state = "signed"

    def action_renew(self, date_to=None):
        """A draft of the next contract, from the day after this one, with the same duties."""
        self.ensure_one()
        self._check_flow(("signed",), self.env._("Only a signed contract is renewed. Reload the page."))
        if self.successor_ids.filtered(lambda contract: contract.state != "cancelled"):
            raise UserError(self.env._("This contract is renewed already. Open the next one."))
        start = fields.Date.add(self.date_to, days=1)
        until = self.env["hcs.vip.membership"]._to_day(date_to) if date_to else start + (self.date_to - self.date_from)
        successor = self.copy({"date_from": start, "date_to": until})
        for duty in self.duty_ids.filtered(lambda duty: duty.repeat != "none" and duty.is_last):
            duty.copy({"contract_id": successor.id, "due_on": duty._next_due(start)})
        # sudo: which one it renews is the button's
        successor.sudo().predecessor_id = self
        return successor._get_window()

    def action_end(self, reason=None):
        """The contract is ended before its last day; duties to come are dropped, those done stay."""
        self._check_flow(("draft", "signed"), self.env._("This contract has ended already. Reload the page."))
        reason = self.env["hcs.vip.membership"]._clean(reason, self.env._("Say why it is ended."))
        for contract in self:
            state = "ended" if contract.state == "signed" else "cancelled"
            contract.duty_ids.filtered(lambda duty: duty.state == "todo")._drop()
            contract.sudo().write(  # sudo: the status is the button's
                {"state": state, "ended_on": self.env["hcs.vip.membership"]._as_of(), "end_reason": reason}
            )

    def _check_flow(self, states, message):
        self.check_access("write")
        if any(contract.state not in states for contract in self):
            raise UserError(message)

    def _get_window(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }
