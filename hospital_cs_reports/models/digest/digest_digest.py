from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.hospital_customer_service.models.complaint.hcs_complaint_ticket import OPEN_STATES

from ...tools import facts, figures
from ..definition.hcs_day_figure import ONE_DAY

COUNTED = {
    "kpi_hcs_followup_rate": "fu_attempted_rate",
    "kpi_hcs_service_records": "sv_records",
    "kpi_hcs_result_rate": "sv_result_rate",
    "kpi_hcs_complaints": "cp_complaints",
}
RATES = ("kpi_hcs_followup_rate", "kpi_hcs_result_rate")
# Instead of a rate of nothing, which is no 0
NO_RATE = -1.0


class DigestDigest(models.Model):
    """The service centre in Odoo's digest: numbers and links, nothing about any patient.

    Rates and numbers are those of the days of the hospital until yesterday. Who may not read figures gets a digest
    without them.
    """

    _inherit = "digest.digest"

    kpi_hcs_followup_rate = fields.Boolean("Follow-up rate")
    kpi_hcs_followup_rate_value = fields.Float(compute="_compute_kpi_hcs_followup_rate_value")
    kpi_hcs_service_records = fields.Boolean("Service records")
    kpi_hcs_service_records_value = fields.Integer(compute="_compute_kpi_hcs_service_records_value")
    kpi_hcs_result_rate = fields.Boolean("Results told within the hour")
    kpi_hcs_result_rate_value = fields.Float(compute="_compute_kpi_hcs_result_rate_value")
    kpi_hcs_complaints = fields.Boolean("Complaints received")
    kpi_hcs_complaints_value = fields.Integer(compute="_compute_kpi_hcs_complaints_value")
    kpi_hcs_complaints_overdue = fields.Boolean("Open complaints that became overdue")
    kpi_hcs_complaints_overdue_value = fields.Integer(compute="_compute_kpi_hcs_complaints_overdue_value")
    kpi_hcs_members = fields.Boolean("New members")
    kpi_hcs_members_value = fields.Integer(compute="_compute_kpi_hcs_members_value")

    def _check_hcs_reader(self):
        """Figures are for their readers, of hospitals they work in; the digest leaves out what raises this."""
        if not self.env["hcs.day.figure"].has_access("read") or self._hcs_company() not in self.env.user.company_ids:
            raise AccessError(self.env._("Do not have access, skip this data for user's digest email"))

    def _hcs_company(self):
        return self.company_id[:1] or self.env.company

    def _compute_kpi_hcs_followup_rate_value(self):
        self._hcs_count("kpi_hcs_followup_rate")

    def _compute_kpi_hcs_service_records_value(self):
        self._hcs_count("kpi_hcs_service_records")

    def _compute_kpi_hcs_result_rate_value(self):
        self._hcs_count("kpi_hcs_result_rate")

    def _compute_kpi_hcs_complaints_value(self):
        self._hcs_count("kpi_hcs_complaints")

    def _hcs_count(self, name):
        """One figure of the days asked for. One at a time: a digest forgets one before it asks for other days."""
        self._check_hcs_reader()
        for digest in self:
            company = digest._hcs_company()
            first = company._hcs_local_date(self._hcs_moment("start_datetime"))
            last = company._hcs_local_date(self._hcs_moment("end_datetime")) - ONE_DAY
            # sudo: sums of the whole hospital, which name nobody
            found = self.env["hcs.day.figure"].sudo()._total(company, [COUNTED[name]], first, last)
            numerator, denominator = found.get((COUNTED[name], facts.TOTAL, 0, ""), (0, 0))
            if name in RATES:
                value = figures.value_of(figures.PERCENT, numerator, denominator)
                digest[f"{name}_value"] = NO_RATE if value is None else value * 100
            else:
                digest[f"{name}_value"] = numerator

    def _hcs_moment(self, key):
        """An end of the stretch the digest asks for, as it is stored."""
        moment = self.env.context.get(key) or fields.Datetime.now()
        return moment.replace(tzinfo=None)

    def _compute_kpi_hcs_complaints_overdue_value(self):
        self._check_hcs_reader()
        # under the reader's own rights: complaints that name somebody are not counted for them
        self._calculate_company_based_kpi(
            "hcs.complaint.ticket",
            "kpi_hcs_complaints_overdue_value",
            date_field="next_due_at",
            additional_domain=[("kind", "=", "complaint"), ("state", "in", OPEN_STATES)],
        )

    def _compute_kpi_hcs_members_value(self):
        self._check_hcs_reader()
        self._calculate_company_based_kpi(
            "hcs.vip.analysis",
            "kpi_hcs_members_value",
            date_field="date_from",
            additional_domain=[("kind", "=", "join")],
        )

    def _compute_kpis(self, company, user):
        """Rates are written as on every other screen: 95.2%, and – where there is nothing to divide by."""
        kpis = super()._compute_kpis(company, user)
        for kpi in kpis:
            for column in ("kpi_col1", "kpi_col2", "kpi_col3") if kpi["kpi_name"] in RATES else ():
                if kpi[column]:
                    value = float(kpi[column]["value"])
                    known = None if value < 0 else value / 100
                    kpi[column]["value"] = figures.text_of(figures.PERCENT, known)
                    # a change of percent in percent is read as points: nobody is told more than the two rates
                    kpi[column]["margin"] = 0
        return kpis

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        trend = "hospital_cs_reports.hcs_trend_action"
        return {
            **actions,
            **dict.fromkeys(COUNTED, trend),
            "kpi_hcs_complaints_overdue": "hospital_customer_service.hcs_complaint_ticket_action",
            "kpi_hcs_members": "hospital_cs_reports.hcs_vip_analysis_action",
        }
