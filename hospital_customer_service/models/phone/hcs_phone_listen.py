from odoo import fields, models


class HcsPhoneListen(models.Model):
    """Who opened the recording of which call, and when."""

    _name = "hcs.phone.listen"
    _description = "Recording Opened"
    _inherit = ["hcs.ledger.mixin", "hcs.export.mixin"]
    _order = "at desc, id desc"
    _rec_name = "phone_call_id"

    phone_call_id = fields.Many2one(
        "hcs.phone.call", "Call", required=True, index=True, ondelete="restrict", readonly=True
    )
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="restrict", readonly=True)
    at = fields.Datetime("Time", required=True, default=fields.Datetime.now, readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
