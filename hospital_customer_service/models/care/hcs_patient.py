from odoo import fields, models


class HcsPatient(models.Model):
    """Which birthday a person keeps."""

    _inherit = "hcs.patient"

    birthday_calendar = fields.Selection(
        [("solar", "Ordinary calendar"), ("lunar", "Lunar calendar")],
        "Keeps the birthday by",
        tracking=True,
        help="Wishes are sent on this day. Empty: not known.",
    )
