"""Results, reports and certificates: told in time and late, held back, corrected, running out right now."""

import json
import random
from datetime import timedelta
from pathlib import Path

from odoo import Command

WORDS = json.loads(Path(__file__).with_name("results.json").read_text(encoding="utf-8"))
SEED = 20260304
DAYS = 14
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOUR_REASONS = ("outside_window", "holiday")
VAIN = ("no_answer", "busy", "powered_off")
# minutes since the last part was final, for what is open at this moment
RUNNING = (9, 23, 36, 44, 48, 53, 57, 66, 83, 130)


class ResultLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.rng = random.Random(SEED)
        self.opened = {}
        self.visits = self.env["hcs.visit"].search(
            [("state", "=", "completed"), ("arrived_at", ">", self.now - timedelta(days=40))], order="id"
        )
        may_call = self._may_call(self.visits.patient_id)
        self.visits = self.visits.filtered(lambda visit: visit.patient_id in may_call)

    def load(self):
        rng, hospital = self.rng, self.hospital
        midnight = hospital.to_utc(hospital.local_now.replace(hour=0, minute=0))
        for number in range(40):
            at = midnight - timedelta(days=1 + number % DAYS) + timedelta(minutes=rng.randint(8 * 60 + 10, 16 * 60))
            self._told(self.order(at - 2 * HOUR, number), at, number)
        for number, minutes in enumerate(RUNNING):
            at = self.now - minutes * MINUTE
            delivery = self.order(at - 3 * HOUR, number, notice=True)
            self.issue(delivery, at)
            if number in (3, 6) and delivery.hold == "none":
                self._call(delivery, at + 8 * MINUTE, "no_answer")
        self._held()
        for number in range(6):
            self.order(self.now - timedelta(hours=2 + 5 * number), number, notice=number % 2)
        hospital.backdate("hcs_result_delivery", self.opened)
        self.env.invalidate_all()

    def _may_call(self, patients):
        """Patients who may be told by phone, at the right hour."""
        verdicts = self.env["hcs.contact.guard"]._check(patients, "service", "call", self.now)
        return patients.filtered(
            lambda patient: verdicts[patient.id] in (False, *HOUR_REASONS) and not patient.kept_secret
        )

    # One result -----------------------------------------------------------------------------------------------------

    def order(self, at, number, kind=None, **values):
        """An order whose parts are awaited from the moment ``at``."""
        rng, hospital = self.rng, self.hospital
        key = rng.choice(list(WORDS["items"]))
        kind = kind or ("certificate" if number % 9 == 8 else "report" if number % 4 == 1 else "result")
        names = (
            [rng.choice(WORDS["certificates"])]
            if kind == "certificate"
            else rng.sample(WORDS["items"][key], rng.randint(1, min(3, len(WORDS["items"][key]))))
        )
        department = hospital.ref(f"hcs_department_{key}_demo")
        visit = rng.choice(self.visits.filtered(lambda visit: visit.department_id == department) or self.visits)
        with hospital.at(at):
            delivery = hospital.acting(self.env["hcs.result.delivery"], "agent").create(
                {
                    "patient_id": visit.patient_id.id,
                    "visit_id": visit.id,
                    "kind": kind,
                    "order_ref": f"JC{at:%y%m%d}{len(self.opened) + 1:04d}",
                    "department_id": department.id,
                    "practitioner_id": visit.practitioner_id.id,
                    "item_ids": [Command.create({"name": name}) for name in names],
                    **values,
                }
            )
        self.opened[delivery.id] = at
        return delivery

    def issue(self, delivery, at):
        """The last part is final; the others were a little earlier."""
        for position, item in enumerate(delivery.item_ids):
            moment = at - timedelta(minutes=7 * (len(delivery.item_ids) - 1 - position))
            with self.hospital.at(moment):
                item.write({"status": "final", "issued_at": moment})

    def _call(self, delivery, at, outcome, **values):
        with self.hospital.at(at):
            self.hospital.acting(delivery, self.rng.choice(("agent", "agent2"))).action_call_outcome(
                outcome, at=at, **values
            )

    def _told(self, delivery, at, number):
        """Told by phone, desk or mail, most within the hour; every ninth too late."""
        rng, hospital = self.rng, self.hospital
        asked = number % 5 != 4
        if asked:
            with hospital.at(at - HOUR):
                delivery.action_flag("doctor" if number % 3 else "patient")
        self.issue(delivery, at)
        if delivery.hold != "none":
            with hospital.at(at + 15 * MINUTE):
                hospital.acting(delivery, "leader").action_release()
        late = number % 9 == 2
        done = at + timedelta(minutes=rng.randint(70, 130) if late else rng.randint(18, 50))
        if number % 6 == 1:
            self._call(delivery, at + 16 * MINUTE, rng.choice(VAIN))
        if not asked or number % 8 == 5:
            with hospital.at(done + (3 * HOUR if not asked else 0 * HOUR)):
                hospital.acting(delivery, "agent2").action_deliver("desk", recipient=rng.choice(WORDS["takers"]))
        elif number % 8 == 6:
            with hospital.at(done):
                hospital.acting(delivery, "agent").action_deliver(
                    "mail", tracking_number=f"SF{number:02d}8800{number:04d}"
                )
        elif number % 8 == 7:
            self._call(delivery, done, "proxy", recipient=rng.choice(WORDS["proxies"]))
        else:
            self._call(delivery, done, "answered", note=rng.choice(WORDS["told"]))
        if number % 10 == 3 and delivery.state == "delivered":
            with hospital.at(done + DAY if done + DAY < self.now else done + HOUR):
                hospital.acting(delivery, "agent").action_collect(recipient=WORDS["takers"][0])
        if number in (5, 16):
            self._correct(delivery, done + 2 * HOUR, again=number == 5)

    def _correct(self, delivery, at, again):
        """A corrected report starts a round of its own."""
        at = at if again else self.now - 31 * MINUTE
        with self.hospital.at(at):
            delivery.item_ids[:1].write({"status": "corrected", "issued_at": at})
        if again and delivery.state == "ready":
            self._call(delivery, at + 25 * MINUTE, "answered", note=WORDS["told"][1])

    def _held(self):
        for number, reason in enumerate(("unpaid", "doctor_first", "unpaid", "other")):
            at = self.now - timedelta(minutes=25 + 95 * number)
            delivery = self.order(at - 4 * HOUR, number, notice=True)
            self.issue(delivery, at)
            with self.hospital.at(at + 6 * MINUTE):
                if delivery.state == "ready":
                    self.hospital.acting(delivery, "agent").action_hold(reason, note=WORDS["hold"])
        cancelled = self.order(self.now - DAY, 3)
        with self.hospital.at(self.now - 20 * HOUR):
            cancelled.action_cancel()
