from odoo import api, fields, models
from odoo.exceptions import AccessError

from .hcs_vip_membership import PAYMENTS


class HcsVipTerm(models.Model):
    """Days of a membership that were bought together, with the version they were bought with."""

    _name = "hcs.vip.term"
    _description = "Membership Term"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "date_from, id"
    _rec_name = "membership_id"
    _log_read_patient_field = "patient_id"

    membership_id = fields.Many2one("hcs.vip.membership", required=True, index=True, ondelete="restrict")
    # ordinary columns: the exclusion below needs them
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    version_id = fields.Many2one("hcs.vip.tier.version", required=True, index=True, ondelete="restrict")
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", required=True)
    grace_days = fields.Integer("Grace (days)", aggregator=None)
    kind = fields.Selection(
        [("join", "Joined"), ("renewal", "Renewed"), ("change", "Tier changed")], required=True, default="join"
    )
    bought_to = fields.Date("Bought until", help="Where a cancellation or an upgrade cut the term short.")
    void = fields.Boolean(help="Never began: cancelled or changed before its first day.")
    # Money is the cashier's; what is due is noted
    amount = fields.Monetary()
    currency_id = fields.Many2one(related="company_id.currency_id")
    payment = fields.Selection(PAYMENTS, "Membership fee", required=True, default="due", readonly=True)
    payment_reference = fields.Char("Receipt of the cashier")
    waiver_reason = fields.Char()
    settled_by_id = fields.Many2one("res.users", "Settled by", ondelete="restrict")

    _days = models.Constraint("CHECK (date_from <= date_to)", "A term ends after it begins.")
    # checked by the database, because two desks that renew at the same time do not see each other
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int8range(patient_id, patient_id, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&) WHERE (void IS NOT TRUE)",
        "This person is a member on some of these days already.",
    )
    _membership_idx = models.Index("(membership_id, date_from) WHERE void IS NOT TRUE")

    # Terms are made by joining, renewing and changing; nobody writes them by hand.
    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_hand()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_flow(self):
        self._check_by_hand()

    def _check_by_hand(self):
        if not self.env.su:
            raise AccessError(self.env._("Terms follow from the buttons of the membership: activate, renew, change."))
