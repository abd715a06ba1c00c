from odoo import api, fields, models


class HcsPhoneExtension(models.Model):
    """A telephone of the house and who sits at it."""

    _name = "hcs.phone.extension"
    _description = "Phone extension"
    _inherit = ["hcs.input.mixin"]
    _order = "exchange_id, number, id"
    _rec_name = "number"
    _check_company_auto = True

    exchange_id = fields.Many2one(
        "hcs.phone.exchange", required=True, index=True, ondelete="cascade", check_company=True
    )
    number = fields.Char("Phone extension", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Who sits here",
        index="btree_not_null",
        ondelete="restrict",
        help="A call that rings here is shown to this person alone.",
    )
    place = fields.Char()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", related="exchange_id.company_id", store=True, index=True)

    _number_uniq = models.UniqueIndex("(exchange_id, number)", "The exchange has this extension already.")

    @api.depends("number", "user_id")
    def _compute_display_name(self):
        for extension in self:
            parts = (extension.number, extension.user_id.name)
            extension.display_name = " · ".join(part for part in parts if part)
