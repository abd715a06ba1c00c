from odoo import api, fields, models


class HcsComplaintTicket(models.Model):
    """Measures of a complaint; those that are immediate or corrective are done before it is closed (FEATURES CP6)."""

    _inherit = "hcs.complaint.ticket"

    action_ids = fields.One2many("hcs.corrective.action", "ticket_id", string="Measures", copy=False)
    action_count = fields.Integer("Number of measures", compute="_compute_action_count")

    @api.depends("action_ids")
    def _compute_action_count(self):
        for ticket in self:
            ticket.action_count = len(ticket.action_ids)

    def _closing_gaps(self):
        gaps = super()._closing_gaps()
        # sudo: measures count whoever may see them
        waiting = self.env["hcs.corrective.action"]._open_before_closing(self.sudo().action_ids)
        if waiting:
            gaps.append(
                self.env._(
                    "Immediate and corrective measures are not done yet: %(names)s.",
                    names=", ".join(waiting.mapped("reference")),
                )
            )
        return gaps

    def action_measures(self):
        """Show the measures of these complaints."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hospital_customer_service.hcs_corrective_action_action"
        )
        return {
            **action,
            "domain": [("ticket_id", "in", self.ids)],
            "context": {"default_ticket_id": self.id if len(self) == 1 else False},
        }
