from odoo import api, fields, models

KINDS = [
    ("refers", "Brought others"),
    ("recommends", "Recommends us"),
    ("stays", "Ignores rivals' offers"),
]


class HcsLoyalSign(models.Model):
    """What somebody of the centre heard or saw, that no invoice shows: signs of a loyal customer (CRM-02)."""

    _name = "hcs.loyal.sign"
    _description = "Sign of a Loyal Customer"
    _inherit = ["hcs.ledger.mixin", "hcs.patient.line.mixin"]
    _order = "at desc, id desc"
    _rec_name = "kind"

    patient_id = fields.Many2one(ondelete="restrict")
    kind = fields.Selection(KINDS, required=True)
    at = fields.Datetime("Time", required=True, default=lambda self: fields.Datetime.now())
    user_id = fields.Many2one(
        "res.users", "Noted by", required=True, readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    note = fields.Char(help="What was said, or who came.")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "user_id": self.env.uid} for vals in vals_list]
        return super().create(vals_list)
