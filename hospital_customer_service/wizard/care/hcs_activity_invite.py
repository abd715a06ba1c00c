from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.care.hcs_activity_invitation import INVITED_BY
from ...models.care.hcs_activity_invitation_send import AT_ONCE

SHOWN = 2_000


class HcsActivityInvite(models.TransientModel):
    """Who of a segment would be written to, who not and why; one button invites them."""

    _name = "hcs.activity.invite"
    _description = "Invite a Segment"
    _inherit = ["hcs.input.mixin"]

    event_id = fields.Many2one("event.event", "Activity", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="event_id.company_id")
    segment_id = fields.Many2one("hcs.segment", domain="[('company_id', 'in', (company_id, False))]")
    channel = fields.Selection(INVITED_BY, "Write by", required=True, default="sms")
    limit = fields.Integer(
        "At Most",
        help="Invite no more than so many now; who was invited to something longest ago goes first. 0: everybody.",
    )
    size = fields.Integer("In the Segment", compute="_compute_preview", aggregator=None)
    reachable = fields.Integer("May Be Written to", compute="_compute_preview", aggregator=None)
    refused = fields.Integer("May Not Be Written to", compute="_compute_preview", aggregator=None)
    refused_text = fields.Text("Why Not", compute="_compute_preview")
    known = fields.Integer("Invited or Registered Already", compute="_compute_preview", aggregator=None)
    seats_text = fields.Char("Places Left", compute="_compute_seats_text")

    @api.depends("segment_id", "event_id", "channel")
    def _compute_preview(self):
        invitations = self.env["hcs.activity.invitation"]
        for wizard in self:
            counts = {}
            if wizard.segment_id:
                counts = invitations._preview(wizard.event_id, wizard.segment_id, wizard.channel or "sms")
            wizard.reachable = counts.pop(False, 0)
            wizard.refused = sum(counts.values())
            wizard.refused_text = "\n".join(
                f"{count} · {self.env['hcs.message']._reason_text(reason)}"
                for reason, count in sorted(counts.items(), key=lambda item: -item[1])
            )
            wizard.size = wizard._count_members() if wizard.segment_id else 0
            wizard.known = max(wizard.size - wizard.reachable - wizard.refused, 0)

    def _count_members(self):
        # sudo: how many are in a segment is no secret to whoever invites it
        members = self.segment_id.sudo()._members()
        return self.env["hcs.patient"].sudo().search_count([("id", "in", members)])

    @api.depends("event_id")
    def _compute_seats_text(self):
        for wizard in self:
            seats = wizard.event_id._hcs_seats()
            wizard.seats_text = (
                self.env._("%(free)s of %(seats)s places are free.", free=wizard.event_id.hcs_free_count, seats=seats)
                if seats is not None
                else self.env._("The places are not limited.")
            )

    def action_invite(self):
        """Invite them: some at once, the others within minutes, at the hours that are allowed."""
        self.ensure_one()
        event = self.event_id
        event.check_access("write")
        event._hcs_check_ahead()
        if not self.segment_id:
            raise UserError(self.env._("Choose a segment first."))
        invitations = self.env["hcs.activity.invitation"]
        # sudo: the list and its messages belong to the system; who may invite was decided above
        made = invitations.sudo()._invite(event, self.segment_id, self.limit or None, self.channel)
        if not made:
            raise UserError(self.env._("Everybody of this segment was invited already, or may not be written to."))
        planned = made.filtered(lambda one: one.state == "planned")
        planned[:AT_ONCE]._send_out()
        if len(planned) > AT_ONCE:
            self.env.ref("hospital_customer_service.hcs_activity_invitation_cron").sudo()._trigger()
        if self.segment_id not in event.hcs_segment_ids:
            event.hcs_segment_ids = [(4, self.segment_id.id)]
        return event.action_hcs_open_invited()

    def action_show_reachable(self):
        return self._show(True)

    def action_show_refused(self):
        return self._show(False)

    def _show(self, reachable):
        self.ensure_one()
        if not self.segment_id:
            raise UserError(self.env._("Choose a segment first."))
        patients = self.env["hcs.activity.invitation"]._preview_patients(
            self.event_id, self.segment_id, reachable, SHOWN, self.channel
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_patient_action")
        return {**action, "domain": [("id", "in", patients.ids)], "context": {}}

    def _get_window(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite a segment"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
        }
