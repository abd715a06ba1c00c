"""Four years of paid visits before the story begins, so that value, retention and the 80/20 curve have something to
say; margins of some departments, and the signs of loyalty that staff heard."""

import json
import random
from datetime import datetime, time, timedelta
from pathlib import Path

WORDS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
SEED = 20261
OLD_PATIENTS = 190
# (department, kind of visit, margin, upkeep for a visit, cost to win a patient)
MARGINS = [
    (None, "checkup", 38, 12, 80),
    ("ort", None, 34, 22, 150),
    ("den", None, 45, 18, 120),
]
# chance to come again in another year, and of how many visits in it
STAYS, TIMES = 0.66, (1, 1, 1, 2, 2, 3, 4, 6)


class WorthLoader:
    def __init__(self, hospital):
        self.hospital = hospital
        self.env = hospital.env
        self.rng = random.Random(SEED)

    def load(self):
        self._settings()
        self._history()
        self._signs()
        self.env["hcs.patient.value"]._compute_company(self.hospital.company, now=self.hospital.now)
        self.env["hcs.segment"].search([])._refresh(self.hospital.now)

    def _settings(self):
        # those who are gone are not part of the demonstration: measured, nearly everybody would stay
        self.hospital.company.hcs_value_retention = 72
        self.env.ref("hospital_customer_service.hcs_value_setting_everything").write(
            {"upkeep_cost": 15, "acquisition_cost": 60}
        )
        self.env["hcs.value.setting"].create(
            [
                {
                    "department_id": self.hospital.ref(f"hcs_department_{key}_demo").id if key else False,
                    "channel": channel or False,
                    "margin_percent": margin,
                    "upkeep_cost": upkeep,
                    "acquisition_cost": winning,
                }
                for key, channel, margin, upkeep, winning in MARGINS
            ]
        )

    def _history(self):
        known = self.env["hcs.visit"].search(
            [("company_id", "=", self.hospital.company.id), ("kind", "=", "outpatient"), ("amount_known", "=", True)],
            order="patient_id, id",
        )
        models = {}
        for visit in known:
            models.setdefault(visit.patient_id, visit)
        rows = []
        for number, (patient, model) in enumerate(list(models.items())[:OLD_PATIENTS]):
            rows += self._past(number, patient, model)
        visits = self.env["hcs.visit"].create(rows)
        self.hospital.backdate("hcs_visit", {visit.id: visit.arrived_at for visit in visits})

    def _past(self, number, patient, model):
        """Visits of one patient, year by year, as long as he stays."""
        day = self.hospital.start - timedelta(days=self.rng.randint(330, 1500))
        purse = self.rng.paretovariate(1.15) * 120
        rows = []
        while day < self.hospital.start - timedelta(days=20):
            for _visit in range(self.rng.choice(TIMES)):
                on = day + timedelta(days=self.rng.randint(0, 300))
                if on < self.hospital.start - timedelta(days=10):
                    rows.append(self._visit(f"{number:03d}{len(rows):02d}", patient, model, on, purse))
            day += timedelta(days=365)
            if self.rng.random() > STAYS:
                break
        return rows

    def _visit(self, number, patient, model, day, purse):
        at = self.hospital.to_utc(datetime.combine(day, time(8 + self.rng.randint(0, 8), self.rng.randint(0, 59))))
        amount = round(min(purse * self.rng.uniform(0.5, 1.6), 30_000), 1)
        return {
            "reference": f"MZ{day:%y%m%d}L{number}",
            "company_id": self.hospital.company.id,
            "currency_id": self.hospital.company.currency_id.id,
            "patient_id": patient.id,
            "department_id": model.department_id.id,
            "practitioner_id": model.practitioner_id.id,
            "kind": "checkup" if self.rng.random() < 0.15 else "outpatient",
            "state": "completed",
            "planned_at": at,
            "arrived_at": at,
            "ended_at": at + timedelta(minutes=40),
            "diagnosis": model.diagnosis,
            "amount_spent": amount,
        }

    def _signs(self):
        values = self.env["hcs.vip.membership"].search([("activated_at", "!=", False)], order="id").patient_id
        agents = ("agent", "agent2", "vip")
        for number, (kind, note) in enumerate(WORDS["signs"]):
            patient = values[number // 2 % len(values)]
            with self.hospital.at(self.hospital.now - timedelta(days=50 - 6 * number)):
                self.env["hcs.loyal.sign"].with_user(
                    self.hospital.ref(f"user_{agents[number % 3]}_demo")
                ).sudo().create(
                    {
                        "patient_id": patient.id,
                        "kind": kind,
                        "note": note,
                        "user_id": self.hospital.ref(f"user_{agents[number % 3]}_demo").id,
                    }
                )
