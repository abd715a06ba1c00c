from odoo import fields, models

from .hcs_care_rule import OCCASIONS

STATES = [
    ("queued", "Waiting"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Failed"),
    ("suppressed", "Not sent"),
    ("cancelled", "Cancelled"),
]


class HcsCareMessage(models.Model):
    """One person on one occasion: written to once, or not and why."""

    _name = "hcs.care.message"
    _description = "Care Message"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "send_on desc, id desc"
    _rec_name = "rule_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
    rule_id = fields.Many2one("hcs.care.rule", required=True, index=True, ondelete="restrict", readonly=True)
    patient_id = fields.Many2one(
        "hcs.patient", required=True, index=True, ondelete="restrict", check_company=True, readonly=True
    )
    occasion = fields.Selection(OCCASIONS, required=True, readonly=True)
    occasion_key = fields.Char(required=True, readonly=True, help="Nobody is written to twice about one occasion.")
    occasion_on = fields.Date("Day of the occasion", required=True, readonly=True)
    send_on = fields.Date("To be sent on", required=True, readonly=True)
    channel = fields.Selection([("sms", "SMS"), ("email", "E-mail")], required=True, readonly=True)
    state = fields.Selection(STATES, "Status", required=True, default="queued", readonly=True)
    reason = fields.Char("Reason code", readonly=True)
    message_id = fields.Many2one("hcs.message", "SMS", index="btree_not_null", ondelete="restrict", readonly=True)

    _once = models.UniqueIndex("(patient_id, occasion_key)", "This person was written to on this occasion already.")
