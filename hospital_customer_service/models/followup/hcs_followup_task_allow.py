from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_text, arguments

VALID = timedelta(hours=2)
# what a leader may set aside; never a death, a refusal or a missing number
ALLOWABLE = ("outside_window", "holiday", "cap_day", "cap_week", "called_in_window")


class HcsFollowupTask(models.Model):
    """What a leader may let pass."""

    _inherit = "hcs.followup.task"

    override_ids = fields.One2many("hcs.followup.override", "task_id", "Calls allowed", readonly=True)

    @arguments(reason=a_text)
    def action_allow_now(self, reason=None):
        """Let these be called now, outside the windows or beyond a limit; each permission is a line of its own."""
        self._check_leader()
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the call has to be made now."))
        now = fields.Datetime.now()
        lines = []
        for task in self:
            task._check_todo()
            cause = task._guard_code(now) or task._hold_reason(now)
            if cause not in ALLOWABLE:
                text = self.env["hcs.contact.guard"]._reason_text(cause) if cause else self.env._("It may be called.")
                raise UserError(self.env._("There is nothing to allow. %(why)s", why=text))
            lines.append(
                {
                    "task_id": task.id,
                    "company_id": task.company_id.id,
                    "user_id": self.env.uid,
                    "at": now,
                    "until": now + VALID,
                    "cause": cause,
                    "reason": reason.strip(),
                }
            )
        self.env["hcs.followup.override"].sudo().create(lines)  # sudo: written by this action only
        return True

    def _is_allowed(self, at):
        """Has a leader let this call be made at this time?"""
        domain = [("task_id", "=", self.id), ("at", "<=", at), ("until", ">=", at)]
        return bool(self.env["hcs.followup.override"].sudo().search_count(domain, limit=1))
