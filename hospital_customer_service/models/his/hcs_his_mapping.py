from odoo import api, fields, models

from ...tools.hl7 import EVENTS

TARGETS = [
    ("operation", "Operation"),
    ("not_operation", "Not an operation"),
    ("outpatient", "Outpatient visit"),
    ("emergency", "Emergency visit"),
    ("inpatient", "Inpatient stay"),
    ("checkup", "Check-up"),
    ("online", "Online visit"),
    ("home", "Home visit"),
]
OPERATION_TARGETS = ("operation", "not_operation")


class HcsHisMapping(models.Model):
    """What a code of the hospital system means here: which procedure is an operation, which visit a check-up."""

    _name = "hcs.his.mapping"
    _description = "Meaning of a code"
    _inherit = ["hcs.input.mixin"]
    _order = "target, system, code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    system = fields.Char("Code system", help="Address of the code system; empty: whatever the system.")
    name = fields.Char("Meaning", translate=True)
    target = fields.Selection(TARGETS, "Counts as", required=True, default="operation")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(system, ''), COALESCE(company_id, 0), (target IN ('operation', 'not_operation')))",
        "This code has a meaning already.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = " ".join(part for part in (mapping.code, mapping.name) if part)

    @api.model
    def _tables(self, company):
        """``(operations, kinds)``: dictionaries ``(system, code) -> target``; the company's own rows win."""
        operations, kinds = {}, {}
        rows = self.sudo().search_fetch(
            [("company_id", "in", [company.id, False])], ["code", "system", "target", "company_id"]
        )
        for row in rows.sorted(lambda row: bool(row.company_id)):
            table = operations if row.target in OPERATION_TARGETS else kinds
            table[row.system or "", row.code] = row.target
        return operations, kinds

    @api.model
    def _lookup(self, table, codings):
        """The meaning of the first of ``codings`` that has one."""
        for system, code, _display in codings:
            found = table.get((system, code)) or table.get(("", code))
            if found:
                return found
        return None

    def action_apply_again(self):
        """Read the procedures and visits of the feed again, now that codes mean something else."""
        kinds = ["Procedure"] if all(m.target in OPERATION_TARGETS for m in self) else ["Procedure", "Encounter"]
        kinds += [kind for kind, event in EVENTS.items() if event.family in ("visit", "charge")]
        domain = [("resource_type", "in", kinds), ("state", "in", ("done", "error"))]
        self.env["hcs.his.message"].search(domain).action_replay()
