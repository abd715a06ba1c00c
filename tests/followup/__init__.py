"""Ground for the tests of room ``followup``: a hospital whose calling windows are known by heart."""

from datetime import datetime, timedelta

import pytz

from tests.common import TZ, HcsCase

SHANGHAI = pytz.timezone(TZ)


def local(text):
    """``"2026-06-01 18:30"`` on the hospital's clock, as it is stored (naive UTC)."""
    moment = SHANGHAI.localize(datetime.strptime(text, "%Y-%m-%d %H:%M"))
    return moment.astimezone(pytz.utc).replace(tzinfo=None)


def shown(moment):
    """A stored moment as the hospital's clock shows it."""
    return pytz.utc.localize(moment).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


class FollowupCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"hcs_tz": TZ, "hcs_call_on_weekends": True, "hcs_evening_from": 18.0})
        slots = cls.env["hcs.calling.slot"]
        slots._rebuild_pending()
        slots._rebuild(cls.company, datetime(2025, 9, 1).date(), datetime(2027, 3, 1).date())
        cls.plans = cls.env["hcs.followup.plan"]
        cls.tasks = cls.env["hcs.followup.task"]
        cls.department = cls.env["hcs.department"].create({"name": "Surgery"})
        cls.patient = cls._make_patient()

    @classmethod
    def _make_patient(cls, number="13812345678", **values):
        patient = cls.env["hcs.patient"].create({"name": "Zhang San", "sex": "male", **values})
        if number:
            cls.env["hcs.patient.phone"].create({"patient_id": patient.id, "number": number, "preferred": True})
        return patient

    @classmethod
    def _make_visit(cls, **values):
        """A completed outpatient visit that was paid, unless ``values`` say otherwise."""
        if "ended_at" in values:
            values.setdefault("arrived_at", values["ended_at"] - timedelta(hours=1))
        values.setdefault("patient_id", cls.patient.id)
        values.setdefault("department_id", cls.department.id)
        values.setdefault("state", "completed")
        return cls.env["hcs.visit"].create({"amount_known": True, "amount_spent": 100, **values})

    def _plan(self, visits, now, **kwargs):
        counts = self.plans._plan_visits(visits, now=local(now))
        for key, value in kwargs.items():
            self.assertEqual(counts[key], value, (key, counts))
        return self.tasks.search([("visit_id", "in", visits.ids)], order="due_at, id")

    def _make_task(self, anchor="2026-06-01 18:30", now="2026-06-01 18:40", **values):
        visit = self._make_visit(ended_at=local(anchor), **values)
        task = self._plan(visit, now)
        self.assertEqual(len(task), 1)
        return task

    def assertWindow(self, task, not_before, due):
        self.assertEqual((shown(task.not_before), shown(task.due_at)), (not_before, due))
