from odoo import fields, models


class HcsVisit(models.Model):
    """What the two halves of a visit said last (appointment and encounter come apart and in any order)."""

    _name = "hcs.visit"
    _inherit = ["hcs.visit", "hcs.his.bulk"]

    his_encounter_status = fields.Char(readonly=True, copy=False, export_string_translation=False)
    his_appointment_status = fields.Char(readonly=True, copy=False, export_string_translation=False)
    his_main_condition = fields.Char(readonly=True, copy=False, export_string_translation=False)
    his_reason = fields.Text(readonly=True, copy=False, export_string_translation=False)


class HcsVisitProcedure(models.Model):
    _inherit = "hcs.visit.procedure"

    his_stopped = fields.Boolean(
        "Broken off", readonly=True, help="The hospital system says that the operation was stopped or not done."
    )
