from odoo import api, fields, models
from odoo.exceptions import UserError

DEFINITION_FIELDS = ("code", "area", "unit", "numerator", "denominator", "exclusions", "date_basis", "better_is")


class HcsKpi(models.Model):
    """What a figure means, as versioned data (DESIGN §5).

    The mechanism that counts is in code, found by ``code``; the words, the target and which way is better are here. A
    definition that stands behind submitted figures is not edited any more: a new version replaces it, and figures of
    different versions are not compared.
    """

    _name = "hcs.kpi"
    _description = "Indicator"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char("Indicator", required=True, translate=True)
    code = fields.Char(required=True, help="The figure is counted by this code. It is the same in every version.")
    version = fields.Integer(default=1, required=True, readonly=True, copy=False, aggregator=None)
    area = fields.Selection(
        [
            ("followup", "Follow-up"),
            ("opinion", "Opinions and needs"),
            ("service", "Service desk"),
            ("phone", "Telephone"),
            ("complaint", "Complaints"),
            ("vip", "Members"),
            ("incident", "Incidents"),
            ("care", "Care and activities"),
            ("customer", "Customers and key customers"),
            ("staff", "Quality of calls"),
        ],
        required=True,
        default="followup",
    )
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True, help="Untick to leave the indicator out of new summaries.")
    is_key = fields.Boolean("Key figure", help="Shown as a tile at the head of a summary.")
    unit = fields.Selection(
        [
            ("count", "Number"),
            ("percent", "Percent"),
            ("mean", "Mean"),
            ("per_mille", "Per 1,000"),
            ("minutes", "Minutes"),
            ("balance", "Balance from −100 to 100"),
        ],
        required=True,
        default="count",
    )
    numerator = fields.Text(required=True, translate=True, help="What is counted, in words.")
    denominator = fields.Text(translate=True, help="What it is divided by, in words. Empty for plain numbers.")
    exclusions = fields.Text(translate=True, help="What is left out of both.")
    date_basis = fields.Char(required=True, translate=True, help="The date that puts a record into a period.")
    better_is = fields.Selection(
        [("more", "More is better"), ("less", "Less is better"), ("neutral", "Neither")],
        required=True,
        default="neutral",
    )
    has_target = fields.Boolean("Target set")
    target = fields.Float(digits=(16, 4), aggregator=None, help="For percentages a share: 0.95 is 95%.")

    _code_version_uniq = models.Constraint(
        "UNIQUE (code, version)", "This indicator already has a version with this number."
    )
    _code_active_uniq = models.UniqueIndex("(code) WHERE active", "Only one version of an indicator can be in use.")

    @api.depends("name", "version")
    def _compute_display_name(self):
        for kpi in self:
            kpi.display_name = f"{kpi.name} (v{kpi.version})" if kpi.version > 1 else kpi.name

    def write(self, vals):
        changed = [name for name in DEFINITION_FIELDS if name in vals and any(kpi[name] != vals[name] for kpi in self)]
        if changed and self._is_used():
            raise UserError(
                self.env._(
                    "Submitted summaries rest on this definition. Make a new version instead; figures of the two"
                    " versions will not be compared."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self._is_used():
            raise UserError(self.env._("Submitted summaries rest on this definition. Archive it instead."))

    def _is_used(self):
        """Whether frozen figures were counted by one of these definitions."""
        # sudo: also the summaries of companies the user does not see
        lines = self.env["hcs.summary.line"].sudo()
        return bool(lines.search_count([("kpi_id", "in", self.ids), ("summary_id.is_frozen", "=", True)], limit=1))

    def action_new_version(self):
        """Replace this definition by an editable copy with the next number."""
        self.ensure_one()
        newest = self.with_context(active_test=False).search([("code", "=", self.code)], order="version desc", limit=1)
        self.search([("code", "=", self.code)]).active = False
        self.flush_model(["active"])
        successor = self.copy({"version": newest.version + 1, "active": True})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": successor.id,
            "views": [(False, "form")],
            "name": successor.display_name,
        }
