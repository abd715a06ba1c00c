from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.membership import PERIOD_MONTHS


class HcsVipContractDuty(models.Model):
    """One thing the hospital owes under a contract, with its day; a repeated one makes its next (VIP-06)."""

    _name = "hcs.vip.contract.duty"
    _description = "Duty of a Service Contract"
    _inherit = ["hcs.due.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "due_on, id"
    _check_company_auto = True
    _log_read_patient_field = "contract_id.patient_id"
    _flow_fields = frozenset({"state", "done_at", "done_by_id", "proof", "is_last"})

    contract_id = fields.Many2one(
        "hcs.vip.contract", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    name = fields.Char("Duty", required=True)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    user_id = fields.Many2one(
        "res.users", "Who", index="btree_not_null", ondelete="restrict", domain="[('share', '=', False)]"
    )
    due_on = fields.Date("Due", required=True)
    repeat = fields.Selection(
        [("none", "Once"), ("month", "Every month"), ("quarter", "Every quarter"), ("year", "Every year")],
        required=True,
        default="none",
    )
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("dropped", "Dropped")],
        "Status",
        required=True,
        default="todo",
        readonly=True,
        copy=False,
    )
    done_at = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    proof = fields.Char("What was done", readonly=True, copy=False)
    is_last = fields.Boolean(default=True, readonly=True, copy=False, help="The newest of its repetitions.")

    _due_idx = models.Index("(due_on, id) WHERE state = 'todo'")

    def _due_today(self):
        return self.env["hcs.vip.membership"]._as_of()

    def action_done(self, proof=None):
        """Done: what, by whom, when. The next repetition within the contract is made."""
        self.check_access("write")
        proof = self.env["hcs.vip.membership"]._clean(proof, self.env._("Say in a few words what was done."))
        if any(duty.state != "todo" or duty.contract_id.state != "signed" for duty in self):
            raise UserError(self.env._("Only an open duty of a signed contract can be done. Reload the page."))
        for duty in self:
            following = duty._next_due(duty.due_on) if duty.repeat != "none" else None
            more = bool(following) and following <= duty.contract_id.date_to
            if more:
                # sudo: whoever does the duty need not be allowed to add one
                duty.sudo().copy({"due_on": following})
            duty.sudo().write(  # sudo: the status is the button's
                {
                    "state": "done",
                    "done_at": fields.Datetime.now(),
                    "done_by_id": self.env.uid,
                    "proof": proof,
                    "is_last": not more,
                }
            )

    def _next_due(self, after):
        return after + relativedelta(months=PERIOD_MONTHS[self.repeat]) if after == self.due_on else after

    def _drop(self):
        self.sudo().write({"state": "dropped"})  # sudo: dropped with the contract

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(duty.contract_id.state != "draft" for duty in self):
            raise UserError(self.env._("Duties of a signed contract stay on record. End the contract instead."))
