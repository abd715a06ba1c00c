"""Two organisations, a key individual, and those who send patients: plans kept and missed, a roster taken over."""

import base64
import csv
import io
import json
from datetime import timedelta
from pathlib import Path

from ...tools.idcard import check_character

WORDS = json.loads(Path(__file__).with_name("key_accounts.json").read_text(encoding="utf-8"))
DAY = timedelta(days=1)


class KeyAccountLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.now, self.today = hospital.now, hospital.today

    def load(self):
        domain = [("mrn", "=like", "QW%"), ("deceased", "=", False), ("kept_secret", "=", False)]
        self.people = list(self.env["hcs.patient"].search([*domain, ("age", ">=", 25)], order="mrn desc", limit=30))
        works, school = (self._organisation(words) for words in WORDS["accounts"])
        self._roster(works)
        with self.hospital.at(self.now - 30 * DAY):
            group = school.group_ids
            for number, patient in enumerate(self.people[12:18]):
                self.env["hcs.key.account.member"].create(
                    {
                        "account_id": school.id,
                        "patient_id": patient.id,
                        "group_id": group.id,
                        "employee_number": f"D{number + 11:03d}",
                        "date_from": self.today - 200 * DAY,
                    }
                )
        self._individual(self.people[20])
        self._referrals()
        accounts = self.env["hcs.key.account"]
        for task in accounts._due_tasks(self.now):
            task[0]._give_task(*task[1:], self.now)

    def _acting(self, model):
        return self.hospital.acting(self.env[model], "vip")

    def _organisation(self, words):
        since = self.today - 300 * DAY
        account = self._acting("hcs.key.account").create(
            {
                "name": words["name"],
                "phone": words["phone"],
                "industry": words["industry"],
                "headcount": words["headcount"],
                "contact_every_days": words["every"],
                "managed_since": since,
                "note": words["note"],
                "contract_ids": [
                    (0, 0, {"number": words["contract"][0], "content": words["contract"][1],
                            "date_from": since, "date_to": self.today + 50 * DAY})
                ],
                "group_ids": [
                    (0, 0, {"name": name, "package": package, "quota": quota,
                            "department_id": self.hospital.ref("hcs_department_chk_demo").id,
                            "planned_on": self.today + 20 * DAY})
                    for name, package, quota in words["groups"]
                ],
            }
        )  # fmt: skip
        names = ("name", "role", "post", "birthdate", "native_place", "interests", "personality", "preferred_contact")
        for person in words["people"]:
            self._acting("hcs.key.account.person").create(
                {"account_id": account.id, **dict(zip(names, person, strict=True))}
            )
        self._contacts(account, words["done"])
        for kind, name, days, repeat in words["planned"]:
            self._acting("hcs.key.account.plan").create(
                {
                    "account_id": account.id,
                    "kind": kind,
                    "name": name,
                    "due_on": self.today + days * DAY,
                    "repeat": repeat,
                    "person_id": account.person_ids[:1].id,
                }
            )
        return account

    def _contacts(self, account, done):
        for kind, name, days, result in done:
            with self.hospital.at(self.now - days * DAY):
                line = self._acting("hcs.key.account.plan").create(
                    {"account_id": account.id, "kind": kind, "name": name, "due_on": self.today - days * DAY}
                )
                line.action_done(result)

    def _roster(self, account):
        """A list taken over three weeks ago, and a new one that waits for somebody to look at it."""
        groups = account.group_ids.mapped("name")
        known = [
            [patient.name, {"male": "男", "female": "女"}.get(patient.sex, ""), patient.sudo().id_number or "",
             patient.sudo()._preferred_phone().number or "", f"Q{number + 101}", groups[number % len(groups)]]
            for number, patient in enumerate(self.people[:12])
        ]  # fmt: skip
        new = [
            [name, "", self._id_number(born, number), f"1390000{number:04d}", f"Q{number + 200}", group]
            for name, born, number, group in WORDS["newcomers"]
        ]
        bad = [WORDS["wrong"][0], "", WORDS["wrong"][1], "", "Q299", groups[0]]
        with self.hospital.at(self.now - 21 * DAY):
            first = self._import(account, [*known, *new[:3], bad], self.today - 200 * DAY)
            first.line_ids.filtered(lambda line: line.result == "doubtful").choice = "same"
            first.action_apply()
        namesake = [known[0][0], known[0][1], "", "", "Q310", groups[0]]
        self._import(account, [*known[:10], *new, namesake], self.today, complete=True)

    def _import(self, account, rows, day, **values):
        text = io.StringIO()
        csv.writer(text).writerows([WORDS["roster_heads"], *rows])
        roster = self._acting("hcs.key.account.roster").create(
            {
                "account_id": account.id,
                "file": base64.b64encode(text.getvalue().encode("utf-8-sig")),
                "file_name": f"{account.name}.csv",
                "date_from": day,
                **values,
            }
        )
        roster.action_read()
        return roster

    @staticmethod
    def _id_number(born, number):
        first = f"330099{born}{number:03d}"
        return first + check_character(first)

    def _individual(self, patient):
        note, kind, name, days, result = WORDS["individual"]
        account = self._acting("hcs.key.account").create(
            {
                "kind": "individual",
                "patient_id": patient.id,
                "note": note,
                "contact_every_days": 30,
                "quiet_days": 45,
                "managed_since": self.today - 400 * DAY,
            }
        )
        self._contacts(account, [(kind, name, days, result)])

    def _referrals(self):
        patients = iter(self.people[21:])
        for name, kind, area, notes in WORDS["sources"]:
            source = self._acting("hcs.referral.source").create({"name": name, "kind": kind, "area": area})
            for number, note in enumerate(notes):
                patient = next(patients)
                visit = self.env["hcs.visit"].search([("patient_id", "=", patient.id)], order="id", limit=1)
                at = self.now - (30 - 7 * number) * DAY
                with self.hospital.at(at):
                    referral = self._acting("hcs.referral").create(
                        {
                            "source_id": source.id,
                            "patient_id": patient.id,
                            "visit_id": visit.id,
                            "department_id": visit.department_id.id,
                            "at": at,
                            "note": note,
                        }
                    )
                if not number:
                    with self.hospital.at(at + 2 * DAY):
                        referral.action_thank("report", WORDS["thanks"])
