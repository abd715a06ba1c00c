from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from tests.followup import FollowupCase
from tests.tours import TourCase


class FollowupTourCase(TourCase, FollowupCase):
    """Two calls are due. Browsers do not freeze, so the calling window is open all day, every day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        now = datetime.now()
        cls.env["hcs.calendar.day"].search(
            [("date", ">=", now - timedelta(days=3)), ("date", "<=", now + timedelta(days=10))]
        ).unlink()
        cls.env["hcs.calling.season"].search([]).active = False
        cls.env["hcs.calling.season"].create(
            {
                "name": "All year",
                "start": "01-01",
                "end": "12-31",
                "window_ids": [Command.create({"hour_from": 0, "hour_to": 24})],
            }
        )
        slots = cls.env["hcs.calling.slot"]
        slots._rebuild_pending()
        slots._rebuild(cls.company, now.date() - timedelta(days=3), now.date() + timedelta(days=10))
        script = cls.env["hcs.script"].create({"name": "Tour", "code": "tour", "situation": "outpatient"})
        cls.env["hcs.script.version"].create(
            {"script_id": script.id, "state": "approved", "questions": "How is the wound today?"}
        )
        cls.plans.search([]).active = False
        cls.plans.create(
            {
                "name": "Tour",
                "code": "tour",
                "target": "arrived",
                "anchor": "visit",
                "script_id": script.id,
                "step_ids": [Command.create({"name": "Call", "offset": 0, "latest": 2, "unit": "day"})],
            }
        )
        cls.visits = cls.env["hcs.visit"]
        for number, name in enumerate(("Tour Silent", "Tour Talkative")):
            patient = cls._make_patient(f"1391234567{number}", name=name)
            ended_at = now.replace(microsecond=0) - timedelta(hours=2 - number)
            cls.visits += cls._make_visit(patient_id=patient.id, ended_at=ended_at)
        cls.plans._plan_visits(cls.visits)
        # who is silent is called first
        first = cls.tasks.search([("visit_id", "=", cls.visits[0].id)])
        first.due_at -= timedelta(minutes=1)


@tagged("post_install", "-at_install", "hcs_tours")
class TestFollowupTours(FollowupTourCase):
    """The evening of an agent."""

    def _check_calls(self):
        silent, talkative = self.tasks.search([("visit_id", "in", self.visits.ids)]).sorted("patient_id")
        self.assertEqual((silent.state, silent.last_outcome, silent.failed_count), ("open", "no_answer", 1))
        self.assertGreater(silent.next_try_at, fields.Datetime.now())
        self.assertEqual((talkative.state, talkative.last_outcome), ("done", "answered"))
        self.assertEqual(
            talkative.satisfaction_ids.mapped(lambda line: (line.aspect, line.level, line.reason)),
            [("doctor", "4", "Took time to explain")],
        )
        self.assertEqual(talkative.opinion_ids.text, "The waiting room is cold")
        self.assertEqual(talkative.opinion_ids.patient_id, talkative.patient_id)
        logged = self.env["hcs.access.log"].search([("user_id", "=", self.user_pii.id), ("kind", "=", "reveal")])
        self.assertEqual(logged.patient_id, silent.patient_id | talkative.patient_id)

    def test_two_calls(self):
        """FUP-03 to FUP-08: the list, the script, no answer, the next one, answered with what the patient said."""
        self.start_tour("/odoo?debug=1", "hcs_followup_calls", login=self.user_pii.login)
        self._check_calls()

    def test_two_calls_in_chinese(self):
        self._in_chinese(self.user_pii)
        self.start_tour("/odoo", "hcs_followup_calls", login=self.user_pii.login)
        self._check_calls()
