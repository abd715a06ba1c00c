from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .hcs_vip_membership_application import LEADER, VIP

STATES = [("open", "To decide"), ("accepted", "Accepted"), ("declined", "Declined")]


class HcsVipProposal(models.Model):
    """What the assessment before the end of a term proposes, with its figures; a person decides (VP5)."""

    _name = "hcs.vip.proposal"
    _description = "Assessment of a Membership"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "assessed_on desc, id desc"
    _rec_name = "membership_id"
    _check_company_auto = True
    _log_read_patient_field = "membership_id.patient_id"
    _flow_fields = frozenset(
        "membership_id company_id date_to assessed_on spent visit_days unknown_amounts kind tier_id state "
        "decided_by_id decided_at decision_note".split()
    )

    membership_id = fields.Many2one(
        "hcs.vip.membership", required=True, readonly=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    patient_id = fields.Many2one(related="membership_id.patient_id")
    date_to = fields.Date("Term ends", required=True, readonly=True)
    assessed_on = fields.Date(required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    spent = fields.Monetary("Spent in 12 months", readonly=True, aggregator=None)
    visit_days = fields.Integer("Visit days in 12 months", readonly=True, aggregator=None)
    unknown_amounts = fields.Integer(
        "Amounts unknown", readonly=True, aggregator=None, help="Visits whose amount nobody has told; not in the sum."
    )
    kind = fields.Selection(
        [("keep", "Keep the tier"), ("upgrade", "Upgrade"), ("downgrade", "Downgrade")], required=True, readonly=True
    )
    tier_id = fields.Many2one(
        "hcs.vip.tier", "Proposed tier", required=True, readonly=True, index=True, ondelete="restrict"
    )
    reason = fields.Char("Why", compute="_compute_reason")
    state = fields.Selection(STATES, "Status", required=True, default="open", readonly=True, group_expand=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_at = fields.Datetime(readonly=True)
    decision_note = fields.Char(readonly=True)

    _once = models.UniqueIndex("(membership_id, date_to)", "This term was assessed already.")
    _open_idx = models.Index("(assessed_on DESC, id DESC) WHERE state = 'open'")

    @api.depends("spent", "visit_days", "tier_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        for proposal in self:
            proposal.reason = self.env._(
                "%(spent)s spent and %(days)s visit days in 12 months reach %(tier)s.",
                spent=f"{proposal.spent:,.2f}",
                days=proposal.visit_days,
                tier=proposal.tier_id.name,
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        raise UserError(self.env._("An assessment is part of the record. Decline it instead."))

    def action_accept(self):
        """The tier is changed as proposed: upward today, downward with the renewal."""
        self._decide("accepted", None)
        for proposal in self:
            if proposal.kind != "keep":
                version = proposal.tier_id._version_on(proposal.membership_id._as_of())
                proposal.membership_id.action_change_tier(version.id)

    def action_decline(self, reason=None):
        """The tier stays, for a reason."""
        reason = self.env["hcs.vip.membership"]._clean(reason, self.env._("Say why the tier stays as it is."))
        self._decide("declined", reason)

    def _decide(self, state, note):
        self.check_access("write")
        if any(proposal.state != "open" for proposal in self):
            raise UserError(self.env._("Somebody has decided this already. Reload the page."))
        if not self.env.su and not any(self.env.user.has_group(group) for group in (VIP, LEADER)):
            raise AccessError(self.env._("The members' desk or a leader decides on assessments."))
        # sudo: the decision is the button's
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "decision_note": note,
            }
        )
