from odoo import api, fields, models


class HcsPatientLineMixin(models.AbstractModel):
    """A line of a patient: it lives in the patient's company."""

    _name = "hcs.patient.line.mixin"
    _description = "Line of a patient"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _check_company_auto = True

    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="cascade", check_company=True)
    # an ordinary column: bulk loads write it, and the company of a patient never changes
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")

    @api.model_create_multi
    def create(self, vals_list):
        patients = self.env["hcs.patient"].browse(vals["patient_id"] for vals in vals_list if vals.get("patient_id"))
        company = {patient.id: patient.company_id.id for patient in patients}
        return super().create(
            [{**self._without_blanks(vals), "company_id": company.get(vals.get("patient_id"))} for vals in vals_list]
        )

    @api.model
    def _without_blanks(self, vals):
        """A blank cell of a spreadsheet leaves a choice that has to be made to its default."""
        return {
            name: value
            for name, value in vals.items()
            if value or name not in self._fields or not (self._fields[name].required and self._fields[name].default)
        }
