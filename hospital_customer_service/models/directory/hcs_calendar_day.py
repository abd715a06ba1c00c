from odoo import models


class HcsCalendarDay(models.Model):
    """A holiday that is entered late closes clinics that are open already."""

    _inherit = "hcs.calendar.day"

    def _changed(self, *spans):
        result = super()._changed(*spans)
        # by the job: a notice enters many days, and clinics are brought in line once
        cron = self.env.ref("hospital_customer_service.ir_cron_hcs_clinic_sessions", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()
        return result
