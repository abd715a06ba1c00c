"""Weekly patterns of clinics, days that differ, and the sessions of three weeks before and after today."""

import json
from datetime import timedelta
from pathlib import Path

from odoo import Command

CLINICS = json.loads(Path(__file__).with_name("clinics.json").read_text(encoding="utf-8"))
DAYS = 21


class ClinicLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env

    def load(self):
        hospital, start = self.hospital, self.hospital.now - timedelta(days=DAYS)
        self._fill_pages()
        sessions = self.env["hcs.clinic.session"]
        with hospital.at(start):
            templates = self.env["hcs.clinic.template"].create(
                [values for row in CLINICS["experts"] for values in self._prepare_expert(*row)]
                + [values for row in CLINICS["others"] for values in self._prepare_other(*row)]
            )
            self.env["hcs.clinic.exception"].create(self._prepare_exceptions(templates))
            sessions._generate(hospital.company)
        sessions._generate(hospital.company)
        self._propose()

    def _prepare_expert(self, key, number, name, weekdays, start, end, capacity, fee, location):
        doctor = self.hospital.ref(f"hcs_practitioner_{key}_{number}_demo")
        common = {
            "name": f"{name} · {doctor.name}",
            "kind": "expert",
            "practitioner_id": doctor.id,
            "department_id": doctor.department_id.id,
            "hour_from": start,
            "hour_to": end,
            "capacity": capacity,
            "fee": fee,
            "location": location,
            "color": self.hospital.department_keys.index(key) % 11 + 1,
        }
        return [{**common, "weekday": weekday} for weekday in weekdays]

    def _prepare_other(
        self, kind, key, name, weekdays, start, end, capacity, fee, location, preparation, traits, travel
    ):
        common = {
            "name": name,
            "kind": kind,
            "department_id": self.hospital.ref(f"hcs_department_{key}_demo").id,
            "hour_from": start,
            "hour_to": end,
            "capacity": capacity,
            "fee": fee,
            "location": location,
            "preparation": preparation,
            "trait_ids": [Command.set([self.hospital.ref(f"hcs_exam_trait_{trait}").id for trait in traits])],
            "travel_buffer": travel,
        }
        return [{**common, "weekday": weekday} for weekday in weekdays]

    def _prepare_exceptions(self, templates):
        """One of each kind; the emergency department rests on no holiday."""
        today = self.hospital.today
        doctors = [self.hospital.ref(f"hcs_practitioner_{name}_demo") for name in ("oph_1", "der_1")]
        of_doctor = {doctor: templates.filtered(lambda t, doctor=doctor: t.practitioner_id == doctor)[0]
                     for doctor in doctors}  # fmt: skip
        next_sunday = today + timedelta(days=6 - today.weekday() + 7)
        emergency = self.hospital.ref("hcs_department_emr_demo")
        return [
            {
                "name": CLINICS["rests"],
                "kind": "stop",
                "practitioner_id": doctors[0].id,
                "date_from": today + timedelta(days=8),
                "date_to": today + timedelta(days=14),
            },
            {
                "name": CLINICS["changed"],
                "kind": "changed",
                "template_id": of_doctor[doctors[1]].id,
                "date_from": today + timedelta(days=1),
                "date_to": today + timedelta(days=7),
                "hour_from": 14.5,
                "hour_to": 17,
                "capacity": 6,
            },
            {
                "name": CLINICS["extra"],
                "kind": "extra",
                "template_id": of_doctor[doctors[0]].id,
                "date_from": next_sunday,
                "date_to": next_sunday,
                "hour_from": 13,
                "hour_to": 16,
                "capacity": 8,
            },
            {
                "name": CLINICS["holiday"],
                "kind": "open",
                "department_id": emergency.id,
                "date_from": today - timedelta(days=DAYS),
                "date_to": today + timedelta(days=2 * DAYS),
            },
        ]

    # Pages ----------------------------------------------------------------------------------------------------------

    def _fill_pages(self):
        """Clinic times and fees on the pages of the doctors; who keeps the pages true."""
        hospital = self.hospital
        leader = hospital.ref("user_leader_demo")
        for number, (name, times) in enumerate(CLINICS["times"].items()):
            doctor = hospital.ref(f"hcs_practitioner_{name}_demo")
            doctor.write(
                {
                    "clinic_times": times,
                    "fee": doctor.fee or CLINICS["fees"].get(doctor.title, 0),
                    "owner_id": doctor.owner_id.id or leader.id,
                    # some pages are due for their quarterly look
                    "confirmed_on": doctor.confirmed_on or hospital.today - timedelta(days=number * 7 % 110),
                }
            )

    def _propose(self):
        """What departments want changed: two to decide, one accepted, one refused."""
        hospital = self.hospital
        proposals = self.env["hcs.directory.proposal"]
        for position, (entry, author, name, subject, value, reason, state) in enumerate(CLINICS["proposals"]):
            user = hospital.ref(f"hcs_practitioner_{author}_demo").user_id or hospital.ref("user_department_demo")
            with hospital.at(hospital.now - timedelta(days=3 - position % 3, hours=2)):
                proposal = proposals.with_user(user).sudo().create(
                    {
                        f"{entry}_id": hospital.ref(f"hcs_{entry}_{name}_demo").id,
                        "subject": subject,
                        "new_value": value,
                        "reason": reason,
                    }
                )  # fmt: skip
            with hospital.at(hospital.now - timedelta(hours=5)):
                decided = hospital.acting(proposal, "leader")
                if state == "accepted":
                    decided.action_accept()
                elif state == "refused":
                    decided.action_refuse(CLINICS["refusal"])
