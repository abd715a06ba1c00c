from odoo import fields, models

SYSTEM = "base.group_system"


class HcsPhoneEvent(models.Model):
    """What an exchange posted, word for word: kept once, applied once, and kept with its error where it is wrong."""

    _name = "hcs.phone.event"
    _description = "Event of a Telephone Exchange"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    exchange_id = fields.Many2one("hcs.phone.exchange", required=True, index=True, ondelete="cascade", readonly=True)
    phone_call_id = fields.Many2one(
        "hcs.phone.call", "Call", index="btree_not_null", ondelete="set null", readonly=True
    )
    call_id = fields.Char("Number of the exchange", readonly=True)
    kind = fields.Char("Event", readonly=True)
    at = fields.Datetime("Time", readonly=True)
    fingerprint = fields.Char(readonly=True)
    payload = fields.Text("As posted", readonly=True, groups=SYSTEM)
    state = fields.Selection(
        [("done", "Applied"), ("error", "Wrong")], "Status", required=True, default="done", readonly=True
    )
    error = fields.Char(readonly=True, help="What is wrong, without the values.")
    repeats = fields.Integer("Came again", readonly=True)

    _fingerprint_uniq = models.UniqueIndex("(exchange_id, call_id, fingerprint)")
    _create_idx = models.Index("(create_date)")
