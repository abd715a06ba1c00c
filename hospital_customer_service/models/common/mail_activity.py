from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _compute_res_name(self):  # pylint: disable=missing-return
        """Keep names of patients out of the activities, which the person in charge reads whatever the access."""
        super()._compute_res_name()
        for activity in self.filtered("res_id"):
            if getattr(self.env.get(activity.res_model), "_hcs_name_is_private", False):
                activity.res_name = self.env[activity.res_model].browse(activity.res_id).sudo()._hcs_reference()
