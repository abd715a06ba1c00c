from odoo import models

CENTRE = "hospital_customer_service.group_hcs_agent"
RESPONDENT = "hospital_customer_service.group_hcs_department"


class ResUsers(models.Model):
    """Who may answer what the centre asks."""

    _inherit = "res.users"

    def _is_hcs_respondent(self):
        """Whether this person may answer for a department, or belongs to the centre anyway."""
        self.ensure_one()
        return self.has_group(RESPONDENT) or self.has_group(CENTRE)
