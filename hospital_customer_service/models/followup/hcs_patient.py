from odoo import api, fields, models
from odoo.tools import SQL


class HcsPatient(models.Model):
    _inherit = "hcs.patient"

    followup_task_ids = fields.One2many("hcs.followup.task", "patient_id", string="Follow-ups", readonly=True)
    followup_count = fields.Integer("Number of follow-ups", compute="_compute_followup_count")
    followup_todo_count = fields.Integer("Open follow-ups", compute="_compute_followup_count")

    def _compute_followup_count(self):
        counts = dict.fromkeys(self.ids, (0, 0))
        for patient, state, count in self.env["hcs.followup.task"]._read_group(
            [("patient_id", "in", self.ids)], ["patient_id", "state"], ["__count"]
        ):
            total, todo = counts[patient.id]
            counts[patient.id] = (total + count, todo + (count if state in ("open", "in_progress") else 0))
        for patient in self:
            patient.followup_count, patient.followup_todo_count = counts.get(patient.id, (0, 0))

    def write(self, vals):
        res = super().write(vals)
        if "deceased" in vals:
            self._followup_ask_again()
        return res

    def action_open_followups(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_followup_task_action")
        action |= {"domain": [("patient_id", "=", self.id)], "context": {"search_default_all": 1}}
        return action

    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "followup",
                "label": self.env._("Follow-ups"),
                "icon": "fa-phone-square",
                "model": "hcs.followup.task",
                "date_field": "due_at",
                "fields": ["step_id", "state", "user_id", "last_outcome_id"],
                "describe": self._describe_followup,
            },
        ]

    @api.model
    def _describe_followup(self, task):
        parts = [task.last_outcome_id.name, task.user_id.name]
        return task.step_id.display_name, " · ".join(part for part in parts if part), task.state

    def _followup_ask_again(self):
        """Stop the follow-ups of patients who may no longer be called; take them up again where that was undone."""
        if not self:
            return
        self.env.flush_all()
        guard = self.env["hcs.contact.guard"].sudo()
        steps = self.env["hcs.followup.plan.step"].sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        for channel, of_channel in steps.grouped(lambda step: step._contact_channel()).items():
            self.env.cr.execute(
                SQL(
                    """UPDATE hcs_followup_task t
                          SET state = 'cancelled', closed_at = %(now)s, claimed_at = NULL, callback_agreed = FALSE,
                              cancel_reason = CASE WHEN p.deceased THEN 'deceased' ELSE 'consent_withdrawn' END,
                              write_uid = %(uid)s, write_date = %(stamp)s
                         FROM hcs_patient p
                        WHERE p.id = t.patient_id AND t.patient_id IN %(patients)s AND t.step_id IN %(steps)s
                          AND t.state IN ('open', 'in_progress') AND %(blocked)s""",
                    now=fields.Datetime.now(),
                    uid=self.env.uid,
                    stamp=self.env.cr.now(),
                    patients=tuple(self.ids),
                    steps=tuple(of_channel.ids),
                    blocked=guard._blocked_sql("followup", channel, "p"),
                )
            )
        tasks = self.env["hcs.followup.task"].sudo()
        tasks.invalidate_model()
        stopped = tasks.search(
            [("patient_id", "in", self.ids), ("cancel_reason", "in", ("deceased", "consent_withdrawn"))]
        )
        self.env["hcs.followup.plan"]._plan_visits(stopped.visit_id)
