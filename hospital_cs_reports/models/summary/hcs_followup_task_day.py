from markupsafe import Markup

from odoo import api, fields, models

DAY_READERS = "hospital_customer_service.group_hcs_leader", "hospital_customer_service.group_hcs_executive"


class HcsFollowupTask(models.Model):
    _inherit = "hcs.followup.task"

    @api.model
    def _cron_sheet(self, now=None):
        """With the detail sheet go the figures of the day: a link, once an evening (FUP-10)."""
        told = super()._cron_sheet(now)
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            day = company._hcs_local_date(now)
            late_enough = now >= company._hcs_to_utc(day, company.hcs_sheet_hour)
            referee = late_enough and company.hcs_day_told_on != day and company._hcs_get_referee(now)
            if referee and any(referee.has_group(group) for group in DAY_READERS):
                company.hcs_day_told_on = day
                self._tell_day(company, referee, day)
        return told

    @api.model
    def _tell_day(self, company, user, day):
        words = self.with_context(lang=user.lang or "en_US")
        subject = words.env._("Day in figures %(day)s", day=day)
        body = words.env._("The figures of %(day)s and what waits for a person and a date:", day=day)
        link = f"{company.get_base_url()}/odoo/hcs-day"
        self.env["mail.thread"].with_company(company).message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=Markup('<p>%s</p><p><a href="%s">%s</a></p>') % (body, link, words.env._("Open the day")),
        )
