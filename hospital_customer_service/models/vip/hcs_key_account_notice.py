from odoo import fields, models

NOTICES = [
    ("contact", "Contact is due"),
    ("plan", "Planned contact"),
    ("birthday", "Birthday"),
    ("contract", "Contract ends"),
    ("quiet", "No visit for long"),
    ("score", "Low score"),
]


class HcsKeyAccountNotice(models.Model):
    """That the account manager was given a task, so that nobody gets the same one twice (KA3)."""

    _name = "hcs.key.account.notice"
    _description = "Task of an Account Manager"
    _inherit = ["hcs.ledger.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"
    _rec_name = "account_id"
    _log_read_patient_field = "account_id.patient_id"

    account_id = fields.Many2one("hcs.key.account", "Key account", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(NOTICES, required=True)
    key = fields.Char(required=True, help="What it was about: a day, or a line and its day.")
    at = fields.Datetime("When", required=True)
    user_id = fields.Many2one("res.users", "Who", ondelete="restrict")

    _once = models.UniqueIndex("(account_id, kind, key)", "This task was given already.")
