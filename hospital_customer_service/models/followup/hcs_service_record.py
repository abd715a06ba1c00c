from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .hcs_followup_task import CENTRE

SOON = 12


class HcsServiceRecord(models.Model):
    """Whoever calls is on the line already: the follow-ups that are due can be made in the same call (FU7)."""

    _inherit = "hcs.service.record"

    due_followup_count = fields.Integer("Follow-ups due", compute="_compute_due_followup_count", groups=CENTRE)

    @api.depends("patient_id", "state")
    def _compute_due_followup_count(self):
        for record in self:
            record.due_followup_count = (
                len(record._due_followups()) if record.state not in ("done", "cancelled") else 0
            )

    def _due_followups(self):
        """Open calls to this person that are due within some hours; of a caller without a card by the number."""
        self.ensure_one()
        tasks = self.env["hcs.followup.task"]
        soon = fields.Datetime.add(fields.Datetime.now(), hours=SOON)
        domain = Domain("state", "=", "open") & Domain("next_try_at", "<=", soon)
        digits = self.sudo().caller_digits  # sudo: compared, never shown
        if self.patient_id:
            return tasks.search(domain & Domain("patient_id", "=", self.patient_id.id), order="due_at, id", limit=20)
        if not digits:
            return tasks
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM hcs_service_record WHERE reverse(caller_digits) = reverse(%s) AND company_id = %s",
                digits,
                self.company_id.id,
            )
        )
        same = [row[0] for row in rows]
        domain &= Domain("patient_id", "=", False) & Domain("service_record_id", "in", same)
        return tasks.search(domain, order="due_at, id", limit=20)

    def action_make_followup(self):
        """Open the call console with the follow-up that is due first."""
        self.ensure_one()
        self.check_access("read")
        task = self._due_followups()[:1]
        if not task:
            raise UserError(self.env._("No follow-up of this person is due any more. Reload the page."))
        task.check_access("write")
        action = self.env["ir.actions.actions"]._for_xml_id("hospital_customer_service.hcs_call_console_action")
        return action | {"params": {"task_id": task.id, "incoming": self.channel == "phone"}}
