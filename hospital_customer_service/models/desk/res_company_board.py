from odoo import fields, models


class ResCompany(models.Model):
    """From when the live board calls a wait long."""

    _inherit = "res.company"

    hcs_board_wait_minutes = fields.Integer(
        "Long Wait (minutes)",
        default=30,
        required=True,
        help="On the live board a queue turns amber when somebody waits so long, red at twice the time.",
    )

    _hcs_board_wait_minutes_positive = models.Constraint(
        "CHECK (hcs_board_wait_minutes > 0)", "A wait is long after at least one minute."
    )
