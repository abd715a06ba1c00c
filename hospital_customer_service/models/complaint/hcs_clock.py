from odoo import fields, models


class HcsClock(models.Model):
    _inherit = "hcs.clock"

    complaint_ticket_id = fields.Many2one(
        "hcs.complaint.ticket", "Complaint", index="btree_not_null", ondelete="cascade", readonly=True
    )
    complaint_statement_id = fields.Many2one(
        "hcs.complaint.statement", "Statement asked for", index="btree_not_null", ondelete="cascade", readonly=True
    )
