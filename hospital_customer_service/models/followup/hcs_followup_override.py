from odoo import fields, models


class HcsFollowupOverride(models.Model):
    """A leader let one call be made at a time at which none may: who, when and why (FUP-03)."""

    _name = "hcs.followup.override"
    _description = "Call allowed outside the hours"
    _inherit = ["hcs.ledger.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"
    _rec_name = "at"
    _log_read_patient_field = "task_id.patient_id"

    task_id = fields.Many2one("hcs.followup.task", "Follow-up", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Allowed by", required=True, index=True, ondelete="restrict")
    at = fields.Datetime("Allowed at", required=True)
    until = fields.Datetime("Valid until", required=True)
    cause = fields.Char("Against", required=True, help="Code of the rule that would have refused the call.")
    reason = fields.Char(required=True)
