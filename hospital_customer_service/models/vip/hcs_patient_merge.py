from odoo import api, models

# made anew every night from what is moved
DERIVED = ("hcs.patient.value", "hcs.segment.member")


class HcsPatientMerge(models.Model):
    _inherit = "hcs.patient.merge"

    @api.model
    def _links(self):
        return [link for link in super()._links() if link["model"] not in DERIVED]
