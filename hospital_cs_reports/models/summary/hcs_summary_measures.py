from odoo import fields, models
from odoo.exceptions import UserError


class HcsSummary(models.Model):
    """Measures go from summary to summary until their effect is proved (RPT-07)."""

    _inherit = "hcs.summary"

    measure_ids = fields.One2many("hcs.summary.measure", "summary_id", "Measures followed")
    action_ids = fields.One2many("hcs.corrective.action", "summary_id", "Decided here")

    def _compile(self):
        result = super()._compile()
        self._carry_measures()
        return result

    def _measure_sources(self):
        """The summaries whose unproved measures this one follows: the one before, for a quarter its months too."""
        self.ensure_one()
        own = self.sudo()  # sudo: measures are followed whoever compiles
        mine = [("company_id", "=", self.company_id.id)]
        newest = own.search(
            [*mine, ("kind", "=", self.kind), ("date_from", "<", self.date_from)],
            order="date_from desc, revision desc",
            limit=1,
        )
        if self.kind == "quarter":
            newest |= own.search(
                [
                    *mine,
                    ("kind", "=", "month"),
                    ("date_from", ">=", self.date_from),
                    ("date_to", "<=", self.date_to),
                    ("is_latest", "=", True),
                ]
            )
        return newest

    def _carry_measures(self):
        """Put the measures that are not proved yet on drafts; asked again, only new ones are added."""
        rows = self.env["hcs.summary.measure"].sudo()  # sudo: rows are made by the system alone
        for summary in self.filtered(lambda summary: summary.state == "draft" and not summary.is_frozen):
            known = rows.search([("summary_id", "=", summary.id)]).action_id
            wanted = []
            for row in summary.sudo().revises_id.measure_ids:
                wanted.append((row.action_id, {"decided": row.decided, "note": row.note}))
            for row in summary._measure_sources().measure_ids:
                if row._is_followed():
                    wanted.append((row.action_id, {}))
            for action, values in wanted:
                if action not in known:
                    known |= action
                    rows.create({"summary_id": summary.id, "action_id": action.id, **values})
            summary.invalidate_recordset(["measure_ids"])

    def _add_decided(self, action):
        """A measure was decided here; later drafts follow it at once."""
        self.ensure_one()
        rows = self.env["hcs.summary.measure"].sudo()  # sudo: the right to decide was asked with the measure
        rows.create({"summary_id": self.id, "action_id": action.id, "decided": True})
        self.invalidate_recordset(["measure_ids"])
        self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "draft"),
                ("date_to", ">=", self.date_to),
                ("id", "!=", self.id),
            ],
            order="date_to, id",
        )._carry_measures()

    def _check_submit(self):
        """What came of every measure that was followed is written down."""
        result = super()._check_submit()
        silent = self.measure_ids.filtered(
            lambda row: not row.decided and row._is_followed() and not (row.note or "").strip()
        )
        if silent:
            raise UserError(
                self.env._(
                    "Write down what came of these measures on the page “Improvement measures”: %(measures)s.",
                    measures=", ".join(silent.mapped("name")),
                )
            )
        return result

    def action_decide_measure(self):
        """Open a new measure of this summary."""
        self.ensure_one()
        return self._measure_action()

    def _measure_action(self, **defaults):
        self.check_access("read")
        if self.state == "published":
            raise UserError(self.env._("The summary is published. Decide the measure on the next one."))
        context = {"default_summary_id": self.id, "default_company_id": self.company_id.id, **defaults}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Improvement measure"),
            "res_model": "hcs.corrective.action",
            "views": [(False, "form")],
            "target": "new",
            "context": {name: value for name, value in context.items() if value},
        }
