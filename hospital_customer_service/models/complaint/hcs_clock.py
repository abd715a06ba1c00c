from odoo import api, fields, models


class HcsClock(models.Model):
    """Deadlines of complaints and statements; the day that was agreed on goes before the policy."""

    _inherit = "hcs.clock"

    complaint_ticket_id = fields.Many2one(
        "hcs.complaint.ticket", "Complaint", index="btree_not_null", ondelete="cascade", readonly=True
    )
    complaint_statement_id = fields.Many2one(
        "hcs.complaint.statement", "Statement asked for", index="btree_not_null", ondelete="cascade", readonly=True
    )

    @api.model
    def _fitting(self, records, events):
        fitting = super()._fitting(records, events)
        if records._name == "hcs.complaint.statement":
            for statement in records.filtered("due_at"):
                minutes = -(-int((statement.due_at - statement.requested_at).total_seconds()) // 60)
                fitting[statement] = [
                    rule._replace(target=max(minutes, 1), unit="minute") for rule in fitting[statement]
                ]
        return fitting
