from odoo import api, fields, models

from ..patient.hcs_consent import PURPOSES


class HcsConsent(models.Model):
    """Consent that somebody withdraws on a public page (SEC-02)."""

    _inherit = "hcs.consent"

    @api.model
    def _page_purposes(self):
        """What can be withdrawn: ``[(code, name, what follows)]``."""
        follows = {
            "followup": self.env._("Nobody calls you after a treatment to ask how you are."),
            "survey": self.env._("You get no more questionnaires."),
            "greeting": self.env._("You get no more wishes on birthdays and festivals."),
            "marketing": self.env._("You get no more offers and invitations."),
            "recording": self.env._("Calls with you are not recorded."),
            "disclosure": self.env._("We tell your relatives nothing about you."),
        }
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        return [(code, labels[code], follows[code]) for code, __ in PURPOSES]

    @api.model
    def _page_withdraw(self, patients, purposes, note=None):
        """Withdraw for ``purposes`` by every channel; what is withdrawn already gets no second line.

        :return: the new lines
        """
        # sudo: the person proved to hold the phone, and has no right of any other kind
        consents = self.sudo()
        patients = patients.sudo()
        people = patients.merged_into_id | patients.filtered(lambda patient: not patient.merged_into_id)
        known = [code for code, __ in PURPOSES if code in purposes]
        now, values = fields.Datetime.now(), []
        for purpose in known:
            withdrawn = consents._page_withdrawn(people, purpose)
            values += [
                {
                    "patient_id": patient.id,
                    "purpose": purpose,
                    "channel": "any",
                    "state": "withdrawn",
                    "source": "online",
                    "at": now,
                    "note": note,
                    "user_id": self.env.uid,
                }
                for patient in people - withdrawn
            ]
        made = consents.create(values)
        self.env["hcs.contact"].sudo().create(
            [
                {
                    "company_id": patient.company_id.id,
                    "patient_id": patient.id,
                    "channel": "web",
                    "direction": "in",
                    "purpose": "service",
                    "user_id": False,
                    "note": self.env._("Withdrew consent on the public page."),
                }
                for patient in made.patient_id
            ]
        )
        return made

    @api.model
    def _page_thanks(self):
        return self.env._(
            "It is noted and holds from now on. Confirmations of your appointments, and answers to what you ask us, "
            "still come."
        )

    @api.model
    def _page_withdrawn(self, patients, purpose):
        """Those whose latest word on ``purpose``, whatever the channel, is that they do not want it."""
        latest = {}
        domain = [("patient_id", "in", patients.ids), ("purpose", "=", purpose)]
        for line in self.search_fetch(domain, ["patient_id", "state", "channel"], order="at, id"):
            if line.channel == "any":
                latest[line.patient_id.id] = line.state
            elif line.state == "given":
                latest[line.patient_id.id] = "given"
        return patients.filtered(lambda patient: latest.get(patient.id) == "withdrawn")
