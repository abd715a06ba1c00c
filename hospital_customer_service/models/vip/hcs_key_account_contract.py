from odoo import api, fields, models
from odoo.exceptions import UserError


class HcsKeyAccountContract(models.Model):
    """What an organisation has agreed with the hospital, from day to day; the next one is a line of its own (KA1)."""

    _name = "hcs.key.account.contract"
    _description = "Contract of a Key Account"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    account_id = fields.Many2one(
        "hcs.key.account", "Key account", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    number = fields.Char("Contract number", required=True)
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Until", required=True, help="Last day.")
    settlement = fields.Selection(
        [("each", "Each check-up"), ("month", "Once a month"), ("whole", "Once for all"), ("other", "As agreed")],
        required=True,
        default="each",
        help="How the organisation pays. The cashier's department bills; no money is kept here.",
    )
    content = fields.Text("What is agreed")
    signed_file = fields.Binary("Signed contract", attachment=True, copy=False)
    signed_file_name = fields.Char(copy=False)
    is_running = fields.Boolean("Running today", compute="_compute_is_running", search="_search_is_running")

    _days = models.Constraint("CHECK (date_from <= date_to)", "A contract ends after it begins.")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range(account_id, account_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)",
        "Another contract of this organisation holds on some of these days. End that one the day before.",
    )

    @api.depends("date_from", "date_to")
    @api.depends_context("hcs_as_of")
    def _compute_is_running(self):
        today = self.env["hcs.key.account"]._today()
        for contract in self:
            contract.is_running = bool(
                contract.date_from and contract.date_to and contract.date_from <= today <= contract.date_to
            )

    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["hcs.key.account"]._today()
        return [("date_from", "<=", today), ("date_to", ">=", today)]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        today = self.env["hcs.key.account"]._today()
        if any(contract.date_from <= today for contract in self):
            raise UserError(self.env._("A contract that has begun stays on record. Set its last day instead."))
