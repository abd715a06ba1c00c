from odoo import models


class HcsVisit(models.Model):
    _name = "hcs.visit"
    _inherit = ["hcs.visit", "hcs.education.mixin"]


class HcsAppointment(models.Model):
    _name = "hcs.appointment"
    _inherit = ["hcs.appointment", "hcs.education.mixin"]


class HcsServiceRecord(models.Model):
    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.education.mixin"]


class HcsResultDelivery(models.Model):
    _name = "hcs.result.delivery"
    _inherit = ["hcs.result.delivery", "hcs.education.mixin"]


class HcsFollowupTask(models.Model):
    """From the call in one step, too."""

    _name = "hcs.followup.task"
    _inherit = ["hcs.followup.task", "hcs.education.mixin"]

    def _console_actions(self):
        actions = super()._console_actions()
        if self.patient_id and not self.patient_id.deceased:
            actions.append(
                {
                    "key": "education",
                    "label": self.env._("Health education"),
                    "icon": "fa-book",
                    "sequence": 70,
                    "fields": [],
                    "method": "action_send_education",
                }
            )
        return actions
