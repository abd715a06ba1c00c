from odoo import api, fields, models
from odoo.fields import Domain


class HcsPatient(models.Model):
    """How to reach a patient: many numbers, one of them first."""

    _inherit = "hcs.patient"

    phone_masked = fields.Char(
        "Phone",
        compute="_compute_phone_masked",
        search="_search_phone_masked",
        compute_sudo=True,
        help="The number we dial first.",
    )
    has_valid_phone = fields.Boolean(
        "Can be called",
        compute="_compute_has_valid_phone",
        search="_search_has_valid_phone",
        help="At least one number is a real one and not known to be wrong.",
    )

    @api.depends(
        "phone_ids.number", "phone_ids.preferred", "phone_ids.wrong", "phone_ids.invalid", "phone_ids.sequence"
    )
    def _compute_phone_masked(self):
        for patient in self:
            patient.phone_masked = patient._preferred_phone().number_masked

    def _search_phone_masked(self, operator, value):
        phones = self.env["hcs.patient.phone"].sudo()
        if operator == "in" and not any(value):
            return Domain("phone_ids", "=", False)
        return Domain("id", "in", phones._search([("number_masked", operator, value)]).subselect("patient_id"))

    @api.depends("phone_ids.wrong", "phone_ids.invalid")
    def _compute_has_valid_phone(self):
        for patient in self:
            patient.has_valid_phone = any(not phone.wrong and not phone.invalid for phone in patient.phone_ids)

    def _search_has_valid_phone(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("phone_ids", "any", [("wrong", "=", False), ("invalid", "=", False)])

    def _preferred_phone(self):
        """The number to dial first: one that can be dialled, then the preferred one, then the order of the list."""
        self.ensure_one()
        return self.phone_ids.sorted(
            lambda phone: (phone.wrong or phone.invalid, not phone.preferred, phone.sequence, phone._origin.id)
        )[:1]
