from odoo import api, fields, models

from ...tools.pinyin import search_key


class HcsPatient(models.Model):
    """Finding a patient in one box (PAT-05)."""

    _inherit = "hcs.patient"

    name_search_key = fields.Char(
        compute="_compute_name_search_key",
        store=True,
        index="trigram",
        export_string_translation=False,
    )

    @api.depends("name")
    def _compute_name_search_key(self):
        for patient in self:
            patient.name_search_key = search_key(patient.name)
