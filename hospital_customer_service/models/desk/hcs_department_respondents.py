from odoo import models


class HcsDepartment(models.Model):
    """Whom the centre tells, when it asks a department."""

    _inherit = "hcs.department"

    def _respondents(self):
        """Accounts of those who keep or head the department; of everybody in it where nobody does."""
        department = self.sudo()  # sudo: agents and departments do not read each other's accounts
        users = department.owner_id | department.head_id.user_id
        users = users.filtered(lambda user: user.active and user._is_hcs_respondent())
        return users or department.practitioner_ids.user_id.filtered(
            lambda user: user.active and user._is_hcs_respondent()
        )
