from odoo import fields, models
from odoo.exceptions import AccessError

from ..desk.hcs_service_record import CENTRE


class HcsFollowupTask(models.Model):
    """The call of a follow-up is dialled by the exchange, where the telephone of the agent is connected."""

    _inherit = "hcs.followup.task"

    phone_call_ids = fields.One2many("hcs.phone.call", "followup_task_id", "Calls", readonly=True, groups=CENTRE)

    def action_ring(self):
        """Let the exchange ring the agent, then the number of the call in hand; the guard was asked when it began."""
        self.ensure_one()
        self.check_access("write")
        task = self.sudo()  # sudo: the number is dialled, not shown
        if task.state != "in_progress" or not task.dialled_at or task.incoming or task.user_id != self.env.user:
            raise AccessError(self.env._("Begin the call first: the rules are asked at that moment."))
        number, _masked = task._line_dialled(task._get_phone())
        return self.env["hcs.phone.call"]._start(number, task.patient_id, task=task, asked=True)

    def _console_actions(self):
        """One key of the console, where the exchange dials; elsewhere the number on the card is the link."""
        actions = super()._console_actions()
        place = self.env["hcs.phone.call"]._my_extension()
        if place.exchange_id.dial_method in ("get", "post") and self.dialled_at and not self.incoming:
            actions.append(
                {
                    "key": "ring",
                    "label": self.env._("Let the exchange dial"),
                    "icon": "fa-phone",
                    "sequence": 5,
                    "fields": [],
                    "method": "action_ring",
                }
            )
        return actions
