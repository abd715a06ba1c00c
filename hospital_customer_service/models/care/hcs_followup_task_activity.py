from odoo import fields, models

from .event_event import CENTRE
from .hcs_followup_plan_activity import NOT_THERE


class HcsFollowupTask(models.Model):
    """A call to somebody who came to an activity."""

    _inherit = "hcs.followup.task"

    activity_registration_id = fields.Many2one(
        "event.registration", "Came to", ondelete="restrict", readonly=True, groups=CENTRE
    )
    activity_event_id = fields.Many2one(
        "event.event", "After the activity", related="activity_registration_id.event_id", groups=CENTRE
    )
    cancel_reason = fields.Selection(selection_add=[(NOT_THERE, "Was not at the activity")])

    _registration_step_uniq = models.UniqueIndex(
        "(activity_registration_id, step_id, occurrence) WHERE activity_registration_id IS NOT NULL",
        "This step after the activity is planned already.",
    )

    def _console_visit(self):
        """Of a call after an activity the card says which one."""
        visit = super()._console_visit()
        event = self.activity_event_id.sudo()  # sudo: what the call is about, for whoever makes it
        return {**visit, "kind": event.name} if event else visit
