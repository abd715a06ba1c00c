"""Three weeks of care messages, and what patients were given to read."""

import json
import random
from datetime import timedelta
from pathlib import Path

from ..contact.messages import MessageLoader

WORDS = json.loads(Path(__file__).with_name("care.json").read_text(encoding="utf-8"))
SEED = 20260216
DAYS = 21
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AWAKE = ("birthday", "lunar_birthday", "spring_festival", "mid_autumn", "double_ninth", "winter", "revisit", "checkup")
MATERIALS = ("walking", "sleep", "salt", "plate", "falls", "checkup", "sitting", "hands", "winter", "eyes")


class CareLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.rng = random.Random(SEED)

    def load(self):
        domain = [("mrn", "=like", "QW%"), ("deceased", "=", False), ("kept_secret", "=", False)]
        self.people = self.env["hcs.patient"].search(domain, order="mrn")
        self._agree()
        self._birthdays()
        self._rules()
        for back in range(DAYS, -1, -1):
            self._day(self.hospital.to_utc(self.hospital.local_now.replace(hour=9, minute=5) - back * DAY))
        MessageLoader(self.hospital).load()
        self._education()

    def _agree(self):
        """Most people who were asked at the desk said yes; a few changed their mind."""
        rows = []
        for patient in self.people.filtered(lambda patient: patient.age >= 18):
            chance = self.rng.random()
            if chance > 0.55:
                continue
            at = self.now - self.rng.randint(40, 90) * DAY
            line = {"patient_id": patient.id, "purpose": "greeting", "source": "paper", "at": at}
            rows.append({**line, "state": "given"})
            if chance < 0.03:
                rows.append({**line, "state": "withdrawn", "source": "sms", "at": at + 20 * DAY})
        self.env["hcs.consent"].create(rows)

    def _birthdays(self):
        """Older people keep the lunar birthday, as far as they were asked; somebody has one on most days."""
        asked = self.people.filtered(lambda patient: patient.age >= 60)
        for number, patient in enumerate(asked):
            if number % 3 == 0:
                patient.birthday_calendar = "lunar"

    def _rules(self):
        rules = self.hospital.ref("hcs_care_rule_birthday").browse()
        for name in AWAKE:
            rules |= self.hospital.ref(f"hcs_care_rule_{name}")
        rules.active = True
        day = self.hospital.today - 2 * DAY
        self.env["hcs.care.rule"].create(
            {
                "name": WORDS["weather_name"],
                "occasion": "weather",
                "day_on": day,
                "body": WORDS["weather"],
                "segment_id": self._segment(),
                "sequence": 5,
            }
        )

    def _segment(self):
        """People of 75 and more, where the room of members made no such list."""
        segment = self.env["hcs.segment"].create(
            {"name": "75+", "domain": "[('age', '>=', 75)]", "company_id": self.hospital.company.id}
        )
        segment._refresh(self.now)
        return segment.id

    def _day(self, at):
        """What the job of that morning did."""
        if at > self.now:
            return
        rules, lines = self.env["hcs.care.rule"], self.env["hcs.care.message"]
        with self.hospital.at(at):
            rules._plan(self.hospital.company, self.hospital.to_local(at).date())
            while batch := lines._next_batch(200):
                batch._send(at)
        self.hospital.on_their_way(at)

    def _education(self):
        """Given after visits of the last weeks: printed at the desk, or sent."""
        deliveries = self.env["hcs.education.delivery"]
        domain = [("patient_id", "in", self.people.ids), ("state", "=", "completed"), ("arrived_at", "!=", False)]
        visits = self.env["hcs.visit"].search(domain, order="arrived_at desc", limit=24)
        users = ("agent", "agent2")
        for number, visit in enumerate(visits):
            at = min(visit.arrived_at + 3 * HOUR, self.now)
            material = self.hospital.ref(f"hcs_education_material_{MATERIALS[number % len(MATERIALS)]}")
            channel = ("print", "wechat", "print")[number % 3]
            with self.hospital.at(at):
                self.hospital.acting(deliveries, users[number % 2])._give(material, visit.patient_id, channel, visit)
        for name in MATERIALS[:6]:
            self.hospital.ref(f"hcs_education_material_{name}").review_by = self.hospital.today + 300 * DAY
        self.env["hcs.education.material"].create({"name": WORDS["draft"], "body": WORDS["draft_body"]})
