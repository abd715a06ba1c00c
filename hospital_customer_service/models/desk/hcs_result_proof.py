from odoo import fields, models

HOWS = [("phone", "Phone"), ("sms", "SMS"), ("mail", "Mail"), ("desk", "Desk pick-up")]


class HcsResultProof(models.Model):
    """How one round of a result reached its patient: written once, one line per round (SVC-04).

    The unique pair of delivery and round decides between two agents who tell one patient at the same moment.
    """

    _name = "hcs.result.proof"
    _description = "Proof of Delivery"
    _inherit = ["hcs.ledger.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"
    _rec_name = "delivery_id"
    _log_read_patient_field = "delivery_id.patient_id"

    delivery_id = fields.Many2one("hcs.result.delivery", "Result", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    round = fields.Integer(required=True, aggregator=None)
    event = fields.Selection(
        [("delivered", "Told or handed over"), ("collected", "Collected afterwards")], required=True
    )
    how = fields.Selection(HOWS, required=True)
    issued_at = fields.Datetime("Result ready")
    at = fields.Datetime("Time", required=True)
    user_id = fields.Many2one("res.users", "By", index="btree_not_null", ondelete="restrict")
    contact_id = fields.Many2one("hcs.contact", "Call", index="btree_not_null", ondelete="restrict")
    tracking_number = fields.Char()
    posted_on = fields.Date()
    recipient = fields.Char(help="Who took it or was spoken to.")
    proof = fields.Text(help="Receipt, remark or what else shows that it arrived.")
    signature = fields.Binary(attachment=True)

    _round_uniq = models.UniqueIndex("(delivery_id, round, event)", "This result was delivered already.")
