from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _compute_res_name(self):  # pylint: disable=missing-return
        """Keep names of patients out of the activities, which the person in charge reads whatever the access."""
        private = self.filtered(
            lambda activity: (
                activity.res_id and getattr(self.env.get(activity.res_model), "_hcs_name_is_private", False)
            )
        )
        super(MailActivity, self - private)._compute_res_name()
        for model, activities in private.grouped("res_model").items():
            records = self.env[model].sudo().browse([activity.res_id for activity in activities])
            for activity, record in zip(activities, records, strict=True):
                activity.res_name = record._hcs_reference()
