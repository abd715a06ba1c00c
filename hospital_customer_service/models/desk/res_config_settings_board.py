from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcs_board_wait_minutes = fields.Integer(related="company_id.hcs_board_wait_minutes", readonly=False)
