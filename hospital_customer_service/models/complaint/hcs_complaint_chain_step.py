from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..common.arguments import a_text, arguments


class HcsComplaintChainStep(models.Model):
    """One thing the level of a ticket asks for: to be done or told until a moment, done or told by somebody when."""

    _name = "hcs.complaint.chain.step"
    _description = "Step of the Chain"
    _inherit = ["hcs.complaint.part.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "due_at, id"
    _flow_fields = frozenset({"done_at", "done_by_id", "by_system"})

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Complaint", required=True, index=True, ondelete="restrict")
    rule_id = fields.Many2one(
        "hcs.complaint.level.step", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    kind = fields.Selection([("do", "First action"), ("tell", "Tell")], required=True, default="tell")
    name = fields.Char("What, or whom", required=True)
    user_id = fields.Many2one("res.users", "Person", index="btree_not_null", ondelete="restrict")
    upward = fields.Boolean("Report to the authority", readonly=True)
    due_at = fields.Datetime("Until", required=True, default=fields.Datetime.now)
    done_at = fields.Datetime("Done at", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, ondelete="restrict", copy=False)
    by_system = fields.Boolean(
        "Told by the system", readonly=True, copy=False, help="A note and a reminder on the screen of that person."
    )
    note = fields.Char(help="What was said or done, and how the person was reached.")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    # a person is told once by one step of a level, however often it is raised
    _once = models.UniqueIndex("(ticket_id, rule_id, COALESCE(user_id, 0)) WHERE rule_id IS NOT NULL")

    @api.depends("due_at", "done_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for step in self:
            step.is_late = (step.done_at or now) > step.due_at if step.due_at else False

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain("done_at", "=", False) & Domain("due_at", "<", fields.Datetime.now())
        done_late = self.search(Domain("done_at", "!=", False)).filtered("is_late")
        return waiting | Domain("id", "in", done_late.ids)

    def write(self, vals):
        if not self.env.su and vals.keys() - {"note"} and any(step.done_at for step in self):
            raise UserError(self.env._("What was done stands as it was written down. Add a new line."))
        return super().write(vals)

    # ACTIONS
    @arguments(note=a_text)
    def action_done(self, note=None):
        """It was done, or the person was told, now."""
        self.check_access("write")
        now = fields.Datetime.now()
        for step in self:
            if step.done_at:
                raise UserError(self.env._("This was done already. Reload the page."))
            values = {"done_at": now, "done_by_id": self.env.uid}
            if isinstance(note, str) and note.strip():
                values["note"] = note.strip()
            step.sudo().write(values)  # sudo: written by its buttons only
        self.filtered("upward").ticket_id._reported_up(now)
