from odoo import api, fields, models


class HcsVisitDiagnosis(models.Model):
    """One diagnosis of a visit, as the doctor coded it."""

    _name = "hcs.visit.diagnosis"
    _description = "Diagnosis of a visit"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "visit_id, kind, id"

    visit_id = fields.Many2one("hcs.visit", required=True, index=True, ondelete="cascade")
    patient_id = fields.Many2one(
        "hcs.patient",
        index=True,
        ondelete="restrict",
        readonly=True,
        help="The patient of the visit, kept here so that the card finds diagnoses at once.",
    )
    code = fields.Char(index=True, help="For example the ICD-10 code.")
    name = fields.Char("Diagnosis", required=True)
    kind = fields.Selection([("main", "Main"), ("secondary", "Secondary")], required=True, default="main")
    onset = fields.Date("Known since")
    external_ref = fields.Char("Key in the source system", copy=False, readonly=True, index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        visits = self.env["hcs.visit"].browse({vals["visit_id"] for vals in vals_list if vals.get("visit_id")})
        patients = {visit.id: visit.patient_id.id for visit in visits}
        return super().create([{**vals, "patient_id": patients.get(vals.get("visit_id"))} for vals in vals_list])
