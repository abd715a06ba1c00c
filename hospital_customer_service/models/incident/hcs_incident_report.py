from odoo import fields, models

HOWS = [
    ("system", "In this system"),
    ("phone", "By phone"),
    ("person", "In person"),
    ("sms", "By SMS"),
    ("written", "In writing"),
]


class HcsIncidentReport(models.Model):
    """One link of the chain: who was told, how, when, and when that person answered for having heard it."""

    _name = "hcs.incident.report"
    _description = "Report of an incident"
    _inherit = ["hcs.input.mixin"]
    _order = "at, id"
    _rec_name = "name"

    incident_id = fields.Many2one("hcs.incident", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Person", index="btree_not_null", ondelete="restrict")
    name = fields.Char("Whom", required=True, help="Person, post or authority.")
    phone = fields.Char()
    how = fields.Selection(HOWS, required=True, default="phone")
    upward = fields.Boolean(help="The authority or the head of the house: this is the report the law asks for.")
    at = fields.Datetime("Told at", required=True, readonly=True, default=fields.Datetime.now)
    told_by_id = fields.Many2one("res.users", "Told by", readonly=True, ondelete="restrict")
    answer_by = fields.Datetime(
        readonly=True, help="Whoever has not acknowledged by then is passed over; the next one is told."
    )
    acknowledged_at = fields.Datetime(readonly=True)
    escalated_at = fields.Datetime("Passed over", readonly=True)
    escalated_from_id = fields.Many2one(
        "hcs.incident.report", "In place of", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    recipient_id = fields.Many2one(
        "hcs.incident.recipient", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    note = fields.Char(help="What was said.")

    _waiting_idx = models.Index(
        "(answer_by) WHERE acknowledged_at IS NULL AND escalated_at IS NULL AND answer_by IS NOT NULL"
    )
    # a person is told once by one entry of the list, however often the job runs
    _recipient_uniq = models.UniqueIndex("(incident_id, recipient_id, user_id) WHERE recipient_id IS NOT NULL")
