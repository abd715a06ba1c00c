from odoo import fields, models

OCCASIONS = [
    ("birthday", "Birthday"),
    ("lunar_birthday", "Lunar birthday"),
    ("festival", "Festival"),
    ("season", "Season"),
    ("weather", "Weather"),
    ("revisit_due", "Visit due"),
    ("checkup_due", "Check-up due"),
    ("membership_end", "End of membership"),
]
PURPOSES = [
    ("greeting", "Greetings"),
    ("marketing", "Marketing"),
    ("followup", "Follow-up care"),
]


class HcsCareRule(models.Model):
    """Who is written to on which occasion, with which words, at which hour (CARE-01)."""

    _name = "hcs.care.rule"
    _description = "Care Rule"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, aggregator=None, help="Where two rules fit one person on one occasion, the first one writes."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for every company.")
    occasion = fields.Selection(OCCASIONS, required=True, default="birthday")
    channel = fields.Selection([("sms", "SMS"), ("email", "E-mail")], required=True, default="sms")
    purpose = fields.Selection(
        PURPOSES, required=True, default="greeting", help="Decides which consent the patient must have given."
    )
    template_id = fields.Many2one(
        "hcs.message.template",
        "Message template",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    subject = fields.Char(translate=True, help="Of the e-mail. It never holds anything about the patient.")
    body = fields.Text("Text", required=True, translate=True)
    hour = fields.Float(default=9.5, help="Not before this hour; messages keep to the allowed hours.")
    lead_days = fields.Integer(aggregator=None, help="So many days before the occasion.")
    message_ids = fields.One2many("hcs.care.message", "rule_id", "Messages")
