import json

from odoo import api, fields, models

from ..common.hcs_masked_mixin import PII_GROUP


class HcsPatientMergeLine(models.Model):
    """Journal of a merge: which row moved, which stayed, which blank was filled with what."""

    _name = "hcs.patient.merge.line"
    _description = "Journal line of a merge"
    _inherit = ["hcs.ledger.mixin", "hcs.input.mixin", "hcs.export.mixin"]
    _order = "id"
    _rec_name = "model"

    merge_id = fields.Many2one("hcs.patient.merge", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [("moved", "Moved"), ("left", "Left where it was"), ("filled", "Filled in")], required=True
    )
    model = fields.Char(required=True)
    label = fields.Char("Kind of record", compute="_compute_label")
    table_name = fields.Char(export_string_translation=False)
    column = fields.Char(required=True, export_string_translation=False)
    row_id = fields.Integer("Record number", aggregator=None)
    old_value = fields.Char(groups=PII_GROUP, export_string_translation=False)
    new_value = fields.Char(groups=PII_GROUP, export_string_translation=False)

    @api.depends("model", "column", "kind")
    @api.depends_context("lang")
    def _compute_label(self):
        for line in self:
            line.label = self.env["ir.model"]._get(line.model).name
            if line.kind == "filled" and line.column in line._fields_of():
                line.label = line._fields_of()[line.column]._description_string(self.env)

    def _fields_of(self):
        return self.env[self.model]._fields if self.model in self.env else {}

    def _count_by_label(self):
        counts = {}
        for line in self.filtered(lambda line: line.kind == "moved"):
            counts[line.label] = counts.get(line.label, 0) + 1
        return counts

    @api.model
    def _journal(self, merge, link, kind, keys):
        self.create(
            [
                {
                    "merge_id": merge.id,
                    "company_id": merge.company_id.id,
                    "kind": kind,
                    "model": link["model"],
                    "table_name": link["table"],
                    "column": link["column"],
                    "row_id": key,
                }
                for key in keys
            ]
        )

    @api.model
    def _journal_filled(self, merge, patient, old, new):
        self.create(
            [
                {
                    "merge_id": merge.id,
                    "company_id": merge.company_id.id,
                    "kind": "filled",
                    "model": patient._name,
                    "table_name": patient._table,
                    "column": name,
                    "row_id": patient.id,
                    "old_value": json.dumps(old[name], default=str),
                    "new_value": json.dumps(new[name], default=str),
                }
                for name in new
            ]
        )

    def _old(self):
        return json.loads(self.old_value)

    def _same(self, value):
        """Whether nobody has changed the field since."""
        return json.dumps(value, default=str) == self.new_value
