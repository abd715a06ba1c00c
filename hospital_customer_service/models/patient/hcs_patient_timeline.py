from odoo import models


class HcsPatient(models.Model):
    _inherit = "hcs.patient"

    def _timeline_sources(self):
        """What the timeline of a patient shows; a higher room adds its own.

        :return: list of ``dict(kind, label, icon, model, date_field, fields, describe)`` where ``describe(record)``
            returns ``(title, subtitle)`` and may return a state as a third item
        """
        return []
