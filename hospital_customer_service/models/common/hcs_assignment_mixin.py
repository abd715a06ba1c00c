from odoo import api, fields, models


class HcsAssignmentMixin(models.AbstractModel):
    """Work that is dealt by itself: on duty, qualified, below capacity, least loaded first (FEATURES D5)."""

    _name = "hcs.assignment.mixin"
    _description = "Dealt to the people of a team"

    team_id = fields.Many2one("hcs.team", index="btree_not_null", ondelete="restrict", check_company=True)
    user_id = fields.Many2one(
        "res.users", "Assigned To", index="btree_not_null", ondelete="restrict", domain="[('share', '=', False)]"
    )
    assigned_at = fields.Datetime(readonly=True, copy=False)
    leader_told_at = fields.Datetime(
        readonly=True, copy=False, help="When the team leader was told that nobody could take it."
    )

    # Hooks
    @api.model
    def _assignment_domain_open(self):
        """Records that count as load of the person they are assigned to."""
        return []

    def _assignment_qualified(self, users):
        """Which of ``users`` may do the work: ``{record: users}``, for all records at once."""
        return dict.fromkeys(self, users)

    def _assignment_preferred(self, users):
        """Who should do it if possible, such as the person the patient knows: ``{record: users}``."""
        return dict.fromkeys(self, users.browse())

    def action_assign_automatically(self):
        self.check_access("write")
        self._assign_records()
        return False

    def _assign_records(self, at=None):
        return self
