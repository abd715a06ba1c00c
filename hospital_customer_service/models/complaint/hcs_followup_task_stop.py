from odoo import api, fields, models
from odoo.tools import SQL

from .hcs_contact_guard import ON_HOLD

TODO = "mail.mail_activity_data_todo"


class HcsFollowupTask(models.Model):
    """A serious complaint that is open ends the follow-ups of the patient; its owner is told (FUP-13, FU6).

    Whoever may not know of the complaint reads the cause, too: its words do not speak of one.
    """

    _inherit = "hcs.followup.task"

    @api.model
    def _stop_signals(self):
        # the call in which the complaint was made is finished like any other
        made_in_it = SQL(
            "t.state = 'in_progress' AND EXISTS (SELECT FROM hcs_complaint_ticket own"
            " WHERE own.followup_task_id = t.id)"
        )
        serious = self.env["hcs.contact.guard"]._on_hold_sql(SQL("t.patient_id"))
        condition = SQL("%s AND NOT (%s)", serious, made_in_it)
        return [*super()._stop_signals(), ("complaint_open", condition)]

    def _after_stop(self, reason):
        res = super()._after_stop(reason)
        if reason == "complaint_open":
            self._tell_complaint_owner()
        return res

    def _tell_complaint_owner(self):
        """Whoever answers for the complaint learns that the patient was to be called, and decides."""
        by_patient = self.grouped("patient_id")
        for ticket in self.patient_id._serious_complaints():
            for task in by_patient.get(ticket.patient_id.with_env(self.env), self.browse()):
                text = self.env._(
                    "A follow-up of the patient was cancelled because this is open: %(step)s, due %(due)s.",
                    step=task.step_id.display_name,
                    due=fields.Date.to_string(task.due_at),
                )
                ticket.message_post(body=text)
            owner = ticket.user_id or ticket.holder_id or ticket.received_by_id
            summary = self.env._("Follow-up calls were stopped: decide who calls, and when")
            known = ticket.activity_search([TODO], user_id=owner.id, additional_domain=[("summary", "=", summary)])
            if owner and not known:
                ticket.activity_schedule(TODO, user_id=owner.id, summary=summary)

    def _check_guard(self, at, over=False):
        """A call during which a serious complaint was made is recorded like any other."""
        if over and self._guard_code(at) == ON_HOLD:
            return None
        return super()._check_guard(at, over=over)
