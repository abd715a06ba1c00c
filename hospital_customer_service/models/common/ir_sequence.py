from odoo import api, models, tools
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    # ORM: what is remembered of a sequence is forgotten when another one takes its place
    @api.model_create_multi
    def create(self, vals_list):
        sequences = super().create(vals_list)
        self.env.registry.clear_cache()
        return sequences

    def write(self, vals):
        result = super().write(vals)
        if {"code", "company_id", "active"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # Numbers of what is made by the thousand
    @api.model
    @tools.ormcache("code", "company_id")
    def _hcs_sequence_id(self, code, company_id):
        """The sequence that ``next_by_code`` would use."""
        domain = [("code", "=", code), ("company_id", "in", [company_id, False])]
        return self.sudo().search(domain, order="company_id", limit=1).id

    @api.model
    def _hcs_draw(self, code, count=1):
        """Draw ``count`` numbers of the sequence ``code`` of the company in one query; nobody waits for anybody."""
        # sudo: a sequence is read by code, never by people
        sequence = self.sudo().browse(self._hcs_sequence_id(code, self.env.company.id))
        if not sequence or sequence.use_date_range or sequence.implementation != "standard":
            return [self.sudo().next_by_code(code) for _index in range(count)]
        prefix, suffix = sequence._get_prefix_suffix()
        numbers = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"ir_sequence_{sequence.id:03d}", count)
        )
        return [f"{prefix}{number:0{sequence.padding}d}{suffix}" for [number] in numbers]
