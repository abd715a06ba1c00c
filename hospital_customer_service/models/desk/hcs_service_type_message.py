from odoo import fields, models


class HcsServiceType(models.Model):
    _inherit = "hcs.service.type"

    confirm_received = fields.Boolean(
        "Confirm by message",
        help="Who writes, by web, mail, message or letter, gets a message with the number of the request.",
    )
