from odoo import fields, models


class HcsVipNotice(models.Model):
    """That somebody was told about the end of a term, so that nobody is told twice."""

    _name = "hcs.vip.notice"
    _description = "Renewal Reminder"
    _inherit = ["hcs.ledger.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"
    _rec_name = "membership_id"
    _log_read_patient_field = "membership_id.patient_id"

    membership_id = fields.Many2one("hcs.vip.membership", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    date_to = fields.Date("Last day", required=True, help="The end it was about; a renewal makes a new one.")
    stage = fields.Selection([("first", "First"), ("second", "Second")], required=True)
    at = fields.Datetime("When", required=True)
    message_result = fields.Char("Message", help="Why the member was not written to; empty: a message is on its way.")

    _once = models.UniqueIndex("(membership_id, date_to, stage)", "This was told already.")
