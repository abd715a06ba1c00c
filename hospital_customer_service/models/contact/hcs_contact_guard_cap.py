from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

# What the hospital starts by itself. Service answers what the person asked for: it neither counts nor is held back.
CAPPED_PURPOSES = ("followup", "survey", "reminder", "greeting", "marketing")
CAP_REASONS = ("cap_day", "cap_week")
WEEK = timedelta(days=7)


class HcsContactGuard(models.AbstractModel):
    """One person is not contacted too often, whichever rooms want to (FUP-13)."""

    _inherit = "hcs.contact.guard"

    @api.model
    def _more_reasons(self, patients, reasons, asked):
        reasons = super()._more_reasons(patients, reasons, asked)
        if asked.requested or asked.purpose not in CAPPED_PURPOSES:
            return reasons
        free = patients.filtered(lambda patient: not reasons[patient.id])
        return reasons | self._cap_reasons(free, asked.at)

    @api.model
    def _cap_reasons(self, patients, at):
        """``{patient_id: "cap_day" | "cap_week"}`` of those who were contacted often enough."""
        if not patients:
            return {}
        self.env["hcs.contact"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id, %s FROM hcs_patient p WHERE p.id IN %s",
                self._cap_sql(patients.sudo().company_id, at, "p"),
                tuple(patients.ids),
            )
        )
        return {patient_id: reason for patient_id, reason in rows if reason}

    @api.model
    def _cap_sql(self, companies, at, patient_alias="p"):
        """Expression in SQL: which limit the patient of ``patient_alias`` reached at ``at``, NULL for none."""
        # sudo: the limits of a hospital are no secret to its own jobs
        cases = [self._company_cap_sql(company, at, patient_alias) for company in companies.sudo()]
        cases = [case for case in cases if case]
        if not cases:
            return SQL("NULL")
        return SQL("CASE %s END", SQL(" ").join(cases))

    @api.model
    def _company_cap_sql(self, company, at, patient_alias):
        if not company.hcs_cap_day and not company.hcs_cap_week:
            return None
        today = company._hcs_to_utc(company._hcs_local_date(at))
        whens = [
            SQL(
                "WHEN %(company_column)s = %(company)s AND (SELECT COUNT(*) FROM hcs_contact k"
                " WHERE k.patient_id = %(patient)s AND k.direction = 'out' AND k.reached IS NOT FALSE"
                " AND k.purpose IN %(purposes)s AND k.started_at >= %(since)s AND k.started_at <= %(at)s) >= %(limit)s"
                " THEN %(reason)s",
                company_column=SQL.identifier(patient_alias, "company_id"),
                company=company.id,
                patient=SQL.identifier(patient_alias, "id"),
                purposes=CAPPED_PURPOSES,
                since=since,
                at=at,
                limit=limit,
                reason=reason,
            )
            for reason, limit, since in (
                ("cap_day", company.hcs_cap_day, today),
                ("cap_week", company.hcs_cap_week, min(today, at - WEEK)),
            )
            if limit
        ]
        return SQL(" ").join(whens)

    @api.model
    def _reason_texts(self):
        return super()._reason_texts() | {
            "cap_day": self.env._("The person was contacted often enough today. Call on another day."),
            "cap_week": self.env._("The person was contacted often enough in the last seven days. Wait some days."),
            "called_in_window": self.env._(
                "The patient was called in these hours already. The next window is the time to call again."
            ),
        }
