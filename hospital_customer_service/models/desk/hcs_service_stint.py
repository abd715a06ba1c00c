from odoo import fields, models


class HcsServiceStint(models.Model):
    """The time one person held a record in hand: effort of everybody, not of the last one only (SD16)."""

    _name = "hcs.service.stint"
    _description = "Effort on a Service Record"
    _inherit = ["hcs.ledger.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "started_at, id"
    _check_company_auto = True

    record_id = fields.Many2one(
        "hcs.service.record", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Who", required=True, index=True, ondelete="restrict")
    started_at = fields.Datetime(required=True)
    ended_at = fields.Datetime(required=True)
    minutes = fields.Float("Working minutes", help="Minutes of the team's working time between the two.")
    ended_by = fields.Selection(
        [
            ("wait", "Waiting"),
            ("handover", "Handed over"),
            ("done", "Done"),
            ("cancel", "Cancelled"),
            ("merge", "Merged"),
        ],
        required=True,
    )
