"""A lecture and a free clinic of the past weeks with what came of them; what lies ahead: full, open, called off."""

import json
import random
from datetime import datetime, time, timedelta
from pathlib import Path

from ..contact.messages import MessageLoader

WORDS = json.loads(Path(__file__).with_name("activities.json").read_text(encoding="utf-8"))
SEED = 20260321
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class ActivityLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.rng = random.Random(SEED)
        self.made = {}

    def load(self):
        domain = [("mrn", "=like", "QW%"), ("deceased", "=", False), ("kept_secret", "=", False), ("age", ">=", 50)]
        self.people = list(self.env["hcs.patient"].search(domain, order="mrn", limit=90))
        self.rng.shuffle(self.people)
        self.segment = self.env["hcs.segment"].create(
            {"name": WORDS["segment"], "description": WORDS["segment_note"], "domain": "[('age', '>=', 50)]"}
        )
        self._lecture()
        self._free_clinic()
        self._members()
        self._ahead()
        self.hospital.backdate("event_registration", self.made)
        MessageLoader(self.hospital).load()

    # STEPS
    def _make(self, key, kind, days, hour, place, hours=2, **values):
        day = self.hospital.today + timedelta(days=days)
        begin = self.hospital.to_utc(datetime.combine(day, time(hour)))
        name, title = WORDS[key]
        with self.hospital.at(min(begin - 20 * DAY, self.now - 2 * DAY)):
            return self.hospital.acting(self.env["event.event"], "leader").create(
                {
                    "name": name,
                    "hcs_title": title,
                    "hcs_kind": kind,
                    "hcs_place": WORDS[place],
                    "date_begin": begin,
                    "date_end": begin + hours * HOUR,
                    "user_id": self.hospital.ref("user_leader_demo").id,
                    **values,
                }
            )

    def _cost(self, event, key):
        event.hcs_cost_ids = [
            (0, 0, {"kind": kind, "name": name, "amount": amount}) for kind, name, amount in WORDS["cost"][key]
        ]

    def _invite(self, event, at, limit):
        with self.hospital.at(at):
            invitations = self.hospital.acting(self.env["hcs.activity.invitation"], "leader")
            made = invitations._invite(event, self.segment, limit)
            made._send_out()
            event.hcs_segment_ids = self.segment
        self.hospital.backdate("hcs_activity_invitation", dict.fromkeys(made.ids, at))
        self.hospital.on_their_way(at)
        return made.filtered(lambda one: one.state == "invited")

    def _answers(self, invitations, at, accept, decline):
        """Some come, some say that they do not, the others keep silent."""
        chosen = self.rng.sample(list(invitations), min(accept + decline, len(invitations)))
        for number, invitation in enumerate(chosen):
            moment = at + self.rng.randint(1, 70) * HOUR
            with self.hospital.at(moment):
                if number < accept:
                    registration = invitation._accept("link")
                    self.made[registration.id] = moment
                else:
                    invitation._answer("declined", "link")
        self.hospital.on_their_way(at)

    def _register(self, event, person, at, login="agent", **values):
        registrations = self.hospital.acting(self.env["event.registration"], login).with_context(hcs_waitlist=True)
        with self.hospital.at(at):
            registration = registrations.create({"event_id": event.id, "hcs_patient_id": person.id, **values})
        self.made[registration.id] = at
        return registration

    def _free_people(self, event, count):
        known = event.registration_ids.hcs_patient_id | event.hcs_invitation_ids.patient_id
        return [person for person in self.people if person not in known][:count]

    def _attend(self, event, missing):
        """Those at the door are ticked one after the other; some of the registered do not come."""
        registered = event.registration_ids.filtered(lambda one: one.state == "open").sorted("id")
        for number, registration in enumerate(registered[: max(len(registered) - missing, 0)]):
            with self.hospital.at(event.date_begin + (number - 12) * MINUTE):
                registration.action_hcs_attend()

    def _book(self, event, count, days):
        """Some of those who came book in the days after; the nightly count finds them."""
        came = event.registration_ids.filtered(lambda one: one.state == "done" and one.hcs_patient_id)
        sessions = self.env["hcs.clinic.session"].search(
            [("state", "=", "open"), ("start_at", ">", self.now + 2 * DAY), ("free_count", ">", 1)], limit=60
        )
        at = event.date_begin + days * DAY
        for number, registration in enumerate(came[:count]):
            session = self._free_session(registration.hcs_patient_id, sessions[number * 3 :])
            bookings = self.hospital.acting(self.env["hcs.appointment"], "agent2")
            with self.hospital.at(at):
                appointment = bookings.create(
                    {"patient_id": registration.hcs_patient_id.id, "session_id": session.id, "channel": "on_site"}
                )
            self.hospital.backdate("hcs_appointment", {appointment.id: at})
            self.hospital.on_their_way(at)
        event._hcs_count_bookings()

    def _free_session(self, patient, sessions):
        """The first session at whose time the patient has no other booking."""
        taken = self.env["hcs.appointment"].search([("patient_id", "=", patient.id), ("end_at", ">", self.now)])
        return sessions.filtered(
            lambda session: not any(one.start_at < session.end_at and one.end_at > session.start_at for one in taken)
        )[:1]

    # STORIES
    def _lecture(self):
        event = self._make("lecture", "lecture", -18, 9, "hall", seats_limited=True, seats_max=30,
                           hcs_practitioner_ids=[(6, 0, self._doctors())])  # fmt: skip
        self._cost(event, "lecture")
        at = event.date_begin - 12 * DAY + 10 * HOUR
        self._answers(self._invite(event, at, 32), at + HOUR, 11, 4)
        for person, note in zip(self._free_people(event, 5), [*WORDS["notes"], "", ""], strict=False):
            self._register(event, person, event.date_begin - 5 * DAY, hcs_note=note)
        gone = event.registration_ids.filtered(lambda one: one.state == "open")[:1]
        with self.hospital.at(event.date_begin - DAY):
            gone.action_hcs_cancel(WORDS["cancel"])
        self._attend(event, 3)
        for name, phone in WORDS["walk_ins"]:
            self._walk_in(event, hcs_person_name_masked=name, hcs_person_phone_masked=phone)
        with self.hospital.at(event.date_end + HOUR):
            event.action_hcs_close()
        self._book(event, 4, 2)
        event.action_set_done()

    def _walk_in(self, event, **values):
        with self.hospital.at(event.date_begin):
            registration = self.hospital.acting(self.env["event.registration"], "agent2").create(
                {"event_id": event.id, "hcs_how": "walk_in", "state": "done", **values}
            )
        self.made[registration.id] = event.date_begin

    def _free_clinic(self):
        event = self._make("free_clinic", "free_clinic", -6, 8, "village", hours=4)
        self._cost(event, "free_clinic")
        for number, person in enumerate(self._free_people(event, 9)):
            if number % 3:
                self._walk_in(event, hcs_patient_id=person.id)
            else:
                self._register(event, person, event.date_begin - 3 * DAY, "agent2")
        self._attend(event, 1)
        event.hcs_unnamed_count = 46
        self._book(event, 2, 1)

    def _members(self):
        """Full, and two wait."""
        event = self._make("member_event", "member_event", 5, 14, "club", seats_limited=True, seats_max=12)
        self._cost(event, "member_event")
        for number, person in enumerate(self._free_people(event, 14)):
            self._register(event, person, self.now - 3 * DAY + number * HOUR, ("agent", "agent2")[number % 2])

    def _ahead(self):
        event = self._make("next_lecture", "lecture", 12, 9, "hall", seats_limited=True, seats_max=40)
        at = self.now - DAY
        self._invite(event, at, 20)
        for invitation in event.hcs_invitation_ids.filtered(lambda one: one.state == "invited")[:4]:
            with self.hospital.at(self.now - HOUR):
                self.made[invitation._accept("link").id] = self.now - HOUR
        self._make("checkup", "group_checkup", 20, 8, "factory", hours=4, seats_limited=True, seats_max=60)
        gone = self._make("called_off", "lecture", 8, 9, "hall")
        for person in self._free_people(gone, 3):
            self._register(gone, person, self.now - 2 * DAY)
        with self.hospital.at(self.now - DAY):
            gone.action_hcs_call_off(WORDS["reason"])
        self.hospital.on_their_way(self.now - DAY)

    def _doctors(self):
        return self.env["hcs.practitioner"].search([], order="id", limit=1).ids
