from odoo import fields, models
from odoo.tools import SQL

MESSAGE = "hcs.message"


class HcsMessageAnalysis(models.Model):
    """Short messages as facts: what was sent, what arrived, what it cost. No number, no patient, no text."""

    _name = "hcs.message.analysis"
    _description = "Message analysis"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _auto = False
    _order = "created_at desc, id desc"
    _rec_name = "id"
    _depends = {
        MESSAGE: ["company_id", "template_id", "purpose", "provider_id", "state", "reason", "sent_at", "delivered_at",
                  "cost", "create_date"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    template_id = fields.Many2one("hcs.message.template", readonly=True)
    provider_id = fields.Many2one("hcs.sms.provider", "Gateway", readonly=True)
    purpose = fields.Selection(selection=lambda self: self._choices("purpose"), readonly=True)
    state = fields.Selection(selection=lambda self: self._choices("state"), string="Status", readonly=True)
    reason = fields.Char("Reason code", readonly=True)
    created_at = fields.Datetime("Written", readonly=True)
    sent_at = fields.Datetime("Sent on", readonly=True)
    messages = fields.Integer(readonly=True)
    sent = fields.Integer(readonly=True)
    delivered = fields.Integer(readonly=True)
    failed = fields.Integer("Not delivered", readonly=True, help="Failed, not allowed, or too late.")
    delivery_rate = fields.Float(
        aggregator="avg", readonly=True, help="Share of the messages with a known outcome that arrived."
    )
    seconds = fields.Float("Seconds to delivery", aggregator="avg", readonly=True)
    cost = fields.Float(digits=(12, 4), readonly=True)

    def _choices(self, name):
        return self.env[MESSAGE]._fields[name]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT m.id, m.company_id, m.template_id, m.provider_id, m.purpose, m.state, m.reason,
                   COALESCE(m.sent_at, m.planned_at, m.create_date) AS created_at, m.sent_at, 1 AS messages,
                   (m.sent_at IS NOT NULL)::int AS sent, (m.state = 'delivered')::int AS delivered,
                   (m.state IN ('failed', 'refused', 'expired'))::int AS failed,
                   CASE WHEN m.state = 'delivered' THEN 1.0 WHEN m.state = 'failed' THEN 0.0 END::float8
                       AS delivery_rate,
                   EXTRACT(EPOCH FROM m.delivered_at - m.sent_at)::float8 AS seconds, m.cost
              FROM hcs_message m
            """
        )
