"""Ways with patients, money paid for them, admissions and discharges, and what other departments are asked."""

import random
from datetime import timedelta

from .records import WORDS

SEED = 20260305
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WAYPOINTS = ("accepted", "departed", "arrived", "handed_over")


class EscortLoader:
    """:param desk: the :class:`.records.RecordLoader` that opens records"""

    def __init__(self, hospital, desk):
        self.hospital = hospital
        self.desk = desk
        self.env = hospital.env
        self.now = hospital.now
        self.rng = random.Random(SEED)
        self.asked = {}

    def load(self):
        for days in range(1, 8):
            self._past_escort(self.now - days * DAY - timedelta(hours=days % 3), days)
        self._escorts_of_today()
        self._admissions()
        self._discharges()
        self._ask_departments()
        self.hospital.backdate("hcs_service_record", self.desk.opened)
        self.hospital.backdate("hcs_collaboration", self.asked)
        self.env.invalidate_all()

    # Escorts --------------------------------------------------------------------------------------------------------

    def _escort(self, at, begins, login="escort", minutes=30):
        """An escort that was asked for at ``at`` and begins at ``begins``."""
        row = WORDS["escorts"][len(self.desk.opened) % len(WORDS["escorts"])]
        record = self.desk.open("escort", at, "agent2", "phone", row=row, place=row[5], wanted_at=begins)
        with self.hospital.at(at + MINUTE):
            record.action_start()
            for number, way in enumerate(record.step_ids.filtered("is_trip")):
                way.write(
                    {
                        "user_id": self.hospital.ref(f"user_{login}_demo").id,
                        "planned_minutes": minutes,
                        "planned_at": begins + timedelta(minutes=(minutes + 5) * number),
                        "from_place": row[5] if not number else row[6],
                        "to_place": row[6] if not number else "检查结束送回",
                    }
                )
        return record

    def walk(self, step, at, until="handed_over", minutes=6):
        """The way-points of one way, ``minutes`` apart, as far as ``until``."""
        way = step.with_user(step.user_id).sudo()
        for number, waypoint in enumerate(WAYPOINTS[: WAYPOINTS.index(until) + 1]):
            moment = at + minutes * number * MINUTE
            with self.hospital.at(moment):
                way.action_waypoint(waypoint, at=moment, handed_to=self.rng.choice(WORDS["taken"]))

    def _finish(self, record, at):
        with self.hospital.at(at):
            for step in record.step_ids.filtered(lambda step: step.state in ("todo", "doing") and not step.is_trip):
                step.action_done(proof=self.rng.choice(WORDS["proofs"]))
            record.action_done()

    def _past_escort(self, begins, number):
        record = self._escort(begins - 50 * MINUTE, begins)
        first, second = record.step_ids.filtered("is_trip")[:2]
        if number == 4:
            with self.hospital.at(begins + 5 * MINUTE):
                first.with_user(first.user_id).sudo().action_no_show("declined", note="患者由家属陪同")
                record.action_done("no_show")
            return
        self.walk(first, begins)
        self.walk(second, begins + 35 * MINUTE)
        if number % 2:
            self._pay(record, begins + 20 * MINUTE, 300.0, 268.5, f"SJ{number:05d}", confirm=True)
        self._finish(record, begins + 80 * MINUTE)

    def _pay(self, record, at, received, paid=None, receipt=None, confirm=False):
        payments = self.env["hcs.service.payment"].with_user(self.hospital.ref("user_escort_demo")).sudo()
        with self.hospital.at(at):
            payment = payments.create(
                {"record_id": record.id, "purpose": "examination", "amount_received": received, "received_at": at}
            )
        if paid:
            with self.hospital.at(at + 4 * MINUTE):
                payment.action_pay(paid, receipt)
        if confirm:
            with self.hospital.at(at + 7 * MINUTE):
                payment.action_confirm_patient(signer=record.patient_id.name)
                payment.action_confirm_escort()
        return payment

    def _escorts_of_today(self):
        """One on the way at this minute, one to come soon, one later with money taken, one wrongly entered."""
        now = self.now
        walking = self._escort(now - 70 * MINUTE, now - 13 * MINUTE)
        self.walk(walking.step_ids.filtered("is_trip")[0], now - 14 * MINUTE, "departed")
        self._pay(walking, now - 10 * MINUTE, 200.0, 156.0, "SJ10021")
        soon = self._escort(now - 35 * MINUTE, now + 65 * MINUTE)
        with self.hospital.at(now - 20 * MINUTE):
            way = soon.step_ids.filtered("is_trip")[0]
            way.with_user(way.user_id).sudo().action_waypoint("accepted")
        self._pay(soon, now - 15 * MINUTE, 500.0)
        void = self._pay(soon, now - 18 * MINUTE, 50.0)
        with self.hospital.at(now - 16 * MINUTE):
            self.hospital.acting(void, "leader").action_void("金额输错，重新登记")
        self._escort(now - 25 * MINUTE, now + 150 * MINUTE, login="agent2")

    # Wards ----------------------------------------------------------------------------------------------------------

    def _ward_service(self, code, at, ward, number):
        hospital = self.hospital
        doctor = hospital.ref(f"hcs_practitioner_{ward}_2_demo")
        nurse = hospital.ref("hcs_practitioner_gyn_6_demo" if ward == "gyn" else "hcs_practitioner_gs_4_demo")
        row = WORDS[code][number % len(WORDS[code])]
        return self.desk.open(
            code, at, "agent2", "phone", row=[*row, None, None],
            department_id=hospital.ref(f"hcs_department_{ward}_demo").id,
            ward_id=hospital.ref(f"hcs_department_{ward}_demo").id,
            ward_doctor_id=doctor.id, ward_nurse_id=nurse.id,
            wanted_at=at + HOUR, caller_relation="colleague",
        )  # fmt: skip

    def _admissions(self):
        now = self.now
        for number, (ward, at, until) in enumerate(
            (
                ("gs", now - 3 * DAY, "done"),
                ("gyn", now - 2 * DAY, "done"),
                ("gyn", now - 26 * HOUR, "running"),
                ("gs", now - 3 * HOUR, "running"),
                ("gyn", now - 55 * MINUTE, "expected"),
                ("gyn", now - 12 * MINUTE, "asked"),
            )
        ):
            record = self._ward_service("admission", at, ward, number)
            if until == "asked":
                continue
            way = record.step_ids.filtered("is_trip")
            with self.hospital.at(at + 10 * MINUTE):
                record.action_start()
                record.step_ids.filtered(lambda step: step.kind == "formalities").action_done(proof="住院证已办")
                way.write({"user_id": self.hospital.ref("user_agent2_demo").id, "planned_at": at + 20 * MINUTE})
            if until == "expected":
                with self.hospital.at(at + 30 * MINUTE):
                    record.action_inform_ward()
                continue
            self.walk(way, at + 20 * MINUTE)
            with self.hospital.at(at + 45 * MINUTE):
                record.action_confirm_ward("doctor", name=record.ward_doctor_id.name)
            with self.hospital.at(at + 48 * MINUTE):
                record.action_confirm_ward("nurse", name=record.ward_nurse_id.name)
            self._work_through(record, at + 60 * MINUTE, until)

    def _work_through(self, record, at, until):
        """The ward ticks its list; the desk closes its record."""
        checklist = record.checklist_ids
        nurse = self.hospital.acting(checklist, "nurse")
        nurse.write({"bed": f"{self.rng.randint(3, 38)} 床"})
        lines = nurse.line_ids
        for number, line in enumerate(lines if until == "done" else lines[: len(lines) // 2]):
            with self.hospital.at(at + 4 * number * MINUTE):
                line.action_tick()
        if until == "done":
            with self.hospital.at(at + 2 * HOUR):
                nurse.action_done()
        self._finish(record, at + 20 * MINUTE)

    def _discharges(self):
        for number, (ward, at) in enumerate(
            (("gyn", self.now - 2 * DAY), ("gs", self.now - 30 * HOUR), ("gyn", self.now - 40 * MINUTE))
        ):
            record = self._ward_service("discharge", at, ward, number)
            with self.hospital.at(at + 8 * MINUTE):
                record.action_start()
                record.step_ids[:1].action_done(proof="结算完成")
            if number < 2:
                way = record.step_ids.filtered("is_trip")
                with self.hospital.at(at + 12 * MINUTE):
                    way.action_skip()
                self._finish(record, at + 45 * MINUTE)

    # Other departments ----------------------------------------------------------------------------------------------

    def _ask_departments(self):
        """Requests in each status; two of the first department are open for its respondent, one of them late."""
        hospital, rng = self.hospital, self.rng
        records = self.env["hcs.service.record"].search([("state", "=", "in_progress")], order="id")
        open_records = records.filtered(lambda record: record.type_id.group in ("consult", "booking", "result"))
        for number, (key, request, answer) in enumerate(WORDS["asks"]):
            at = self.now - timedelta(hours=(30, 2, 50, 74, 98, 5, 26, 122, 1, 27, 4, 25)[number])
            agent = ("agent", "agent2")[number % 2]
            record = (
                open_records[number % len(open_records)] if open_records and number in (1, 5, 8, 10) else records[:0]
            )
            if record and record.opened_at > at:
                record = records[:0]
            patient = record.patient_id or rng.choice(self.desk.patients)
            with hospital.at(at):
                asked = hospital.acting(self.env["hcs.collaboration"], agent).create(
                    {
                        "department_id": hospital.ref(f"hcs_department_{key}_demo").id,
                        "request": request,
                        "record_id": record.id,
                        "patient_id": patient.id,
                        "mandatory": bool(record),
                    }
                )
            self.asked[asked.id] = at
            self._answer(asked, at, answer, number, agent)

    def _answer(self, asked, at, answer, number, agent):
        hospital = self.hospital
        login = {"gyn": "department", "ped": "doctor"}.get(WORDS["asks"][number][0])
        respondent = hospital.acting(asked, login) if login else asked.sudo()
        if number in (8, 9):
            return  # nobody has looked yet; the older one is late
        if number == 11:
            with hospital.at(at + HOUR):
                hospital.acting(asked, agent).action_withdraw()
            return
        if number in (6, 10):
            with hospital.at(at + 40 * MINUTE):
                respondent.action_refuse(WORDS["refusals"][number % 2])
            return
        with hospital.at(at + 15 * MINUTE):
            respondent.action_accept()
        if number == 5:
            return
        with hospital.at(at + timedelta(minutes=(35, 50, 80, 100, 600)[number % 5])):
            respondent.action_answer(answer)
        if number != 1:
            with hospital.at(at + timedelta(minutes=640)):
                hospital.acting(asked, agent).action_close(rating=(5, 4, 5, 3, 4)[number % 5])
