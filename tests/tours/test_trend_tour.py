from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestTrendTour(TourCase, HcsCase):
    """RPT-08: from the tiles to one figure, to its parts, to the rows behind a point, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        step = cls.env["hcs.followup.plan.step"].search([], limit=1)
        patient = cls.env["hcs.patient"].create({"name": "Tour Patient"})
        department = cls.env["hcs.department"].create({"name": "Tour Department"})
        now = fields.Datetime.now()
        # one every week of the last three months, whatever day it is
        cls.env["hcs.followup.task"].create(
            [
                {
                    "patient_id": patient.id,
                    "step_id": step.id,
                    "department_id": department.id,
                    "occurrence": 900 + weeks,
                    "state": "open" if weeks % 3 else "done",
                    "due_at": now - timedelta(weeks=weeks),
                    "not_before": now - timedelta(weeks=weeks, hours=3),
                    "first_attempt_at": False if weeks % 3 else now - timedelta(weeks=weeks, hours=1),
                    "attempt_count": 0 if weeks % 3 else 1,
                }
                for weeks in range(1, 13)
            ]
        )
        days = cls.env["hcs.day.figure"]
        last = cls.env.company._hcs_local_date(now) - timedelta(days=1)
        cls.env.flush_all()
        days._refresh(cls.env.company, days._touched(cls.env.company, "followup", last), ["followup"])

    def _tour(self):
        self.start_tour("/odoo/hcs-trend?debug=1&kind=week", "hcs_trend", login=self.user_executive.login)

    def test_trend(self):
        self._tour()

    def test_trend_in_chinese(self):
        self._in_chinese(self.user_executive)
        self._tour()
