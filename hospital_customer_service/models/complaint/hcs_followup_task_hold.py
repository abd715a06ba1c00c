from odoo import api, fields, models
from odoo.tools import SQL

from .hcs_contact_guard import ON_HOLD

TODO = "mail.mail_activity_data_todo"


class HcsFollowupTask(models.Model):
    """A serious complaint that is open holds the follow-up calls of the patient; its owner is told (FUP-13)."""

    _inherit = "hcs.followup.task"

    held_reason = fields.Selection(selection_add=[(ON_HOLD, "On hold: ask the team leader")])

    @api.model
    def _hold_sql(self, companies, since, now):
        return SQL(
            "CASE WHEN %s THEN %s ELSE %s END",
            self.env["hcs.contact.guard"]._on_hold_sql(SQL("t.patient_id")),
            ON_HOLD,
            super()._hold_sql(companies, since, now),
        )

    @api.model
    def _hold_until(self, ids, reason, slot, now):
        if reason == ON_HOLD:
            fresh = self.browse(ids).sudo().filtered(lambda task: task.held_reason != ON_HOLD)
            fresh._tell_complaint_owner()
        return super()._hold_until(ids, reason, slot, now)

    def _tell_complaint_owner(self):
        """Whoever answers for the complaint learns that the patient was to be called, and decides."""
        by_patient = self.grouped("patient_id")
        for ticket in self.patient_id._serious_complaints():
            for task in by_patient.get(ticket.patient_id.with_env(self.env), self.browse()):
                text = self.env._(
                    "A follow-up of the patient is held back while this is open: %(step)s, due %(due)s.",
                    step=task.step_id.display_name,
                    due=fields.Date.to_string(task.due_at),
                )
                ticket.message_post(body=text)
            owner = ticket.user_id or ticket.holder_id or ticket.received_by_id
            if owner and not ticket.activity_search([TODO], user_id=owner.id):
                ticket.activity_schedule(
                    TODO, user_id=owner.id, summary=self.env._("Follow-up calls are held back: decide when to call")
                )

    def _check_guard(self, at, over=False):
        """A call during which a serious complaint was made is recorded like any other."""
        if over and self._guard_code(at) == ON_HOLD:
            return None
        return super()._check_guard(at, over=over)
