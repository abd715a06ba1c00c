from odoo import fields, models
from odoo.tools import SQL

MESSAGE = "hcs.care.message"


class HcsCareAnalysis(models.Model):
    """Care messages as facts: on which occasion, what arrived, what was held back and why. No patient, no text."""

    _name = "hcs.care.analysis"
    _description = "Care message analysis"
    _inherit = ["hcs.analysis.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _analysed = "care_message_id"
    _order = "send_on desc, id desc"
    _rec_name = "id"
    _depends = {MESSAGE: ["company_id", "rule_id", "occasion", "channel", "state", "send_on"]}

    care_message_id = fields.Many2one(MESSAGE, "Message", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    rule_id = fields.Many2one("hcs.care.rule", readonly=True)
    occasion = fields.Selection(selection=lambda self: self._choices_of(MESSAGE, "occasion"), readonly=True)
    channel = fields.Selection(selection=lambda self: self._choices_of(MESSAGE, "channel"), readonly=True)
    state = fields.Selection(selection=lambda self: self._choices_of(MESSAGE, "state"), string="Status", readonly=True)
    send_on = fields.Date("Day", readonly=True)
    messages = fields.Integer(readonly=True)
    sent = fields.Integer("Messages sent", readonly=True)
    delivered = fields.Integer("Messages delivered", readonly=True)
    suppressed = fields.Integer("Held back", readonly=True, help="Without consent, or not allowed at that time.")
    delivery_rate = fields.Float(
        "Delivery rate",
        aggregator="avg",
        readonly=True,
        help="Of the messages whose fate is known: delivered or failed.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT m.id, m.id AS care_message_id, m.company_id, m.rule_id, m.occasion, m.channel, m.state, m.send_on,
                   1 AS messages, (m.state IN ('sent', 'delivered', 'failed'))::int AS sent,
                   (m.state = 'delivered')::int AS delivered, (m.state = 'suppressed')::int AS suppressed,
                   CASE m.state WHEN 'delivered' THEN 1.0 WHEN 'failed' THEN 0.0 END::float8 AS delivery_rate
              FROM hcs_care_message m
             WHERE m.state <> 'cancelled'
            """
        )
