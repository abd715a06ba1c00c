from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.hospital_customer_service.models.common.arguments import a_day, a_whole_number, arguments

from ...tools import facts, figures


class HcsComplaintAnalysis(models.Model):
    """The indicators of complaints as their definitions say (DOMAIN §4.4): numerator and denominator of each."""

    _inherit = "hcs.complaint.analysis"

    @api.model
    @arguments(date_from=a_day, date_to=a_day, company_id=a_whole_number)
    def get_figures(self, date_from, date_to, company_id=None):
        """What the indicators of complaints were, from one day to another, both included.

        :return: list of ``{"code", "name", "numerator", "denominator", "value"}``; a value that has no denominator
            is None
        """
        self.browse().check_access("read")
        company = self._figure_company(date_from, date_to, company_id)
        # sudo: sums of the whole hospital, which name nobody
        kpis = self.env["hcs.kpi"].sudo().search([("area", "=", "complaint")])
        registry = self.env["hcs.fact"].sudo()
        kpis = kpis.filtered(lambda kpi: facts.TOTAL in registry._measures()[kpi.code].parts)
        found = registry._count(company, date_from, date_to, kpis.mapped("code"))
        rows = []
        for kpi in kpis:
            numerator, denominator = found[kpi.code, facts.TOTAL, 0, ""]
            value = figures.value_of(kpi.unit, numerator, denominator)
            rows.append(
                {
                    "code": kpi.code,
                    "name": kpi.name,
                    "numerator": numerator,
                    "denominator": denominator,
                    "value": value,
                }
            )
        return rows

    @api.model
    def _figure_company(self, date_from, date_to, company_id):
        if not date_from or not date_to or date_from > date_to:
            raise UserError(self.env._("Give the first and the last day of the period."))
        companies = self.env.companies
        company = companies.filtered(lambda one: one.id == company_id) if company_id else self.env.company
        if not company:
            raise UserError(self.env._("You do not work in this hospital. Choose another one."))
        return company
