from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.hospital_customer_service.models.common.arguments import a_day, a_whole_number, arguments

COMPLAINTS = ("complaint", "dispute")


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
        start, end, company = self._figure_period(date_from, date_to, company_id)
        # sudo: sums of the whole hospital, which name nobody
        figures = self.sudo()._figures(company, start, end)
        kpis = {kpi.code: kpi for kpi in self.env["hcs.kpi"].sudo().search([("code", "in", list(figures))])}
        rows = []
        for code, (numerator, denominator) in figures.items():
            kpi = kpis.get(code)
            factor = 1000 if kpi and kpi.unit == "per_mille" else 1
            value = numerator if denominator is None else (factor * numerator / denominator if denominator else None)
            rows.append(
                {
                    "code": code,
                    "name": kpi.name if kpi else code,
                    "numerator": numerator,
                    "denominator": denominator,
                    "value": value,
                }
            )
        return rows

    @api.model
    def _figure_period(self, date_from, date_to, company_id):
        if not date_from or not date_to or date_from > date_to:
            raise UserError(self.env._("Give the first and the last day of the period."))
        companies = self.env.companies
        company = companies.filtered(lambda one: one.id == company_id) if company_id else self.env.company
        if not company:
            raise UserError(self.env._("You do not work in this hospital. Choose another one."))
        following = fields.Date.add(date_to, days=1)
        return company._hcs_to_utc(date_from), company._hcs_to_utc(following), company

    @api.model
    def _figures(self, company, start, end):
        """``{code: (numerator, denominator)}``; what came in by its day, what was due by its deadline."""
        mine = Domain("company_id", "=", company.id)
        received = mine & Domain("received_at", ">=", start) & Domain("received_at", "<", end)
        due = mine & Domain("due_at", ">=", start) & Domain("due_at", "<", end) & Domain("kind", "in", COMPLAINTS)
        complaints = received & Domain("kind", "in", COMPLAINTS)
        counted = complaints & Domain("on_the_spot", "=", False) & Domain("again", "=", False)
        found = complaints & Domain("finding", "!=", False)
        asked = complaints & Domain("satisfaction", "in", ("satisfied", "partly", "dissatisfied"))
        decided = received & Domain("decision", "!=", False)
        number = self._count(counted)
        return {
            "cp_complaints": (number, None),
            "cp_rate": (number, self._visits(company, start, end)),
            "cp_on_the_spot": (self._count(complaints & Domain("on_the_spot", "=", True)), None),
            "cp_on_time_rate": (
                self._count(due & Domain("on_time", "=", 1)),
                self._count(due & Domain("is_timed", "=", True)),
            ),
            "cp_upheld_rate": (
                self._sum(found & Domain("finding", "in", ("upheld", "partly"))),
                self._sum(found),
            ),
            "cp_satisfied_rate": (
                self._count(asked & Domain("satisfaction", "in", ("satisfied", "partly"))),
                self._count(asked),
            ),
            "cp_reopened_rate": (self._count(complaints & Domain("reopened_count", ">", 0)), self._count(complaints)),
            "cp_praise": (self._count(received & Domain("kind", "=", "praise")), None),
            "cp_suggestions": (self._count(received & Domain("kind", "=", "suggestion")), None),
            "cp_adopted_rate": (
                self._count(decided & Domain("decision", "in", ("adopted", "partly"))),
                self._count(decided),
            ),
        }

    @api.model
    def _count(self, domain):
        """Tickets: each once, however many allegations it has."""
        [(number,)] = self._read_group(domain, aggregates=["ticket_id:count_distinct"])
        return number

    @api.model
    def _sum(self, domain):
        [(number,)] = self._read_group(domain, aggregates=["allegations:sum"])
        return number or 0

    @api.model
    def _visits(self, company, start, end):
        """Outpatient and emergency visits that arrived, and discharges."""
        visits = self.env["hcs.visit"].sudo()
        mine = Domain("company_id", "=", company.id)
        came = mine & Domain("kind", "in", ("outpatient", "emergency"))
        came &= Domain("arrived_at", ">=", start) & Domain("arrived_at", "<", end)
        left = mine & Domain("kind", "=", "inpatient")
        left &= Domain("discharged_at", ">=", start) & Domain("discharged_at", "<", end)
        return visits.search_count(came) + visits.search_count(left)
