from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .event_event import CENTRE
from .hcs_followup_plan_activity import ATTENDED


class EventEvent(models.Model):
    """After the activity: those who came are called, by a plan that the activity names (CRM-04)."""

    _inherit = "event.event"

    hcs_followup_plan_id = fields.Many2one(
        "hcs.followup.plan",
        "Follow-up Afterwards",
        index="btree_not_null",
        ondelete="restrict",
        groups=CENTRE,
        domain=f"[('target', '=', '{ATTENDED}'), ('company_id', 'in', (company_id, False))]",
        help="Those who came are called by this plan, counted from the end of the activity, as soon as the attendance "
        "is closed. Empty: nobody is called.",
    )
    hcs_followup_count = fields.Integer("Calls Planned", compute="_compute_hcs_followup_count", aggregator=None)

    @api.constrains("hcs_followup_plan_id")
    def _check_hcs_followup_plan(self):
        if any(event.hcs_followup_plan_id.target not in (False, ATTENDED) for event in self.sudo()):
            raise ValidationError(
                self.env._("Choose a follow-up plan for those who came to an activity; other plans need a visit.")
            )

    def _compute_hcs_followup_count(self):
        # sudo: a count; the calls behind it are opened with one's own rights
        tasks = self.env["hcs.followup.task"].sudo()
        counts = dict.fromkeys(self.ids, 0)
        for registration, count in tasks._read_group(
            [("activity_registration_id.event_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["activity_registration_id"],
            ["__count"],
        ):
            counts[registration.event_id.id] += count
        for event in self:
            event.hcs_followup_count = counts.get(event._origin.id, 0)

    def write(self, vals):
        res = super().write(vals)
        if "hcs_followup_plan_id" in vals or "hcs_closed_at" in vals:
            self.filtered("hcs_closed_at")._hcs_plan_followup()
        return res

    def _hcs_plan_followup(self):
        """Plan the calls to those who came; whoever is not ticked any more is not called. Safe to repeat."""
        # sudo: who came is planned whoever closes the list
        self.env["hcs.followup.plan"]._plan_registrations(self.sudo().registration_ids.filtered("hcs_patient_id"))
        self.invalidate_recordset(["hcs_followup_count"], flush=False)

    def action_hcs_open_followups(self):
        """The calls after this activity."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_followup_task_action")
        return {**action, "domain": [("activity_registration_id.event_id", "=", self.id)], "context": {}}
