from odoo import api, fields, models

from .hcs_incident import FLOW_FIELDS


class HcsIncident(models.Model):
    """From the report to the review."""

    _inherit = "hcs.incident"

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        own = {"reporter_id": self.env.uid, "reported_at": now}
        sequence = self.env["ir.sequence"].sudo()  # sudo: a department may not draw numbers itself
        return super().create(
            [
                {
                    **{name: value for name, value in vals.items() if name not in FLOW_FIELDS},
                    **own,
                    "reference": sequence.next_by_code("hcs.incident"),
                }
                for vals in vals_list
            ]
        )
