from odoo import api, fields, models
from odoo.fields import Domain

from .hcs_complaint_category import SEVERITIES
from .hcs_complaint_ticket import KINDS

WHO = [
    ("holder", "Who answers for it"),
    ("leader", "Team leader"),
    ("office", "Complaint office"),
    ("department", "Heads of the departments named"),
    ("director", "Directors"),
    ("executive", "Executives"),
    ("user", "A certain person"),
    ("outside", "Somebody outside the system"),
]
# whatever has levels
ANY = "any"
GROUPS = {
    "office": "hospital_customer_service.group_hcs_complaint",
    "director": "hospital_customer_service.group_hcs_director",
    "executive": "hospital_customer_service.group_hcs_executive",
}


class HcsComplaintLevelStep(models.Model):
    """What a level asks for: who is told, what is done first, in what time (DOMAIN §5.3). The hospital edits it."""

    _name = "hcs.complaint.level.step"
    _description = "Step of a Level"
    _inherit = ["hcs.input.mixin"]
    _order = "severity, sequence, id"

    name = fields.Char(required=True, translate=True, help="What to do, or the post of who is told.")
    severity = fields.Selection(SEVERITIES, "Level", required=True, default="3")
    kind = fields.Selection([("do", "First action"), ("tell", "Tell")], required=True, default="tell")
    ticket_kind = fields.Selection(
        [(ANY, "Complaints and disputes"), *KINDS], "Only for", required=True, default=ANY, help="Whose level it is."
    )
    who = fields.Selection(WHO, "Whom", help="Who does it, or who is told.", required=True, default="holder")
    user_id = fields.Many2one(
        "res.users", "Person", index="btree_not_null", ondelete="restrict", domain="[('share', '=', False)]"
    )
    minutes = fields.Integer("Within (minutes)", default=15, aggregator=None, help="Later than that it shows as late.")
    upward = fields.Boolean(
        "Report to the authority", help="Telling them is the report the law asks for; it ends that deadline."
    )
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: in every hospital.")

    _minutes_not_negative = models.Constraint("CHECK (minutes >= 0)", "A time cannot be negative.")
    _user_named = models.Constraint(
        "CHECK (who <> 'user' OR user_id IS NOT NULL)", "Choose the person who is to be told."
    )

    @api.model
    def _for_ticket(self, ticket):
        """The steps that the present level of a ticket asks for."""
        return self.search(
            Domain("company_id", "in", (ticket.company_id.id, False))
            & Domain("severity", "=", ticket.severity)
            & Domain("ticket_kind", "in", (ticket.kind, ANY))
        )

    def _users(self, ticket):
        """People in the system whom the step means; nobody for somebody outside."""
        self.ensure_one()
        if self.who == "user":
            return self.user_id
        if self.who == "holder":
            return ticket._clock_owner_users()[:1]
        if self.who == "leader":
            return ticket.team_id.leader_id
        if self.who == "department":
            return ticket.allegation_ids.department_id.head_id.user_id
        if self.who in GROUPS:
            return self._members(self.env.ref(GROUPS[self.who]), ticket.company_id)
        return self.user_id.browse()

    @api.model
    def _members(self, group, company):
        """People who hold just this rank: an administrator is no director because he may do what they may."""
        domain = [("company_ids", "in", company.ids), ("share", "=", False)]
        users = self.env["res.users"].search([("group_ids", "in", group.ids), *domain])
        return users or self.env["res.users"].search([("all_group_ids", "in", group.ids), *domain])
