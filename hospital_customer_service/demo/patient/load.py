"""Write the invented persons into the archive."""

from datetime import datetime, time, timedelta

from odoo import Command

from .people import People

RELATION_OF = {"spouse": "spouse", "parent": "parent", "child": "child"}


class PatientLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.rng = hospital.rng

    def load(self):
        """:return: the persons and, in the same order, their records"""
        people = People(self.rng, self.hospital.today).make(self.hospital.patient_count)
        patients = self.env["hcs.patient"].create(
            [self._prepare_patient(number, person) for number, person in enumerate(people)]
        )
        self._relate(people, patients)
        self._consent(people, patients)
        self._backdate(patients)
        return people, patients

    def _prepare_patient(self, number, person):
        mrn = f"QW{100001 + number * 7}"
        values = {
            "name": person.name,
            "mrn": mrn,
            "company_id": self.hospital.company.id,
            "sex": person.sex,
            "birthdate": person.birthdate,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "ethnicity": False if person.values.get("foreign_guest") else "汉族",
            "insurance_kind": self.rng.choices(
                ("employee", "resident", "commercial", "self"), (5, 4, 2, 1) if person.id_number else (0, 6, 1, 1)
            )[0],
            "preferred_channel": self.rng.choices((False, "call", "wechat", "sms"), (6, 3, 2, 1))[0],
            **person.values,
        }
        values["phone_ids"] = [
            Command.create(
                {
                    "number": phone,
                    "relation": relation,
                    "relation_name": relation_name,
                    "sequence": 10 * (line + 1),
                    "preferred": not line,
                    "company_id": self.hospital.company.id,
                }
            )
            for line, (phone, relation, relation_name) in enumerate(person.phones)
        ]
        cards = [("visit_card", f"JZK{880000 + number * 13}")]
        if person.id_type == "passport":
            cards.append(("passport", person.id_number))
        values["identifier_ids"] = [
            Command.create({"type": kind, "value": value, "company_id": self.hospital.company.id})
            for kind, value in cards
        ]
        return values

    def _relate(self, people, patients):
        lines = []
        for person, patient in zip(people, patients, strict=True):
            if person.relative:
                relative, relation = patients[person.relative[0]], person.relative[1]
                lines.append(
                    {
                        "patient_id": patient.id,
                        "name": relative.name,
                        "relation": RELATION_OF[relation],
                        "related_patient_id": relative.id,
                        "may_be_told": bool(person.values.get("kept_secret")) or relation == "parent",
                        "emergency": relation != "child",
                    }
                )
        self.env["hcs.patient.relation"].create(lines)

    def _consent(self, people, patients):
        """Consents; a withdrawal of follow-up calls comes later, when the calls before it have been made."""
        self._create_consents(
            (patient, line)
            for person, patient in zip(people, patients, strict=True)
            for line in person.consents
            if line[:2] != ("followup", "withdrawn")
        )

    def withdraw(self, people, patients):
        """What ends the calls of a person: they died, or they asked us to stop."""
        self._create_consents(
            (patient, line)
            for person, patient in zip(people, patients, strict=True)
            for line in person.consents
            if line[:2] == ("followup", "withdrawn")
        )
        for person, patient in zip(people, patients, strict=True):
            if person.died_days_ago is not None:
                day = self.hospital.today - timedelta(days=person.died_days_ago)
                patient.write({"deceased": True, "deceased_at": day})

    def _create_consents(self, lines):
        users = [self.hospital.ref(f"user_{login}_demo") for login in ("agent", "agent2", "followup")]
        self.env["hcs.consent"].create(
            [
                {
                    "patient_id": patient.id,
                    "company_id": self.hospital.company.id,
                    "purpose": purpose,
                    "state": state,
                    "source": source,
                    "at": self.hospital.to_utc(
                        datetime.combine(self.hospital.today - timedelta(days=days), time(10, patient.id % 60))
                    ),
                    "user_id": self.rng.choice(users).id,
                }
                for patient, (purpose, state, days, source) in lines
            ]
        )

    def _backdate(self, patients):
        """The archive is older than this database."""
        patients.flush_recordset()
        self.env.cr.execute(
            """UPDATE hcs_patient
                  SET create_date = create_date - (200 + id %% 700) * interval '1 day'
                WHERE id = ANY(%s)""",
            [patients.ids],
        )
        patients.invalidate_recordset(["create_date"])
