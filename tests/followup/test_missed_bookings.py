"""APT-04: a patient who does not come to a booking is called by follow-up, without anybody's hand."""

from odoo.tests import freeze_time, tagged

from tests.followup import FollowupCase, local


@tagged("post_install", "-at_install", "hcs_followup")
class TestMissedBookings(FollowupCase):
    def test_a_no_show_becomes_a_task(self):
        with freeze_time(local("2026-06-07 10:00")):
            session = self.env["hcs.clinic.session"].create(
                {"department_id": self.department.id, "start_at": local("2026-06-08 08:00"),
                 "end_at": local("2026-06-08 12:00")}
            )  # fmt: skip
            missed, kept = (
                session.with_user(self.user_agent).action_book(patient.id)
                for patient in (self.patient, self._make_patient("13812345679"))
            )
        with freeze_time(local("2026-06-08 09:00")):
            kept.action_arrive()
        with freeze_time(local("2026-06-08 12:31")):
            self.env["hcs.appointment"]._mark_missed(local("2026-06-08 12:31"))
        tasks = self._plan((missed | kept).sudo().visit_id, "2026-06-08 12:40")
        called = tasks.filtered(lambda task: task.step_id.plan_id.code == "no_show")
        self.assertEqual(called.visit_id, missed.visit_id)
        self.assertFalse((tasks - called).visit_id & missed.visit_id)
