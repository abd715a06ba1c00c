import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)

MONTHS = 12


class HcsPatientValue(models.Model):
    """Every night the values are made anew, one statement for a hospital; a second run on a day changes nothing."""

    _inherit = "hcs.patient.value"

    @api.model
    def _cron_compute(self):
        now = fields.Datetime.now()
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self._compute_company(company, now=now)
            except Exception as error:  # pylint: disable=broad-exception-caught
                # the words of the error may quote a row
                _logger.warning("Values of hospital %s left to the next run (%s)", company.id, type(error).__name__)
            if not self.env["ir.cron"]._commit_progress(1):
                return
        # lists by value follow the values of this night
        self.env["hcs.segment"]._refresh_later()

    @api.model
    def action_compute(self):
        """The values of one's hospital, now."""
        if not self.env.su and not self.env.user.has_groups("hospital_customer_service.group_hcs_leader"):
            raise AccessError(self.env._("A team leader lets the values be computed."))
        # sudo: the result is the same whoever asks for it
        self.sudo()._compute_company(self.env.company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _compute_company(self, company, day=None, now=None):
        """Values of ``company`` from everything before ``day``, and its cohorts."""
        now = now or fields.Datetime.now()
        day = day or company._hcs_local_date(now)
        window = self._window(company, day)
        self._flush_read()
        self.flush_model()
        # compiling the many expressions of these statements takes longer than running them, and they sort all visits
        self.env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        self.env.cr.execute(self._values_sql(company, day, window, now))
        self.env["hcs.value.cohort"]._compute_company(company, day, window)
        self.env.invalidate_all()

    @api.model
    def _window(self, company, day):
        """The twelve months that end before ``day``, and the twelve before: days of the hospital, moments in UTC."""
        since, before = day - relativedelta(months=MONTHS), day - relativedelta(months=2 * MONTHS)
        return {
            "since_day": since,
            "before_day": before,
            "since": company._hcs_to_utc(since, 0.0),
            "until": company._hcs_to_utc(day, 0.0),
        }
