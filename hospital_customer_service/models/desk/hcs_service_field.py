from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsServiceField(models.Model):
    """An entry of a service record that a type may show or ask for."""

    _name = "hcs.service.field"
    _description = "Entry of a Service Record"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    field_name = fields.Char("Technical name", required=True)
    sequence = fields.Integer(default=10, aggregator=None)

    _field_name_uniq = models.UniqueIndex("(field_name)", "This entry is in the list already.")

    @api.constrains("field_name")
    def _check_field_name(self):
        for entry in self:
            if entry.field_name not in self.env["hcs.service.record"]._fields:
                raise ValidationError(self.env._("A service record has no entry “%(name)s”.", name=entry.field_name))
