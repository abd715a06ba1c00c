from odoo import api, fields, models
from odoo.fields import Domain


class HcsDepartment(models.Model):
    """Who answers for a department."""

    _inherit = "hcs.department"

    is_mine = fields.Boolean(
        compute="_compute_is_mine",
        search="_search_is_mine",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("practitioner_ids.user_id", "head_id.user_id", "owner_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        """Whether the reader works in the department, heads it or keeps its entry; record rules ask for it."""
        for department in self:
            users = department.practitioner_ids.user_id | department.head_id.user_id | department.owner_id
            department.is_mine = self.env.uid in users.ids

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        me = self.env.uid
        domain = Domain("practitioner_ids.user_id", "=", me) | Domain("head_id.user_id", "=", me)
        # sudo: asked by record rules, for people who may not read the directory
        return Domain("id", "in", self.sudo()._search(domain | Domain("owner_id", "=", me)))
