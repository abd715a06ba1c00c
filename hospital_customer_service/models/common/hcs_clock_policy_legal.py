from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.terms import exceeds
from .hcs_clock_policy import UNITS


class HcsClockPolicy(models.Model):
    """What the law allows at most: a hospital may promise less time, and sees it where it promises more."""

    _inherit = "hcs.clock.policy"

    legal_target = fields.Integer(
        "Longest by Law",
        aggregator=None,
        tracking=True,
        help="The time a law or regulation allows. A shorter one is the hospital's to choose; a longer one is marked "
        "for as long as it stands. 0: the law says nothing.",
    )
    legal_unit = fields.Selection(UNITS, "Unit of the Law", tracking=True)
    legal_basis = fields.Char(translate=True, help="Law or regulation, and its article.")
    beyond_law = fields.Boolean(
        "Longer than the Law Allows",
        compute="_compute_beyond_law",
        search="_search_beyond_law",
        help="The time allowed can end later than the law says, or a deadline of the law is archived.",
    )
    legal_warning = fields.Char("Warning", compute="_compute_beyond_law")

    _legal_has_a_unit = models.Constraint(
        "CHECK (COALESCE(legal_target, 0) = 0 OR legal_unit IS NOT NULL)", "Choose the unit of what the law allows."
    )
    _legal_not_negative = models.Constraint("CHECK (legal_target >= 0)", "What the law allows cannot be negative.")

    @api.depends("target", "unit", "active", "legal_target", "legal_unit", "legal_basis")
    @api.depends_context("lang")
    def _compute_beyond_law(self):
        for policy in self:
            policy.legal_warning = policy._legal_problem()
            policy.beyond_law = bool(policy.legal_warning)

    def _legal_problem(self):
        """In words, what is longer than the law allows; False where nothing is."""
        self.ensure_one()
        if not (self.legal_target and self.legal_unit and self.unit):
            return False
        values = {
            "target": self.legal_target,
            "unit": dict(self._fields["legal_unit"]._description_selection(self.env))[self.legal_unit].lower(),
            "basis": f" ({self.legal_basis})" if self.legal_basis else "",
        }
        if not self.active:
            return self.env._(
                "The law sets a deadline of %(target)s %(unit)s%(basis)s, and this policy is archived.", **values
            )
        if exceeds(self.target, self.unit, self.legal_target, self.legal_unit):
            return self.env._(
                "This may be longer than the law allows: at most %(target)s %(unit)s%(basis)s.", **values
            )
        return False

    def _search_beyond_law(self, operator, value):
        if operator != "in":
            return NotImplemented
        policies = self.with_context(active_test=False).search([("legal_target", ">", 0)])
        return Domain("id", "in", policies.filtered("beyond_law").ids)

    @api.onchange("target", "unit", "active", "legal_target", "legal_unit")
    def _onchange_legal(self):
        if not (problem := self._legal_problem()):
            return None
        return {"warning": {"type": "notification", "title": self.env._("Deadline Policy"), "message": problem}}

    # ORM: whoever saves it sees it, whatever the door
    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._warn_of_law(self.browse())
        return policies

    def write(self, vals):
        before = self.filtered("beyond_law")
        result = super().write(vals)
        self._warn_of_law(before)
        return result

    def _warn_of_law(self, before):
        """Say it to the person who saved it, and keep it in the history."""
        for policy in (self - before).filtered("beyond_law"):
            policy._message_log(body=policy.legal_warning)
            self.env.user._bus_send(
                "simple_notification",
                {"type": "danger", "sticky": True, "title": policy.name, "message": policy.legal_warning},
            )
