from odoo import models


class HcsPatient(models.Model):
    _inherit = "hcs.patient"

    def _consent_states(self, purpose, channel="any"):
        """Latest word of each patient on ``purpose`` by ``channel``; a line for any channel speaks for all of them.

        :return: ``{patient_id: "given" | "withdrawn" | None}``, every patient of ``self`` included
        """
        states = dict.fromkeys(self.ids)
        lines = self.env["hcs.consent"].sudo().search_fetch(  # sudo: a verdict, asked for by planners and guards
            [
                ("patient_id", "in", self.ids),
                ("purpose", "=", purpose),
                ("channel", "in", list({"any", channel or "any"})),
            ],
            ["patient_id", "state"],
            order="at, id",
        )
        for line in lines:
            states[line.patient_id.id] = line.state
        return states
