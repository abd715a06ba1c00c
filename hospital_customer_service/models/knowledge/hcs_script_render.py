from odoo import api, models
from odoo.tools import format_date

from ...tools.address import address_kind, surname
from .hcs_script_version import STEP_FIELDS


class HcsScript(models.Model):
    """The words of a script as an agent reads them out to one patient."""

    _inherit = "hcs.script"

    def _render(self, patient, visit=None, department=None, practitioner=None, agent=None):
        """The version in use, with its placeholders filled.

        :param patient: ``hcs.patient``, may be empty for an unknown caller
        :return: dict of step → text for the steps that have words, in the order of a call
        """
        self.ensure_one()
        version = self.current_version_id
        values = self._placeholder_values(patient, visit, department, practitioner, agent)
        return {name: version[name].format_map(values) for name in STEP_FIELDS if version[name]}

    def _placeholder_values(self, patient, visit=None, department=None, practitioner=None, agent=None):
        visit = visit if visit is not None else self.env["hcs.visit"]
        department = department or visit.department_id
        practitioner = practitioner or visit.practitioner_id
        company = visit.company_id or patient.company_id or self.env.company
        # What must not be said to the patient does not stand in the words either (PAT-07).
        told = not patient.kept_secret
        return {
            "greeting": self._greeting(patient),
            "patient_title": self._patient_title(patient),
            "patient_name": patient.name or self.env._("the patient"),
            "hospital": company.name,
            "department": department.name or self.env._("our hospital"),
            "doctor": self._doctor_title(practitioner),
            "agent": (agent or self.env.user).name,
            "visit_date": self._visit_date(visit, company),
            "diagnosis": (told and visit.diagnosis) or self.env._("your condition"),
            "operation": (told and visit.surgery_name) or self.env._("your treatment"),
        }

    def _patient_title(self, patient):
        """Form of address by surname; neutral where the sex is not known."""
        kind = self._address_kind(patient)
        name = surname(patient.name)
        if kind == "child":
            return self.env._("the family of %(name)s", name=patient.name)
        if kind == "ms":
            return self.env._("Ms %(surname)s", surname=name)
        if kind == "mr":
            return self.env._("Mr %(surname)s", surname=name)
        return self.env._("you")

    @api.model
    def _title_of(self, patient):
        """How colleagues speak of a patient: the surname, never more, whatever is not known."""
        kind = self._address_kind(patient)
        if kind in ("ms", "mr"):
            return self._patient_title(patient)
        if kind == "child":
            return self.env._("child %(surname)s", surname=surname(patient.name))
        return self.env._("%(surname)s (patient)", surname=surname(patient.name))

    def _greeting(self, patient):
        if self._address_kind(patient) == "neutral":
            return self.env._("Hello")
        return self.env._("Hello, %(title)s", title=self._patient_title(patient))

    def _address_kind(self, patient):
        return address_kind(patient.name, patient.sex, patient.age if patient.birthdate else None)

    def _doctor_title(self, practitioner):
        if not practitioner:
            return self.env._("your doctor")
        return self.env._("Dr %(surname)s", surname=surname(practitioner.name))

    def _visit_date(self, visit, company):
        if not visit.visit_at:
            return self.env._("your last visit")
        return format_date(self.env, company._hcs_local_date(visit.visit_at))

    def _care_notice(self, patient):
        """What the agent must know before the first word, or False."""
        if not patient.kept_secret:
            return False
        return self.env._("The condition is kept from this patient: do not name the diagnosis or the operation.")
