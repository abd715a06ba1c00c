from odoo import api, fields, models
from odoo.exceptions import UserError

PARTS = ("course", "responsibility", "measures")


class HcsDisputeSheet(models.Model):
    """First response to a dispute: course of events, preliminary responsibility, measures, whom told when (CMP-07)."""

    _name = "hcs.dispute.sheet"
    _description = "First-response Sheet"
    _inherit = ["hcs.complaint.part.mixin", "hcs.thread.mixin", "hcs.export.mixin"]
    _rec_name = "display_name"
    _flow_fields = frozenset({"state", "completed_at", "completed_by_id"})

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Dispute", required=True, index=True, ondelete="restrict")
    course = fields.Text("Course of events", help="What happened, hour by hour, as far as it is known.")
    responsibility = fields.Text(
        "Preliminary responsibility", help="As it looks today; it does not bind anybody later."
    )
    measures = fields.Text("What was done", help="What was done for the patient and to secure the proofs.")
    told_ids = fields.One2many("hcs.dispute.told", "sheet_id")
    state = fields.Selection(
        [("draft", "Being written"), ("complete", "Complete")],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    completed_at = fields.Datetime("Completed at", readonly=True, copy=False)
    completed_by_id = fields.Many2one("res.users", "Completed by", readonly=True, ondelete="restrict", copy=False)

    _one_per_ticket = models.UniqueIndex("(ticket_id)", "This dispute has its first-response sheet already.")

    @api.depends("ticket_id")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = sheet.ticket_id.sudo().reference

    def write(self, vals):
        if not self.env.su and set(PARTS) & set(vals) and any(sheet.state == "complete" for sheet in self):
            raise UserError(
                self.env._("The sheet was completed and stays as it is. Write later findings into the allegations.")
            )
        return super().write(vals)

    def _missing(self):
        """What the sheet still lacks, as words."""
        self.ensure_one()
        names = [self._fields[name]._description_string(self.env) for name in PARTS if not (self[name] or "").strip()]
        if not self.told_ids:
            names.append(self.env._("who was told, and when"))
        return names

    def action_complete(self):
        """Everything is written; from here it stands."""
        self.check_access("write")
        for sheet in self:
            if missing := sheet._missing():
                raise UserError(self.env._("The sheet is not complete yet: %(names)s.", names=", ".join(missing)))
            if sheet.state == "complete":
                raise UserError(self.env._("The sheet is complete already. Reload the page."))
        # sudo: written by its button only
        self.sudo().write(
            {"state": "complete", "completed_at": fields.Datetime.now(), "completed_by_id": self.env.uid}
        )
