"""Two people who were registered twice."""

from odoo import Command


class DuplicateLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env

    def load(self):
        """The second record came over the telephone: no identity number, the number of the family."""
        known = [patient for patient in self.hospital.patients if patient.birthdate and patient.phone_ids]
        alive = [patient for patient in known if not patient.deceased and not patient.kept_secret]
        copies = self.env["hcs.patient"].create(
            [self._prepare_copy(number, alive[30 + 40 * number]) for number in (0, 1)]
        )
        self.env.flush_all()
        self.env["hcs.patient.duplicate"]._scan(copies)

    def _prepare_copy(self, number, patient):
        return {
            "name": patient.name,
            "mrn": f"QW8{number + 1:05d}",
            "company_id": patient.company_id.id,
            "sex": patient.sex,
            "birthdate": patient.birthdate,
            "phone_ids": [
                Command.create({"number": phone.number, "relation": phone.relation}) for phone in patient.phone_ids[:1]
            ],
        }
