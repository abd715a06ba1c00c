from odoo import api, models

# made anew every night
DERIVED = ("hcs.patient.value", "hcs.segment.member")


class HcsPatientMerge(models.Model):
    _inherit = "hcs.patient.merge"

    @api.model
    def _is_derived(self, name):
        return name in DERIVED or super()._is_derived(name)
