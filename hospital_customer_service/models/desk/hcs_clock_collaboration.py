from odoo import api, fields, models


class HcsClock(models.Model):
    """The deadline of a request to a department: that of the policy, or the one that was agreed on."""

    _inherit = "hcs.clock"

    collaboration_id = fields.Many2one(
        "hcs.collaboration", "Cross-department request", index="btree_not_null", ondelete="cascade"
    )

    @api.model
    def _fitting(self, records, events):
        fitting = super()._fitting(records, events)
        if records._name == "hcs.collaboration":
            for request in records.filtered("due_by_hand"):
                minutes = -(-int((request.due_at - request.requested_at).total_seconds()) // 60)
                fitting[request] = [rule._replace(target=max(minutes, 1), unit="minute") for rule in fitting[request]]
        return fitting
