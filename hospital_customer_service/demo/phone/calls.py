"""Ten days at the telephone: the exchange tells of calls, some of which nobody answers."""

import json
import random
from datetime import datetime, time, timedelta

PLACES = (("801", "agent"), ("802", "agent2"), ("803", "followup"), ("804", "leader"))
QUEUES = ("客服热线", "预约热线")
DAYS = 10
# how a day's calls go: minutes after eight, seconds of waiting, minutes of talk, story
STORIES = (
    (35, 9, 4, "answered"),
    (72, 14, 6, "answered"),
    (110, 31, 3, "answered"),
    (141, 48, 0, "abandoned"),
    (158, 7, 5, "answered"),
    (204, 12, 2, "transferred"),
    (255, 90, 0, "timeout"),
    (380, 11, 7, "answered"),
    (431, 18, 3, "wrong"),
    (520, 6, 4, "answered"),
    (775, 0, 0, "closed"),
)


class CallLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.dice = random.Random(9)

    def load(self):
        hospital = self.hospital
        self.exchange = self.env["hcs.phone.exchange"].create(
            {
                "name": "总机",
                "code": "main",
                "company_id": hospital.company.id,
                "user_id": hospital.ref("user_his_demo").id,
                "missed_type_id": hospital.ref("hcs_service_type_callback").id,
                "recording_url": "https://recordings.example.org/{recording}",
                "recording_days": 90,
            }
        )
        for number, login in PLACES:
            self.env["hcs.phone.extension"].create(
                {"exchange_id": self.exchange.id, "number": number, "user_id": hospital.ref(f"user_{login}_demo").id}
            )
        phones = self.env["hcs.patient.phone"].search(
            [("patient_id.company_id", "=", hospital.company.id), ("invalid", "=", False)], limit=60, order="id"
        )
        self.numbers = phones.mapped("number")
        for back in range(DAYS, -1, -1):
            self._day(hospital.today - timedelta(days=back))
        self.env["hcs.clock"]._wake(hospital.now)

    def _day(self, day):
        hospital = self.hospital
        for place, (minutes, wait, talk, story) in enumerate(STORIES):
            local = datetime.combine(day, time(8)) + timedelta(minutes=minutes + self.dice.randrange(12))
            start = hospital.to_utc(local)
            end = start + timedelta(seconds=wait + 3, minutes=talk + 1)
            if end < hospital.now:
                self._call(f"{day:%m%d}.{place}", start, wait, talk, story)
                if story in ("abandoned", "closed") and (hospital.today - day).days and self.dice.random() < 0.9:
                    self._call_back(f"{day:%m%d}.{place}b", start + timedelta(minutes=25))

    def _call(self, call, start, wait, talk, story):
        number = self.dice.choice(self.numbers)
        first, second, third = self.dice.sample([number for number, _login in PLACES], 3)
        self.last = number
        told = []
        if story != "closed":
            told.append((0, "ringing", {"number": number, "extension": first, "queue": self.dice.choice(QUEUES)}))
        answered = story in ("answered", "transferred", "wrong")
        if answered:
            told.append((wait, "answered", {"extension": first}))
        if story in ("transferred", "wrong"):
            told.append((wait + 20, "transferred", {"extension": first, "to": second}))
        if story == "wrong":
            told.append((wait + 38, "transferred", {"extension": second, "to": third}))
        end = {"number": number, "reason": "answered" if answered else story}
        if answered:
            end["recording"] = f"{call}.wav"
        told.append((wait + talk * 60 + (40 if answered else 0), "ended", end))
        self._tell(call, start, told)

    def _call_back(self, call, start):
        place = self.dice.choice(PLACES)[0]
        self._tell(
            call,
            start,
            [
                (0, "ringing", {"direction": "out", "number": self.last, "extension": place}),
                (11, "answered", {"extension": place}),
                (150, "ended", {"reason": "answered"}),
            ],
        )

    def _tell(self, call, start, told):
        inbox = self.env["hcs.phone.event"].with_user(self.env.ref("base.user_root")).sudo()
        for seconds, event, values in told:
            moment = start + timedelta(seconds=seconds)
            body = {"call": call, "event": event, "at": f"{moment.isoformat()}Z", "direction": "in", **values}
            with self.hospital.at(moment):
                inbox._take(self.exchange.with_env(inbox.env), json.dumps(body).encode())
