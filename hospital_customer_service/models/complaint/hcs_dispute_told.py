from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class HcsDisputeTold(models.Model):
    """Who was told of a dispute, by whom, when and how (CMP-07)."""

    _name = "hcs.dispute.told"
    _description = "Told of a Dispute"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at, id"

    sheet_id = fields.Many2one("hcs.dispute.sheet", required=True, index=True, ondelete="restrict")
    name = fields.Char("Who", required=True, help="Post and name: head of the department, medical affairs, authority.")
    at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    how = fields.Selection(
        [("phone", "By phone"), ("person", "In person"), ("written", "In writing")], required=True, default="phone"
    )
    by_id = fields.Many2one("res.users", required=True, ondelete="restrict", default=lambda self: self.env.user)

    @api.constrains("at")
    def _check_at(self):
        if any(line.at > fields.Datetime.add(fields.Datetime.now(), minutes=2) for line in self):
            raise ValidationError(self.env._("Somebody was told in the past. Check the time."))

    @api.model
    def _readable_parts(self):
        return Domain("sheet_id", "in", self.env["hcs.dispute.sheet"]._search([]))

    def _is_part_readable(self, operation):
        sheets = self.sudo().sheet_id.with_env(self.env)._filtered_access("read" if operation == "read" else "write")
        return self.filtered(lambda line: line.sudo().sheet_id.id in sheets._ids)

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_complete(self):
        self._check_open()

    def _check_open(self):
        if not self.env.su and any(line.sheet_id.state == "complete" for line in self):
            raise UserError(self.env._("The sheet was completed and stays as it is."))
