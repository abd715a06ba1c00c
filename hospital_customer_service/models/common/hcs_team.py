from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsTeam(models.Model):
    """A group of the service centre: who belongs to it, when it works and how its work is dealt (ORG-01)."""

    _name = "hcs.team"
    _description = "Service Team"
    _inherit = ["hcs.thread.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _hcs_name_is_private = False

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [
            ("director_office", "Director's office"),
            ("reception", "Reception"),
            ("inquiry", "Inquiry"),
            ("guidance", "Guidance"),
            ("complaint", "Complaints"),
            ("information", "Information"),
            ("followup", "Follow-up"),
            ("vip", "VIP"),
        ],
        required=True,
        default="reception",
        help="What the team does. The centre deals work to teams by their kind.",
    )
    leader_id = fields.Many2one(
        "res.users", index="btree_not_null", domain="[('share', '=', False)]", check_company=True, tracking=True
    )
    member_ids = fields.Many2many(
        "res.users",
        "hcs_team_member_rel",
        "team_id",
        "user_id",
        string="Members",
        domain="[('share', '=', False)]",
        help="Without members the team's work goes to all agents of the hospital who are in no team.",
    )
    member_count = fields.Integer(compute="_compute_member_count")
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        help="Hours in which the team works; deadlines in working time run in them. Empty: those of the hospital.",
    )
    assignment = fields.Selection(
        [("manual", "Manual"), ("round_robin", "Each in turn"), ("balanced", "Least loaded first")],
        required=True,
        default="manual",
        tracking=True,
        help="How work that nobody has taken is dealt to the members on duty.",
    )
    capacity = fields.Integer(
        help="Open work one member takes at most when it is dealt by itself. 0: no limit.", aggregator=None
    )

    _capacity_not_negative = models.Constraint("CHECK (capacity >= 0)", "The capacity of a team cannot be negative.")

    @api.depends("member_ids")
    def _compute_member_count(self):
        for team in self:
            team.member_count = len(team.member_ids)

    @api.constrains("member_ids", "company_id")
    def _check_members_company(self):
        for team in self:
            strangers = team.sudo().member_ids.filtered(
                lambda user, team=team: team.company_id not in user.company_ids
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(users)s may not work in %(company)s. Allow the company on the user, or choose others.",
                        users=", ".join(strangers.mapped("name")),
                        company=team.company_id.name,
                    )
                )

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env["hcs.calling.slot"]._rebuild_later(teams.company_id)
        return teams

    def write(self, vals):
        companies = self.company_id if "company_id" in vals else self.env["res.company"]
        result = super().write(vals)
        if "company_id" in vals:
            self.env["hcs.calling.slot"]._rebuild_later(companies | self.company_id)
        return result

    # Teams of a hospital
    @api.model
    def _open_teams(self, companies=None):
        """Give each hospital the teams of ORG-01; a kind that it has or once had, archived too, is left alone.

        :param companies: every hospital by default
        """
        # sudo: whoever opens a company need not know the service centre
        teams = self.sudo().with_context(active_test=False)
        companies = companies or self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        known = {(company, kind) for company, kind in teams._read_group([], groupby=["company_id", "kind"])}
        for kind, _label in self._fields["kind"].selection:
            shipped = self.env.ref(f"hospital_customer_service.hcs_team_{kind}", raise_if_not_found=False)
            if not shipped:
                continue
            for company in companies:
                if (company, kind) not in known:
                    # people and calendar stay where they are; the name comes along in all its languages
                    shipped.sudo().copy(
                        {
                            "active": True,
                            "company_id": company.id,
                            "leader_id": False,
                            "member_ids": False,
                            "calendar_id": False,
                        }
                    )
