from odoo import fields, models


class ResCompany(models.Model):
    """How far ahead clinics are open for booking, and whether they rest on holidays."""

    _inherit = "res.company"

    hcs_clinic_weeks = fields.Integer(
        "Weeks of Sessions", default=4, required=True, help="So many weeks ahead sessions are made from the patterns."
    )
    hcs_clinic_on_holidays = fields.Boolean(
        "Clinics on Holidays",
        help="Off: on public holidays no clinic is held, except those with an exception “Takes place on a holiday”.",
    )

    _hcs_clinic_weeks_range = models.Constraint(
        "CHECK (hcs_clinic_weeks > 0 AND hcs_clinic_weeks <= 52)", "Sessions are made 1 to 52 weeks ahead."
    )

    def write(self, vals):
        result = super().write(vals)
        if {"hcs_clinic_weeks", "hcs_clinic_on_holidays"} & vals.keys():
            self._hcs_update_clinics()
        return result

    def _hcs_update_clinics(self):
        """Bring the sessions in line with patterns, exceptions and holidays."""
        # sudo: whoever changes the pattern changes its sessions
        sessions = self.env["hcs.clinic.session"].sudo()
        for company in self:
            sessions._generate(company)
