from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import matrix as tables


class HcsSummary(models.Model):
    """Late data make the next revision, which lists what differs; what was submitted stays (RP3)."""

    _inherit = "hcs.summary"

    revises_id = fields.Many2one(
        "hcs.summary", "Revision of", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    revision_reason = fields.Text("Reason of the revision", copy=False, help="Why the period was counted again.")
    difference_count = fields.Integer("Figures that differ", compute="_compute_difference_count")

    @api.depends("revises_id", "compiled_at", "line_ids")
    def _compute_difference_count(self):
        for summary in self:
            summary.difference_count = len(summary._differences())

    def action_revise(self):
        """Count the period again as the next revision; what was submitted stays beside it."""
        self.ensure_one()
        self._check_role("hospital_customer_service.group_hcs_director")
        if not self.is_frozen:
            raise UserError(self.env._("This draft was never submitted: compile it again instead."))
        domain = [
            ("company_id", "=", self.company_id.id),
            ("kind", "=", self.kind),
            ("date_from", "=", self.date_from),
        ]
        newest = self.search(domain, order="revision desc", limit=1)
        if not newest.is_frozen:
            raise UserError(self.env._("There is an open revision already: %(name)s.", name=newest.display_name))
        revision = self.create(
            {
                "company_id": self.company_id.id,
                "kind": self.kind,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "revision": newest.revision + 1,
                "narrative": newest.narrative,
                "measures": newest.measures,
            }
        )
        revision.sudo().revises_id = newest  # sudo: written by this button only
        revision._compile()
        newest._sync_reminders()
        return revision._form_action()

    def _check_submit(self):
        result = super()._check_submit()
        if self.revises_id and not (self.revision_reason or "").strip():
            raise UserError(self.env._("Say why there is a new revision, in the field “Reason of the revision”."))
        return result

    def _differences(self):
        """``[(line now or none, line before or none)]`` of the figures that are not what they were."""
        self.ensure_one()
        if not self.revises_id:
            return []
        lines = self.env["hcs.summary.line"].sudo()  # sudo: both are revisions of the same summary
        found = {}
        for line in lines.search([("summary_id", "in", (self | self.revises_id).ids)], order="sequence, id"):
            key = (line.kpi_id.code, line.dimension, line.res_id, line.code or "")
            found.setdefault(key, {})[line.summary_id] = line
        return [
            (pair.get(self, lines), pair.get(self.revises_id, lines))
            for pair in found.values()
            if self._figure_of(pair.get(self)) != self._figure_of(pair.get(self.revises_id))
            and any(line.numerator or line.denominator for line in pair.values())
        ]

    @staticmethod
    def _figure_of(line):
        return line and (line.numerator, line.denominator, line.kpi_id.id)

    def _tables(self, kpis, total, by_dimension):
        yield from super()._tables(kpis, total, by_dimension)
        if self.revises_id:
            yield self._difference_table()

    def _difference_table(self):
        """Before, now and the change of every figure that differs from the revision before."""
        rows = []
        dimensions = dict(self.env["hcs.summary.line"]._fields["dimension"]._description_selection(self.env))
        for now, before in self._differences():
            line = now or before
            label = line.kpi_id.name
            if line.dimension != "total":
                label = f"{label} · {dimensions[line.dimension]}: {line.label or ''}"
            unit = line.kpi_id.unit
            old, new = (self._cells(each)[0] if each else tables.empty_cell(unit) for each in (before, now))
            same = now.kpi_id == before.kpi_id
            change = tables.difference_cell(unit, new, old if same else None)
            rows.append(tables.Row(label, (old, new, change)))
        title = self.env._("Differences from revision %(number)s", number=self.revises_id.revision)
        columns = (self.env._("Before"), self.env._("Now"), self.env._("Change"))
        note = "" if rows else self.env._("No figure differs.")
        return tables.Table("difference", "revision", title, columns, tuple(rows), note)
