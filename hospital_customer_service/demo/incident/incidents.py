"""Incidents of the last weeks, one acute patient who waits for the doctor, and one machine that stands still."""

import json
from datetime import timedelta
from pathlib import Path

WORDS = json.loads(Path(__file__).with_name("incidents.json").read_text(encoding="utf-8"))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SIGNS = ("consciousness", "breathing", "pulse", "systolic", "diastolic", "oxygen", "temperature", "note")


class IncidentLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.moments = {}

    def load(self):
        for number, row in enumerate(WORDS["past"]):
            self._past(number, *row)
        self._acute_past()
        self._near_miss()
        self._equipment()
        self._acute()
        self.hospital.backdate("hcs_incident", self.moments)
        self.env.invalidate_all()

    def _report(self, at, login="agent", **values):
        with self.hospital.at(at):
            incident = self.hospital.acting(self.env["hcs.incident"], login).create(
                {"occurred_at": at - 3 * MINUTE, "noticed_at": at, **values}
            )
        self.moments[incident.id] = at
        return incident

    def _past(self, number, kind, severity, key, place, text, first, resolution, cause, prevention):
        hospital = self.hospital
        at = self.now - timedelta(days=2 + 2 * number, hours=number % 5, minutes=7 * number)
        department = hospital.ref(f"hcs_department_{key}_demo").id if key else False
        incident = self._report(
            at,
            ("agent", "agent2")[number % 2],
            kind=kind,
            severity=severity,
            department_id=department,
            place=place,
            description=text,
            immediate_actions=first,
            near_miss=kind == "other",
        )
        leader = hospital.acting(incident, "leader")
        with hospital.at(at + 6 * MINUTE):
            leader.action_handle()
        if severity < "3":
            self._call_up(incident, at + 70 * MINUTE)
        if number == 0:
            return  # still being handled
        incident.resolution = resolution
        with hospital.at(at + 5 * HOUR):
            leader.action_close()
        if number > 2:
            incident.write({"cause": cause, "prevention": prevention})
            with hospital.at(min(at + 3 * DAY, self.now - HOUR)):
                leader.action_review()

    def _call_up(self, incident, at):
        """The authority was told by phone."""
        with self.hospital.at(at):
            self.hospital.acting(self.env["hcs.incident.call"], "director").create(
                {
                    "incident_id": incident.id,
                    "name": "区卫生健康局值班室",
                    "phone": "8000",
                    "how": "phone",
                    "upward": True,
                }
            ).action_note()

    def _acute_past(self):
        place, text = WORDS["acute_past"]
        at = self.now - timedelta(days=4, hours=2)
        incident = self._report(
            at, "agent2", kind="acute_patient", severity="3", place=place, description=text,
            department_id=self.hospital.ref("hcs_department_gyn_demo").id,
        )  # fmt: skip
        acute = self.hospital.acting(incident, "agent2")
        with self.hospital.at(at + 2 * MINUTE):
            acute.action_call_doctor(self.hospital.ref("hcs_practitioner_gyn_2_demo").id)
        with self.hospital.at(at + 9 * MINUTE):
            acute.action_doctor_arrived()
            acute.action_hand_over()
        incident.resolution = text
        with self.hospital.at(at + HOUR):
            self.hospital.acting(incident, "leader").action_close()

    def _near_miss(self):
        place, text = WORDS["near_miss"]
        at = self.now - timedelta(days=1, hours=3)
        with self.hospital.at(at):
            incident = self.env["hcs.incident"].with_user(self.hospital.ref("user_agent_demo")).create(
                {"kind": "other", "severity": "4", "near_miss": True, "anonymous": True, "place": place,
                 "description": text, "occurred_at": at, "noticed_at": at}
            )  # fmt: skip
        self.moments[incident.id] = at

    def _equipment(self):
        name, code, place, text, repair = WORDS["equipment"]
        at = self.now - 95 * MINUTE
        fallback = self.env["hcs.incident.fallback"].search([], limit=1)
        incident = self._report(
            at, "agent2", kind="equipment", severity="3", equipment=name, equipment_code=code, place=place,
            description=text, department_id=self.hospital.ref("hcs_department_ort_demo").id,
            fallback_id=fallback.id, repair_by=repair,
        )  # fmt: skip
        actor = self.hospital.acting(incident, "leader")
        with self.hospital.at(at + 5 * MINUTE):
            actor.action_start_fallback()
            actor.action_call_repair()
        for number, step in enumerate(incident.step_ids[: len(incident.step_ids) // 2]):
            with self.hospital.at(at + (10 + 6 * number) * MINUTE):
                self.hospital.acting(step, "agent2").action_done()

    def _acute(self):
        place, text = WORDS["acute"]
        at = self.now - 11 * MINUTE
        incident = self._report(
            at, "agent", kind="acute_patient", severity="2", place=place, description=text,
            department_id=self.hospital.ref("hcs_department_emr_demo").id,
        )  # fmt: skip
        with self.hospital.at(at + 2 * MINUTE):
            self.hospital.acting(incident, "agent").action_call_doctor(
                self.hospital.ref("hcs_practitioner_emr_2_demo").id
            )
        observations = self.hospital.acting(self.env["hcs.incident.observation"], "agent")
        for number, signs in enumerate(WORDS["observations"]):
            with self.hospital.at(at + (3 + 3 * number) * MINUTE):
                observations.create(
                    {
                        "incident_id": incident.id,
                        "at": at + (3 + 3 * number) * MINUTE,
                        **dict(zip(SIGNS, signs, strict=True)),
                    }
                )
