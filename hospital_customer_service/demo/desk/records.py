"""Two weeks of service records, from the first word to the outcome, and the work of this hour."""

import json
import random
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from odoo import Command

from .conversions import ConsultationBooker

WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
SEED = 20260303
DAYS = 14
AGENTS = ("agent", "agent", "agent2", "agent2", "agent2", "escort", "leader")
CHANNELS = ("phone", "in_person", "wechat", "web", "on_site", "email", "sms", "letter", "his")
ODDS = (52, 18, 12, 6, 4, 3, 2, 1, 2)
LIVE = ("phone", "in_person", "on_site")
PRESENT = ("guidance", "reception", "visit_assistance", "transfer")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class RecordLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.rng = random.Random(SEED)
        self.opened = {}
        self.patients = [patient for patient in hospital.patients if not patient.deceased and patient.active]
        self.types = {service.code: service for service in self.env["hcs.service.type"].search([])}
        self.booker = ConsultationBooker(self)
        self.needs = self.env["hcs.service.need"].search([])
        self.codes = [code for code, (weight, _rows) in WORDS["types"].items() for _number in range(weight)]

    def load(self):
        self._assign_teams()
        self._past()
        self._pending()
        self._fresh()
        self.hospital.backdate("hcs_service_record", self.opened)
        self.env.invalidate_all()

    def _assign_teams(self):
        """Which team takes which work; the shipped types leave that to the hospital."""
        team_of = {"message": "inquiry", "consult": "inquiry", "accompany": "guidance"}
        for service in self.types.values():
            service.team_id = self.hospital.ref(f"hcs_team_{team_of.get(service.group, 'reception')}")

    # One record -----------------------------------------------------------------------------------------------------

    def open(self, code, at, login=None, channel=None, row=None, patient=True, **values):
        """Somebody asks for something at the moment ``at``."""
        rng, hospital = self.rng, self.hospital
        subject, description, key, *_end = row or rng.choice(WORDS["types"][code][1])
        service = self.types[code]
        if channel is None:
            channel = rng.choice(("in_person", "on_site")) if code in PRESENT else rng.choices(CHANNELS, ODDS)[0]
        required = service.required_field_ids.mapped("field_name")
        known = "patient_id" in required or (patient and rng.random() < 0.75)
        who = rng.choice(self.patients) if known else None
        data = {
            "type_id": service.id,
            "channel": channel,
            "subject": subject,
            "description": description,
            "patient_id": who.id if who else False,
            "department_id": hospital.ref(f"hcs_department_{key}_demo").id if key else False,
            "user_id": hospital.ref(f"user_{login}_demo").id if login else False,
            "opened_at": at,
            "caller_relation": rng.choice(("self", "self", "self", "spouse", "parent", "child")),
        }
        if not who:
            data |= {"caller_name": rng.choice(WORDS["callers"]), "caller_phone": f"1990000{rng.randint(1000, 9999)}"}
        if "department_id" in required and not key:
            data["department_id"] = hospital.ref("hcs_department_med_demo").id
        if "wanted_at" in required:
            data["wanted_at"] = at + timedelta(days=2)
        if "place" in required:
            data["place"] = "青梧市云溪区杏林路 18 号"
        if "document_ref" in required:
            data["document_ref"] = f"D{at:%y%m%d}{rng.randint(100, 999)}"
        if code in ("consultation", "expert_booking") and rng.random() < 0.3:
            data["need_ids"] = [Command.set([rng.choice(self.needs).id])]
        with hospital.at(at):
            record = hospital.acting(self.env["hcs.service.record"], login or "agent").create({**data, **values})
            if channel in LIVE:
                record.action_add_contact(note=WORDS["contacts"][0], started_at=at)
        self.opened[record.id] = at
        return record

    def respond(self, record, at):
        """Taken in hand, and the first words to the customer."""
        with self.hospital.at(at):
            if record.state == "new":
                record.action_start()
            if record.channel not in LIVE:
                record.action_add_contact(channel=record.channel, direction="out", note=WORDS["contacts"][2])

    def finish(self, record, at, row=None):
        """Every step, then the outcome of the words."""
        row = row or self._row(record)
        if record.type_id.need_handover:
            self.hand_over(record, at - 4 * MINUTE)
        with self.hospital.at(at):
            for step in record.step_ids.filtered(lambda step: step.mandatory and step.state in ("todo", "doing")):
                step.action_done(proof=self.rng.choice(WORDS["proofs"]))
            record.action_done(row[3], row[4])

    def _row(self, record):
        """The words this record was opened with."""
        rows = WORDS["types"][record.type_id.code][1]
        return next((row for row in rows if row[0] == record.subject), rows[0])

    def hand_over(self, record, at, taken=True):
        department = record.department_id or self.hospital.ref("hcs_department_med_demo")
        with self.hospital.at(at):
            record.action_hand_over(department_id=department.id, note=self.rng.choice(WORDS["handed"]))
        if taken:
            with self.hospital.at(at + 2 * MINUTE):
                record.handover_ids[:1].action_acknowledge(taken_by=self.rng.choice(WORDS["taken"]))

    # The past -------------------------------------------------------------------------------------------------------

    def _past(self):
        """About a dozen requests a day; most are answered at once, some wait, some come back."""
        rng, hospital = self.rng, self.hospital
        midnight = hospital.to_utc(hospital.local_now.replace(hour=0, minute=0))
        moments = sorted(
            midnight - timedelta(days=day) + timedelta(minutes=rng.randint(8 * 60, 18 * 60))
            for day in range(1, DAYS + 1)
            for _number in range(rng.randint(9, 12))
        )
        kinds = list(WORDS["types"]) + rng.choices(self.codes, k=len(moments))
        for number, at in enumerate(moments):
            login = rng.choice(AGENTS)
            record = self.open(kinds[number], at, login)
            quick = record.type_id.code in PRESENT or record.channel in LIVE
            first = at + timedelta(minutes=rng.choice((1, 2, 3, 4, 9)) if quick else rng.choice((2, 3, 4, 8, 25)))
            self.respond(record, first)
            self._go_on(record, first + timedelta(minutes=rng.choice((6, 8, 12, 20, 35, 70, 150))), number)

    def _go_on(self, record, at, number):
        rng, hospital = self.rng, self.hospital
        at = min(at, self.now - HOUR)
        if number % 17 == 3:
            with hospital.at(at):
                record.action_cancel(rng.choice(WORDS["cancels"]))
            return
        if number % 9 == 4 and record.type_id.code not in PRESENT:
            reason, waiting_for = rng.choice(WORDS["waits"])
            with hospital.at(at):
                record.action_wait(reason, waiting_for=waiting_for)
            at = min(at + timedelta(hours=rng.choice((3, 20, 26))), self.now - 40 * MINUTE)
            with hospital.at(at):
                record.action_add_contact(channel="phone", note=WORDS["contacts"][4], started_at=at)
            at += 10 * MINUTE
        if number % 13 == 7 and not record.type_id.need_handover:
            self.hand_over(record, at)
            at += 25 * MINUTE
        if self._row(record)[3] == "booked":
            self.booker.book(record, at - MINUTE)
        self.finish(record, at)
        if number % 23 == 5:
            again = min(at + DAY, self.now - 3 * HOUR)
            with hospital.at(again):
                record.action_reopen(rng.choice(WORDS["reopens"]))
            if number % 2 and record.state == "in_progress":
                with hospital.at(again + HOUR):
                    record.action_done(record.closing_id.code or None, "已再次说明，患者满意")

    # Not finished ---------------------------------------------------------------------------------------------------

    def _pending(self):
        """Records of the last days that are still open: waiting, handed over, overdue, merged."""
        rng, hospital = self.rng, self.hospital
        codes = ("consultation", "expert_booking", "certificate", "exam_booking", "report_mailing", "message")
        pending = defaultdict(list)
        for number in range(24):
            at = self.now - timedelta(hours=3 + number * 3, minutes=rng.randint(0, 50))
            channel = CHANNELS[number] if number < len(CHANNELS) else None
            record = self.open(codes[number % 6], at, rng.choice(AGENTS[:5]), channel)
            pending[number % 4].append(record)
            if number % 4 < 3:
                self.respond(record, at + 5 * MINUTE)
        for number, record in enumerate(pending[0]):
            reason, waiting_for = WORDS["waits"][number % 5]
            at = self.opened[record.id] + 30 * MINUTE
            with hospital.at(at):
                record.action_wait(reason, until=self.now + timedelta(hours=2 + 9 * number), waiting_for=waiting_for)
        for number, record in enumerate(pending[1]):
            self.hand_over(record, self.opened[record.id] + 20 * MINUTE, taken=number % 2)
        record = pending[2][0]
        twin = self.open(record.type_id.code, self.now - 2 * HOUR, "agent2", "phone", patient_id=record.patient_id.id)
        with hospital.at(self.now - 110 * MINUTE):
            twin.action_merge(record.id)
        other = self.open("fee_enquiry", self.now - 3 * HOUR, "agent", patient_id=record.patient_id.id)
        with hospital.at(self.now - 170 * MINUTE):
            other.action_link(record.id)
        for number, record in enumerate(pending[2][1:4]):
            record.next_contact_on = hospital.today + timedelta(days=number)
        pending[3][0].priority = "2"

    def _fresh(self):
        """This hour, at whatever hour: people stand at the desk, messages have just come in."""
        now = self.now
        for code, minutes, login in (
            ("reception", 52, "agent"),
            ("guidance", 38, "escort"),
            ("transfer", 3, "agent2"),
            ("reception", 21, "agent2"),
            ("guidance", 9, None),
            ("psychological_support", 19, "agent"),
            ("psychological_support", 41, "leader"),
        ):
            record = self.open(code, now - minutes * MINUTE, login, "in_person" if code != "transfer" else "phone")
            if login:
                with self.hospital.at(now - (minutes - 1) * MINUTE):
                    record.action_start()
            if code == "transfer":
                self.hand_over(record, now - 2 * MINUTE, taken=False)
        for number, (code, minutes, channel) in enumerate(
            (
                ("consultation", 2, "wechat"),
                ("expert_booking", 4, "web"),
                ("fee_enquiry", 7, "wechat"),
                ("consultation", 26, "email"),
                ("exam_booking", 33, "sms"),
                ("consultation", 12, "phone"),
                ("expert_booking", 17, "phone"),
            )
        ):
            record = self.open(code, now - minutes * MINUTE, "agent" if number > 4 else None, channel)
            record.priority = "1" if number == 1 else record.priority
        record = self.open("consultation", now - 15 * MINUTE, "agent", "phone", patient=False)
        record.write({"priority": "3"})
