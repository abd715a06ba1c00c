"""A month of complaints, one dispute, praise and suggestions, and the boxes some of them were found in."""

import json
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from odoo import Command
from odoo.tools import SQL

from .dispute import DisputeLoader

WORDS = json.loads(Path(__file__).with_name("complaints.json").read_text(encoding="utf-8"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# their lines date themselves
LEDGERS = ("hcs_complaint_transfer", "hcs_complaint_inquiry", "hcs_corrective_action_review")


class ComplaintLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now = hospital.now
        self.moments, self.asked, self.measures = {}, {}, {}
        domain = [("mrn", "=like", "QW%"), ("deceased", "=", False), ("kept_secret", "=", False)]
        self.patients = self.env["hcs.patient"].search(domain, order="mrn", offset=40, limit=40)
        self.number = 0

    def load(self):
        self._boxes()
        for row in WORDS["complaints"]:
            self._complaint(row)
        DisputeLoader(self).load(WORDS["dispute"])
        for row in WORDS["praises"]:
            self._praise(row)
        for row in WORDS["suggestions"]:
            self._suggestion(row)
        self.hospital.backdate("hcs_complaint_ticket", self.moments)
        self.hospital.backdate("hcs_complaint_statement", self.asked)
        self.hospital.backdate("hcs_corrective_action", self.measures)
        self.env.invalidate_all()

    @contextmanager
    def present(self, moment):
        """What happens in this block happens at ``moment``, in the ledgers as well."""
        with self.hospital.at(moment):
            yield
        self.env.flush_all()
        for table in LEDGERS:
            table = SQL.identifier(table)
            self.env.cr.execute(SQL("UPDATE %s SET at = %s WHERE at >= %s", table, moment, self.now))
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

    def register(self, row, kind="complaint", login="agent", **values):
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
        with self.present(at):
            ticket = self.hospital.acting(self.env["hcs.complaint.intake"], login).create(vals)._make_ticket()
        self.moments[ticket.id] = at
        return ticket, at

    # ---------------------------------------------------------------- complaints

    def _complaint(self, row):
        staff = [self.hospital.ref(f"user_{row['staff']}_demo").id] if "staff" in row else []
        ticket, at = self.register(
            row, login=("agent", "agent2", "followup")[self.number % 3], staff_ids=[Command.set(staff)]
        )
        office = self.hospital.acting(ticket, "complaint")
        if row.get("settled"):
            with self.present(at + HOUR):
                self.hospital.acting(ticket, "agent").action_settle(row["settled"])
            return
        if row.get("stop") == "received":
            return
        with self.present(at + 2 * HOUR):
            office.action_acknowledge()
            office.action_accept(self.hospital.ref("user_complaint_demo").id)
        if row.get("refused"):
            code, told = row["refused"]
            with self.present(at + DAY):
                office.action_not_accept(code, self.hospital.to_local(at + DAY).date(), told)
        elif row.get("withdrawn"):
            with self.present(at + DAY):
                office.action_withdraw(row["withdrawn"])
        elif row.get("stop") != "accepted":
            self._investigate(row, office, at)

    def _investigate(self, row, office, at):
        with self.present(at + 3 * HOUR):
            office.action_investigate()
        if "statement" in row:
            self._ask_department(office, at + 4 * HOUR, *row["statement"])
        for measure in row.get("measures", ()):
            self._measure(office, at, *measure)
        if row.get("stop") == "investigating":
            return
        cause = self.hospital.ref(f"hcs_complaint_cause_{row['cause']}")
        with self.present(at + 2 * DAY):
            office.allegation_ids.write(
                {"finding": row["finding"], "finding_text": row["found"], "cause_id": cause.id, "harm": "0"}
            )
            office.action_propose(row["answer"])
        if row.get("stop") != "proposed":
            self._answer(row, office, at)

    def _answer(self, row, office, at):
        for hours, login in ((52, "leader"), (54, "director")):
            if login == "director" or office._needs_two_checks():
                with self.present(at + hours * HOUR):
                    self.hospital.acting(office, login).action_approve()
        if row.get("stop") == "approved":
            return
        with self.present(at + 3 * DAY), self._letters_as_pages():
            office.action_answer("letter", WORDS["proof"] % self.number, at + 3 * DAY)
        if row.get("stop") == "answered":
            return
        with self.present(at + 5 * DAY):
            office.action_ask(row["satisfaction"])
            office.action_close()

    @contextmanager
    def _letters_as_pages(self):
        """While a database is being made no server is there that a PDF could fetch its style from."""
        reports = self.env.registry["ir.actions.report"]
        reports._render_qweb_pdf = reports._render_qweb_html
        try:
            yield
        finally:
            del reports._render_qweb_pdf

    def _ask_department(self, office, at, login, question, answer):
        respondent = self.hospital.ref(f"user_{login}_demo")
        with self.present(at):
            statement = office.statement_ids.create(
                {
                    "ticket_id": office.id,
                    "allegation_id": office.allegation_ids[:1].id,
                    "respondent_id": respondent.id,
                    "question": question,
                    "requested_at": at,
                }
            )
        self.asked[statement.id] = at
        if answer:
            with self.present(at + DAY):
                self.hospital.acting(statement, login).action_answer(answer)
                statement.action_accept_statement()

    def _measure(self, office, at, kind, name, login, days, proof, helped):
        """Asked for at ``at``, due ``days`` later; done the day before where there is a proof."""
        due = self.hospital.to_local(at + days * DAY).date()
        with self.present(at + 4 * HOUR):
            action = office.action_ids.create(
                {
                    "ticket_id": office.id,
                    "kind": kind,
                    "name": name,
                    "owner_id": self.hospital.ref(f"user_{login}_demo").id,
                    "department_id": office.allegation_ids[:1].department_id.id,
                    "due_on": due,
                    "review_on": False if kind == "immediate" else due + 14 * DAY,
                }
            )
        self.measures[action.id] = at + 4 * HOUR
        if not proof:
            return
        with self.present(at + max(days - 1, 1) * DAY):
            self.hospital.acting(action, login).action_done(proof)
        if helped is not None:
            with self.present(at + (days + 14) * DAY):
                self.hospital.acting(action, "complaint").action_review(helped, WORDS["reviewed"])

    # ---------------------------------------------------------------- praise, suggestions

    def _praise(self, row):
        doctor = self._doctor(self._department(row["key"]))
        ticket, at = self.register(row, kind="praise", practitioner_ids=[Command.set(doctor.ids)])
        office = self.hospital.acting(ticket, "complaint")
        with self.present(at + 4 * HOUR):
            if row["days"] > 1:
                office.action_tell_praised()
            if row["thanks"]:
                office.action_thank("phone", row["thanks"])
                office.action_close()
        if row.get("case"):
            case = self.env["hcs.good.case"].browse(office.action_collect_case()["res_id"])
            case.write({"name": row["case"], "story": row["story"], "lesson": row["lesson"], "place": "house"})
            with self.present(at + 2 * DAY):
                self.hospital.acting(case, "complaint").action_publish()

    def _suggestion(self, row):
        ticket, at = self.register(row, kind="suggestion")
        if not row["decision"]:
            return
        office = self.hospital.acting(ticket, "complaint")
        with self.present(at + DAY):
            office.action_assess(row["decision"], row["reason"])
        with self.present(at + 2 * DAY):
            office.action_reply("phone", row["reply"])
            office.action_close()
        if row["effect"]:
            with self.present(at + 22 * DAY):
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
