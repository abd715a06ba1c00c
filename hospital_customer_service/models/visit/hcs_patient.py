from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.visit_targets import OCCURRED_STATES


class HcsPatient(models.Model):
    """What the visits of a patient add up to (VIS-03)."""

    _inherit = "hcs.patient"

    visit_ids = fields.One2many("hcs.visit", "patient_id", string="Visits")
    surgery_visit_ids = fields.One2many(
        "hcs.visit", "patient_id", string="Operations", domain=[("surgery", "=", True)], readonly=True
    )
    diagnosis_ids = fields.One2many("hcs.visit.diagnosis", "patient_id", string="Diagnoses", readonly=True)
    course_ids = fields.One2many("hcs.treatment.course", "patient_id", string="Courses of treatment")
    visit_count = fields.Integer(compute="_compute_visit_count")
    course_count = fields.Integer(compute="_compute_visit_count")
    last_visit_at = fields.Datetime("Last visit", compute="_compute_last_visit_at")
    # Spending: what is not known is counted, never added up as zero
    currency_id = fields.Many2one(related="company_id.currency_id")
    spent_year = fields.Monetary("Spent in 12 months", compute="_compute_spending")
    spent_total = fields.Monetary("Spent in total", compute="_compute_spending")
    unknown_year = fields.Integer(
        "Amounts unknown in 12 months",
        compute="_compute_spending",
        help="Visits whose amount nobody has told: the sum leaves them out.",
    )
    unknown_total = fields.Integer(
        "Amounts unknown in total",
        compute="_compute_spending",
        help="Visits whose amount nobody has told: the sum leaves them out.",
    )

    def _compute_visit_count(self):
        visits = dict(self.env["hcs.visit"]._read_group([("patient_id", "in", self.ids)], ["patient_id"], ["__count"]))
        courses = dict(
            self.env["hcs.treatment.course"]._read_group([("patient_id", "in", self.ids)], ["patient_id"], ["__count"])
        )
        for patient in self:
            patient.visit_count = visits.get(patient._origin, 0)
            patient.course_count = courses.get(patient._origin, 0)

    def _compute_last_visit_at(self):
        """The last time the patient was here; appointments to come and missed ones do not count."""
        groups = self.env["hcs.visit"]._read_group(
            [("patient_id", "in", self.ids), ("state", "in", list(OCCURRED_STATES))], ["patient_id"], ["visit_at:max"]
        )
        latest = {patient.id: moment for patient, moment in groups}
        for patient in self:
            patient.last_visit_at = latest.get(patient._origin.id, False)

    def _compute_spending(self):
        today = self.env.company._hcs_local_date(fields.Datetime.now())
        since = self.env.company._hcs_to_utc(today - relativedelta(months=12), 0.0)
        total = self._spending(Domain.TRUE)
        year = self._spending(Domain("visit_at", ">=", since))
        for patient in self:
            patient.spent_total, patient.unknown_total = total.get(patient._origin.id, (0.0, 0))
            patient.spent_year, patient.unknown_year = year.get(patient._origin.id, (0.0, 0))

    def _spending(self, domain):
        """``{patient_id: (sum of the known amounts, number of visits with an unknown one)}``, in one query."""
        groups = self.env["hcs.visit"]._read_group(
            Domain("patient_id", "in", self.ids) & Domain("state", "in", list(OCCURRED_STATES)) & domain,
            ["patient_id", "amount_known"],
            ["amount_spent:sum", "__count"],
        )
        spending = {}
        for patient, known, amount, count in groups:
            spent, unknown = spending.get(patient.id, (0.0, 0))
            spending[patient.id] = (spent + (amount or 0.0), unknown) if known else (spent, unknown + count)
        return spending

    # TIMELINE
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            {
                "kind": "visit",
                "label": self.env._("Visits"),
                "icon": "fa-hospital-o",
                "model": "hcs.visit",
                "date_field": "visit_at",
                "fields": [
                    "kind",
                    "state",
                    "department_id",
                    "practitioner_id",
                    "diagnosis",
                    "surgery",
                    "surgery_name",
                ],
                "describe": self._describe_visit,
            },
        ]

    @api.model
    def _describe_visit(self, visit):
        kinds = dict(visit._fields["kind"]._description_selection(self.env))
        states = dict(visit._fields["state"]._description_selection(self.env))
        parts = [
            visit.department_id.display_name,
            visit.practitioner_id.display_name,
            visit.diagnosis,
            visit.surgery_name,
        ]
        return kinds[visit.kind], " · ".join(part for part in parts if part), states[visit.state]

    # ACTIONS
    def action_open_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_visit_action")
        action["domain"] = [("patient_id", "=", self.id)]
        action["context"] = {"default_patient_id": self.id}
        return action

    def action_open_courses(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_treatment_course_action")
        action["domain"] = [("patient_id", "=", self.id)]
        action["context"] = {"default_patient_id": self.id}
        return action
