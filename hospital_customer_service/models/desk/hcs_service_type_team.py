from odoo import fields, models

# where a hospital has done without the team of the kind
LAST_RESORT = "reception"


class HcsServiceType(models.Model):
    """Whose work a service is: a team by name, or in each hospital its team of a kind (ORG-01)."""

    _inherit = "hcs.service.type"

    team_kind = fields.Selection(
        selection=lambda self: self.env["hcs.team"]._fields["kind"].selection,
        string="Kind of team",
        required=True,
        default=LAST_RESORT,
        help="In each hospital its team of this kind takes the work, the reception where there is none. "
        "A team that is named goes before it.",
    )

    def _get_team(self, company):
        """The team of ``company`` that takes records of this type."""
        self.ensure_one()
        teams = self.env["hcs.team"]
        named = self.sudo().team_id  # sudo: the team of a shared type may be another hospital's
        if named.active and named.company_id == company:
            return teams.browse(named.id)
        return teams.browse(teams._id_of_kind(company, (self.team_kind, LAST_RESORT)))
