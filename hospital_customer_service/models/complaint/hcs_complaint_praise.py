from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HcsComplaintPraise(models.Model):
    """Somebody who is praised, and when that person was told; counted for the appraisal (CMP-09)."""

    _name = "hcs.complaint.praise"
    _description = "Person Praised"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "ticket_id, id"
    _check_company_auto = True
    _flow_fields = frozenset({"told_at", "told_by_id"})

    ticket_id = fields.Many2one(
        "hcs.complaint.ticket", "Praise", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    practitioner_id = fields.Many2one(
        "hcs.practitioner", "Doctor or nurse", index="btree_not_null", ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Employee",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Who is told in this system. Empty: told in person.",
    )
    department_id = fields.Many2one(
        "hcs.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    told_at = fields.Datetime("Told at", readonly=True, copy=False)
    told_by_id = fields.Many2one("res.users", "Told by", readonly=True, copy=False, ondelete="restrict")

    @api.depends("practitioner_id")
    def _compute_user_id(self):
        for line in self:
            line.user_id = line.practitioner_id.user_id or line.user_id

    @api.depends("practitioner_id")
    def _compute_department_id(self):
        for line in self:
            line.department_id = line.practitioner_id.department_id or line.department_id

    @api.depends("practitioner_id", "user_id", "department_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.practitioner_id.name or line.user_id.name or line.department_id.name

    @api.constrains("practitioner_id", "user_id", "department_id", "ticket_id")
    def _check_somebody(self):
        for line in self:
            if not (line.practitioner_id or line.user_id or line.department_id):
                raise ValidationError(self.env._("Say who is praised: a person or a department."))
            if line.ticket_id.kind != "praise":
                raise ValidationError(self.env._("People praised belong on a praise."))
