from itertools import count

from odoo import api, fields, models


class HcsCodeMixin(models.AbstractModel):
    """Configuration found by a code: whoever leaves it out gets a free one, made of what the record is for."""

    _name = "hcs.code.mixin"
    _description = "Records with a code of their own"

    _code_stem_field = None

    code = fields.Char(required=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        nameless = [not vals.get("code") for vals in vals_list]
        if any(nameless):
            # sudo: the code of another company is taken as well
            known = self.sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
            taken = {*known.mapped("code"), *(vals.get("code") for vals in vals_list)}
            vals_list = [
                {**vals, "code": self._free_code(vals, taken)} if missing else vals
                for vals, missing in zip(vals_list, nameless, strict=True)
            ]
        return super().create(vals_list)

    @api.model
    def _free_code(self, vals, taken):
        name = self._code_stem_field
        stem = vals.get(name) or self.default_get([name]).get(name) or name
        code = next(code for code in (f"{stem}_{number}" for number in count(1)) if code not in taken)
        taken.add(code)
        return code
