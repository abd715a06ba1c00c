from odoo import fields, models
from odoo.exceptions import UserError


class HcsIncidentStep(models.Model):
    """A step of the fallback procedure as it was carried out in this incident."""

    _name = "hcs.incident.step"
    _description = "Fallback step of an incident"
    _inherit = ["hcs.input.mixin", "hcs.export.mixin"]
    _order = "sequence, id"

    incident_id = fields.Many2one("hcs.incident", required=True, index=True, ondelete="restrict")
    fallback_id = fields.Many2one("hcs.incident.fallback", readonly=True, index=True, ondelete="restrict")
    name = fields.Char("What to do", required=True)
    sequence = fields.Integer(default=10, aggregator=None)
    done_at = fields.Datetime("Done", readonly=True)
    done_by_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    note = fields.Char()

    def write(self, vals):
        if not self.env.su and set(vals) - {"note"}:
            raise UserError(self.env._("Only the note of a step is written by hand."))
        return super().write(vals)

    def action_done(self):
        """This step is carried out."""
        self.check_access("write")
        for step in self:
            if not step.done_at:
                # sudo: the flow is written by its buttons only
                step.sudo().write({"done_at": fields.Datetime.now(), "done_by_id": self.env.uid})
