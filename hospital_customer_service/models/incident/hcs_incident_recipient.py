from odoo import api, fields, models
from odoo.fields import Domain

from .hcs_incident import KINDS, SEVERITIES
from .hcs_incident_report import HOWS

DIRECTOR = "hospital_customer_service.group_hcs_director"
EXECUTIVE = "hospital_customer_service.group_hcs_executive"


class HcsIncidentRecipient(models.Model):
    """Who is told of which incidents, how, and who is told when nobody answers."""

    _name = "hcs.incident.recipient"
    _description = "Whom to tell of an incident"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, help="Post or authority, such as “Quality department”.")
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: in every hospital.")
    kind = fields.Selection(KINDS, help="Empty: incidents of every kind but acute patients.")
    severity = fields.Selection(
        SEVERITIES, required=True, default="4", string="From severity", help="Told of incidents as grave as this."
    )
    who = fields.Selection(
        [
            ("user", "A person"),
            ("leader", "Team leader"),
            ("department", "Head of the department"),
            ("director", "Directors"),
            ("executive", "Executives"),
            ("outside", "Somebody outside the system"),
        ],
        required=True,
        default="user",
    )
    user_id = fields.Many2one("res.users", "Person", index="btree_not_null", ondelete="restrict")
    how = fields.Selection(HOWS, required=True, default="system")
    phone = fields.Char()
    upward = fields.Boolean(
        help="The authority or the head of the house: telling them is the report the law asks for."
    )
    answer_minutes = fields.Integer(
        "Answers within", default=15, aggregator=None, help="Minutes; 0: no answer is awaited."
    )
    next_user_id = fields.Many2one(
        "res.users",
        "Then",
        index="btree_not_null",
        ondelete="restrict",
        help="Told when nobody answers. Empty: the leader, then the directors.",
    )

    _answer_minutes_not_negative = models.Constraint(
        "CHECK (answer_minutes >= 0)", "The minutes for an answer cannot be negative."
    )

    @api.model
    def _for_incident(self, incident):
        """The entries of the list that this incident concerns."""
        domain = Domain("company_id", "in", (incident.company_id.id, False))
        kinds = (incident.kind,) if incident.kind == "acute_patient" else (incident.kind, False)
        domain &= Domain("kind", "in", kinds) & Domain("severity", ">=", incident.severity)
        if incident.near_miss:
            domain &= Domain("upward", "=", False)
        return self.search(domain)

    def _users(self, incident):
        """People in the system this entry means for an incident; none for somebody outside."""
        self.ensure_one()
        if self.who == "user":
            return self.user_id
        if self.who == "leader":
            return incident.team_id.leader_id or incident._leaders()
        if self.who == "department":
            return incident.department_id.head_id.user_id
        if self.who == "director":
            return incident._members(DIRECTOR)
        if self.who == "executive":
            return incident._members(EXECUTIVE)
        return self.user_id.browse()
