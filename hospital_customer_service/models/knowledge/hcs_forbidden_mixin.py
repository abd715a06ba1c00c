from odoo import api, fields, models


class HcsForbiddenMixin(models.AbstractModel):
    """A record whose texts are what somebody said or wrote down: forbidden expressions in them are pointed out."""

    _name = "hcs.forbidden.mixin"
    _description = "Texts checked for forbidden expressions"

    _flagged_fields = ("note",)

    forbidden_words = fields.Char(
        "Forbidden expressions",
        compute="_compute_forbidden_words",
        help="Expressions in these notes that the service rules do not allow.",
    )

    @api.depends(lambda self: self._flagged_fields if self._name != "hcs.forbidden.mixin" else ())
    @api.depends_context("lang")
    def _compute_forbidden_words(self):
        words = self.env["hcs.forbidden.word"]
        for record in self:
            text = "\n".join(record[name] or "" for name in self._flagged_fields)
            # sudo: the expressions are shown to whoever may read the note
            record.forbidden_words = ", ".join(words._find(text).sudo().mapped("name")) or False
