from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.complaint.hcs_complaint_extension import HOWS
from ...models.complaint.hcs_dispute_notice import TOLD_TO

MODES = [
    ("alarm", "Acknowledge"),
    ("review", "Review"),
    ("cancel", "Cancel"),
    ("extension_refuse", "Refuse"),
    ("extension_notice", "Tell the complainant"),
    ("compensation_refuse", "Refuse"),
    ("compensation_pay", "Paid"),
    ("unseal", "Unseal"),
    ("route_end", "End"),
    ("report_up", "Report"),
    ("notice", "Told"),
]


class HcsComplaintNoteWizard(models.TransientModel):
    """The words a step asks for, in one small form; the step itself checks who may take it."""

    _name = "hcs.complaint.note.wizard"
    _description = "Words for a step"
    _inherit = ["hcs.input.mixin"]

    mode = fields.Selection(MODES, required=True)
    ticket_id = fields.Many2one("hcs.complaint.ticket", "Complaint")
    alarm_id = fields.Many2one("hcs.complaint.alarm")
    action_id = fields.Many2one("hcs.corrective.action", "Measure")
    extension_id = fields.Many2one("hcs.complaint.extension")
    compensation_id = fields.Many2one("hcs.compensation")
    seal_id = fields.Many2one("hcs.dispute.seal", "Sealed")
    route_id = fields.Many2one("hcs.dispute.route", "External way")
    notice_id = fields.Many2one("hcs.dispute.notice", "Duty to inform")
    told_to = fields.Selection(TOLD_TO)
    note = fields.Text()
    to = fields.Char("Who was told")
    how = fields.Selection(HOWS, "Told how", default="phone")
    effective = fields.Selection([("yes", "It helped"), ("no", "It did not help: open it again")], "Did it help?")
    because = fields.Selection(
        selection=lambda self: self.env["hcs.dispute.seal"]._fields["unsealed_because"].selection,
        string="Unsealed because",
        default="both",
    )
    evidence = fields.Text("Proof", related="action_id.evidence", related_sudo=False)

    @api.model
    def _open(self, mode, name, **record):
        """The action that opens the small form for one record."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_mode": mode, **{f"default_{key}": value.id for key, value in record.items()}},
        }

    def action_confirm(self):
        """Take the step."""
        self.ensure_one()
        note = (self.note or "").strip()
        if self.mode == "alarm":
            self.alarm_id.action_acknowledge(note)
        elif self.mode == "review":
            if not self.effective:
                raise UserError(self.env._("Say whether it helped."))
            self.action_id.action_review(self.effective == "yes", note)
        elif self.mode == "cancel":
            self.action_id.action_cancel(note)
        elif self.mode == "extension_refuse":
            self.extension_id.action_refuse(note)
        elif self.mode == "extension_notice":
            self.extension_id.action_notice(self.how, note)
        elif self.mode == "compensation_refuse":
            self.compensation_id.action_refuse(note)
        elif self.mode == "compensation_pay":
            self.compensation_id.action_pay(note)
        elif self.mode == "unseal":
            self.seal_id.action_unseal(self.because, note)
        elif self.mode == "route_end":
            self.route_id.action_end(note)
        elif self.mode == "notice":
            self.notice_id.action_told(self.told_to, note)
        elif self.mode == "report_up":
            self.ticket_id.action_report_up(self.to, note)
        return {"type": "ir.actions.act_window_close"}
