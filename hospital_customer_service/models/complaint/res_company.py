from odoo import fields, models


class ResCompany(models.Model):
    """Who approves the answers to complaints."""

    _inherit = "res.company"

    hcs_complaint_approver = fields.Selection(
        [("leader", "Team leader"), ("director", "Director"), ("executive", "Executive reviewer")],
        "Answers approved by",
        default="director",
        required=True,
        help="Role that approves the answer to a complaint, or a higher one; never whoever drafted it.",
    )
    hcs_complaint_two_checks_from = fields.Selection(
        [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5"), ("never", "Never")],
        "Two checks from severity",
        default="3",
        required=True,
        help="From this severity on a colleague checks the answer first, before it is approved.",
    )
