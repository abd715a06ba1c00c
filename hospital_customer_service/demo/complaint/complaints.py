"""A month of complaints, one dispute, praise and suggestions, and the boxes some of them were found in."""

import json
from datetime import timedelta
from pathlib import Path

from odoo import Command

WORDS = json.loads(Path(__file__).with_name("complaints.json").read_text(encoding="utf-8"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class ComplaintLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.moments = {}
        # names the story goes on with; the first patients have visits behind them
        self.patients = [patient for patient in hospital.patients if patient.active and not patient.deceased][40:80]
        self.number = 0

    def load(self):
        self._boxes()
        for row in WORDS["complaints"]:
            self._complaint(row)
        self._dispute(WORDS["dispute"])
        for row in WORDS["praises"]:
            self._praise(row)
        for row in WORDS["suggestions"]:
            self._suggestion(row)
        self.hospital.backdate("hcs_complaint_ticket", self.moments)
        self.env.invalidate_all()

    # ---------------------------------------------------------------- how it came in

    def _at(self, days):
        self.number += 1
        return self.now - days * DAY - (1 + self.number % 5) * HOUR

    def _department(self, key):
        xml_id = f"hospital_customer_service.hcs_department_{key}_demo"
        return self.env.ref(xml_id, raise_if_not_found=False) or self.hospital.ref("hcs_department_gyn_demo")

    def _doctor(self, department):
        return department.practitioner_ids[:1]

    def _register(self, row, kind="complaint", login="agent", **values):
        at = self._at(row["days"])
        department = self._department(row["key"])
        source = row.get("source", "in_person")
        patient = self.patients[self.number % len(self.patients)]
        vals = {
            "kind": kind,
            "source": source,
            "received_at": at,
            "department_id": department.id,
            "description": row["text"],
            "demand": row.get("demand"),
            "anonymous": row.get("anonymous", False),
            "patient_id": False if row.get("anonymous") else patient.id,
            "complainant": False if row.get("anonymous") else patient.name,
            "no_signature": "later",
            **values,
        }
        if "category" in row:
            vals["category_id"] = self.hospital.ref(f"hcs_complaint_category_{row['category']}").id
        if "severity" in row:
            vals["severity"] = row["severity"]
        if source == "authority":
            vals["authority_id"] = self.hospital.ref("hcs_complaint_authority_12345").id
            vals["external_number"] = row["number"]
        if source == "box":
            vals["box_opening_id"] = self.opening.id
        with self.hospital.at(at):
            ticket = self.hospital.acting(self.env["hcs.complaint.intake"], login).create(vals)._make_ticket()
        self.moments[ticket.id] = at
        return ticket, at

    # ---------------------------------------------------------------- complaints

    def _complaint(self, row):
        ticket, at = self._register(row, login=("agent", "agent2", "followup")[self.number % 3])
        office = self.hospital.acting(ticket, "complaint")
        if row.get("settled"):
            with self.hospital.at(at + HOUR):
                self.hospital.acting(ticket, "agent").action_settle(row["settled"])
            return
        if row.get("stop") == "received":
            return
        with self.hospital.at(at + 2 * HOUR):
            office.action_acknowledge()
            office.action_accept(self.hospital.ref("user_complaint_demo").id)
            office.action_investigate()
        if row.get("stop") == "accepted":
            return
        cause = self.hospital.ref(f"hcs_complaint_cause_{row['cause']}")
        ticket.allegation_ids.write(
            {"finding": row["finding"], "finding_text": row["found"], "cause_id": cause.id, "harm": "0"}
        )
        with self.hospital.at(at + 2 * DAY):
            office.action_propose(row["answer"])
        for login, hours in (("leader", 52), ("director", 54)):
            if ticket.state == "proposed":
                with self.hospital.at(at + hours * HOUR):
                    self.hospital.acting(ticket, login).action_approve()
        with self.hospital.at(at + 3 * DAY):
            office.action_answer("letter", WORDS["proof"] % self.number, at + 3 * DAY)
        if row.get("stop") == "answered":
            return
        with self.hospital.at(at + 5 * DAY):
            office.action_ask(row["satisfaction"])
            if not ticket._closing_gaps():
                office.action_close()

    def _dispute(self, row):
        """Serious and open: follow-up calls of the patient wait."""
        category = self.hospital.ref("hcs_complaint_category_safety")
        ticket, at = self._register(row, kind="dispute", login="leader", category_id=category.id, severity="4")
        with self.hospital.at(at + HOUR):
            ticket_office = self.hospital.acting(ticket, "director")
            ticket_office.action_accept(self.hospital.ref("user_complaint_demo").id)

    # ---------------------------------------------------------------- praise, suggestions

    def _praise(self, row):
        doctor = self._doctor(self._department(row["key"]))
        ticket, at = self._register(row, kind="praise", practitioner_ids=[Command.set(doctor.ids)])
        office = self.hospital.acting(ticket, "complaint")
        with self.hospital.at(at + 4 * HOUR):
            if row["days"] > 1:
                office.action_tell_praised()
            if row["thanks"]:
                office.action_thank("phone", row["thanks"])
                office.action_close()
        if row.get("case"):
            case = self.env["hcs.good.case"].browse(office.action_collect_case()["res_id"])
            case.write({"name": row["case"], "story": row["story"], "lesson": row["lesson"], "place": "house"})
            with self.hospital.at(at + 2 * DAY):
                self.hospital.acting(case, "complaint").action_publish()

    def _suggestion(self, row):
        ticket, at = self._register(row, kind="suggestion")
        if not row["decision"]:
            return
        office = self.hospital.acting(ticket, "complaint")
        with self.hospital.at(at + DAY):
            office.action_assess(row["decision"], row["reason"])
        with self.hospital.at(at + 2 * DAY):
            office.action_reply("phone", row["reply"])
            office.action_close()
        if row["effect"]:
            with self.hospital.at(at + 22 * DAY):
                office.action_note_effect(row["effect"])

    # ---------------------------------------------------------------- boxes

    def _boxes(self):
        """Opened every week by two people; mostly empty."""
        complaint, leader = self.hospital.ref("user_complaint_demo"), self.hospital.ref("user_leader_demo")
        today = self.hospital.today
        boxes = self.env["hcs.suggestion.box"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "place": place,
                    "user_id": complaint.id,
                    "started_on": today - timedelta(days=40),
                }
                for name, code, place in WORDS["boxes"]
            ]
        )
        openings = self.env["hcs.suggestion.box.opening"]
        for number, box in enumerate(boxes):
            for week in range(4 if number else 5, 0, -1):
                letters = 1 if (number + week) % 3 == 0 else 0
                openings |= openings.create(
                    {
                        "box_id": box.id,
                        "opened_on": today - timedelta(days=7 * week - number),
                        "opener_id": complaint.id,
                        "second_opener_id": leader.id,
                        "letter_count": letters,
                        "note": False if letters else WORDS["empty"],
                    }
                )
        self.opening = openings.filtered("letter_count").sorted("opened_on")[-1:]
