from odoo import fields, models
from odoo.fields import Domain


class HcsPatient(models.Model):
    """The segments a patient is in."""

    _inherit = "hcs.patient"

    segment_ids = fields.Many2many(
        "hcs.segment", string="Segments", compute="_compute_segment_ids", search="_search_segment_ids"
    )

    def _compute_segment_ids(self):
        rows = self.env["hcs.segment.member"].search_fetch(
            [("patient_id", "in", self.ids), ("segment_id.active", "=", True)], ["patient_id", "segment_id"]
        )
        for patient in self:
            own = rows.filtered(lambda row, patient=patient: row.patient_id == patient._origin)
            patient.segment_ids = own.segment_id

    def _search_segment_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        members = self.env["hcs.segment.member"]
        if operator == "in" and not any(value):
            return Domain("id", "not in", members._search([]).subselect("patient_id"))
        found = members._search([("segment_id", operator, value)])
        return Domain("id", "in", found.subselect("patient_id"))
