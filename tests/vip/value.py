"""Ground for the tests of value: visits on days, and what a person would compute with paper and pencil."""

from bisect import bisect_left
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from tests.common import HcsCase
from tests.vip import at

# everything before this day counts
DAY = date(2026, 3, 16)


class ValueCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.value.setting"].search([]).unlink()
        cls.setting = cls.env["hcs.value.setting"].create(
            {"company_id": cls.company.id, "margin_percent": 40, "upkeep_cost": 10, "acquisition_cost": 50}
        )
        cls.dental = cls.env["hcs.department"].create({"name": "Dental"})

    @classmethod
    def _person(cls, name, *visits, **values):
        """A patient with visits ``(day, amount)`` or ``(day, amount, more)``."""
        patient = cls.env["hcs.patient"].create({"name": name, **values})
        for day, amount, *more in visits:
            cls._visit(patient, day, amount, **(more[0] if more else {}))
        return patient

    @classmethod
    def _visit(cls, patient, day, amount, hour=10, **values):
        return cls.env["hcs.visit"].create(
            {
                "patient_id": patient.id,
                "state": "completed",
                "arrived_at": at(day, hour),
                "amount_spent": amount,
                "amount_known": True,
                **values,
            }
        )

    @classmethod
    def _give_back(cls, patient, amount, day):
        """A compensation that was paid after a complaint."""
        ticket = cls.env["hcs.complaint.ticket"].create(
            {"kind": "complaint", "source": "hotline", "patient_id": patient.id, "description": "Dear"}
        )
        compensation = cls.env["hcs.compensation"].create(
            {"ticket_id": ticket.id, "kind": "refund", "amount": amount, "reason": "Agreed"}
        )
        compensation.sudo().write({"state": "paid", "payment_reference": "R-1", "paid_at": at(day)})
        return compensation

    def compute(self, day=DAY):
        self.env["hcs.patient.value"]._compute_company(self.company, day=day)

    def value(self, patient):
        return self.env["hcs.patient.value"].search([("patient_id", "=", patient.id)])


def naive(visits, day=DAY):
    """``{patient: figures}`` of ``[(patient, date, amount)]``, by loops."""
    since, before = day - relativedelta(months=12), day - relativedelta(months=24)
    people = {}
    for patient, on, amount in visits:
        if on < day and amount > 0:
            people.setdefault(patient, []).append((on, amount))
    figures = {}
    for patient, rows in people.items():
        days = sorted({on for on, _amount in rows})
        figures[patient] = {
            "first": days[0],
            "last": days[-1],
            "days": len(days),
            "days_12m": len([on for on in days if on >= since]),
            "was": any(before <= on < since for on in days),
            "total": sum(amount for _on, amount in rows),
            "money_12m": sum(amount for on, amount in rows if on >= since),
            "count": len(rows),
        }
    for score, key in (("r", "last"), ("f", "days_12m"), ("m", "money_12m")):
        ordered = sorted(one[key] for one in figures.values())
        for one in figures.values():
            one[score] = 1 + 5 * bisect_left(ordered, one[key]) // len(ordered)
    return figures


def days_before(count):
    return DAY - timedelta(days=count)
