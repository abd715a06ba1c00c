from odoo import api, models

from .hcs_consent import PURPOSES


class HcsPatient(models.Model):
    """What a patient agreed to, from the ledger of consents (SEC-02)."""

    _inherit = "hcs.patient"

    def _consent_states(self, purpose, channel="any"):
        """Latest word of each patient on ``purpose`` by ``channel``; a line for every channel speaks for this one too.

        :return: ``{patient_id: "given" | "withdrawn" | None}``, every patient of ``self`` included
        """
        states = dict.fromkeys(self.ids)
        if not states:
            return states
        # consents stay with the record they were given on; they speak for the one that goes on
        survivors = {patient.id: patient.merged_into_id.id for patient in (self._merged_family() - self).sudo()}
        lines = (
            self.env["hcs.consent"]
            .sudo()
            .search_fetch(  # sudo: a verdict, asked for by planners and guards
                [
                    ("patient_id", "in", [*states, *survivors]),
                    ("purpose", "=", purpose),
                    ("channel", "in", list({"any", channel or "any"})),
                ],
                ["patient_id", "state"],
                order="at, id",
            )
        )
        for line in lines:
            states[survivors.get(line.patient_id.id, line.patient_id.id)] = line.state
        return states

    @api.readonly
    def get_consents(self):
        """One row per purpose for the card: the latest word, and the exceptions by channel that came after it."""
        self.ensure_one()
        self.check_access("read")
        lines = self.env["hcs.consent"].search([("patient_id", "in", self._merged_family().ids)])  # newest first
        labels = dict(self.env["hcs.consent"]._fields["purpose"]._description_selection(self.env))
        rows = []
        for purpose, _label in PURPOSES:
            own = lines.filtered(lambda line, purpose=purpose: line.purpose == purpose)
            general = own.filtered(lambda line: line.channel == "any")[:1]
            latest = {}
            for line in own:
                if line == general:
                    break  # older lines by channel were overtaken
                latest.setdefault(line.channel, line)
            rows.append(
                {
                    "purpose": purpose,
                    "label": labels[purpose],
                    "state": general.state or False,
                    "state_label": general._label("state") if general else self.env._("Not asked"),
                    "detail": general._describe() if general else "",
                    "exceptions": [
                        {
                            "id": line.id,
                            "state": line.state,
                            "label": f"{line._label('channel')}: {line._label('state')}",
                            "detail": line._describe(),
                        }
                        for line in latest.values()
                    ],
                }
            )
        return rows
