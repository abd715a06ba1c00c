from odoo import api, fields, models


class HcsVisitProcedure(models.Model):
    """Something done to the patient during a visit; an operation among them makes it a surgical visit."""

    _name = "hcs.visit.procedure"
    _description = "Procedure of a visit"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "performed_at desc, id desc"
    _log_read_patient_field = "visit_id.patient_id"

    visit_id = fields.Many2one("hcs.visit", required=True, index=True, ondelete="cascade")
    code = fields.Char(index=True)
    name = fields.Char("Procedure", required=True)
    performed_at = fields.Datetime("Done at")
    is_operation = fields.Boolean("Operation", help="The visit counts as one with surgery.")
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("cancelled", "Not done")],
        string="Status",
        required=True,
        default="done",
    )
    external_ref = fields.Char("Key in the source system", copy=False, readonly=True, index="btree_not_null")

    _performed_idx = models.Index("(performed_at DESC, id DESC)")

    @api.model_create_multi
    def create(self, vals_list):
        procedures = super().create(vals_list)
        procedures.filtered("is_operation").visit_id._update_surgery()
        return procedures

    def write(self, vals):
        visits = self.filtered("is_operation").visit_id
        result = super().write(vals)
        if not {"visit_id", "is_operation", "state", "performed_at", "name"}.isdisjoint(vals):
            (visits | self.filtered("is_operation").visit_id)._update_surgery()
        return result

    def unlink(self):
        visits = self.filtered("is_operation").visit_id
        result = super().unlink()
        visits._update_surgery()
        return result
