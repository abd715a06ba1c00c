from odoo import fields, models


class HcsIncident(models.Model):
    """Measures of an incident, and the complaints about it; the gates of closing are those of complaints (IN2)."""

    _inherit = "hcs.incident"

    action_ids = fields.One2many("hcs.corrective.action", "incident_id", string="Measures", copy=False)

    def _closing_problem(self):
        if problem := super()._closing_problem():
            return problem
        # sudo: measures count whoever may see them
        waiting = self.env["hcs.corrective.action"]._open_before_closing(self.sudo().action_ids)
        if not waiting:
            return None
        return self.env._(
            "Immediate and corrective measures are not done yet: %(names)s.",
            names=", ".join(waiting.mapped("reference")),
        )
