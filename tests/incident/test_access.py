"""FRD-02: departments report and see their own; agents see what they handle; leaders see all."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from tests.incident import IncidentCase


@tagged("post_install", "-at_install", "hcs_incident")
class TestAccess(IncidentCase):
    def sees(self, user, incident):
        found = self.as_user(user, "hcs.incident").search([("id", "=", incident.id)])
        self.env.invalidate_all()
        self.assertEqual(bool(found), incident.with_user(user).has_access("read"))
        return bool(found)

    def test_a_department_sees_its_own(self):
        own = self.report(self.user_leader, department_id=self.department.id)
        other = self.report(self.user_leader, department_id=self.other_department.id)
        self.assertTrue(self.sees(self.user_department, own))
        self.assertFalse(self.sees(self.user_department, other))
        reported = self.report(self.user_department, department_id=self.other_department.id)
        self.assertTrue(self.sees(self.user_department, reported))
        self.env["hcs.practitioner"].create(
            {"name": "Doctor", "department_id": self.other_department.id, "user_id": self.user_department.id}
        )
        self.assertTrue(self.sees(self.user_department, other))
        self.department.respondent_ids = False
        self.assertFalse(self.sees(self.user_department, own))

    def test_a_department_reads_what_happened_and_not_to_whom(self):
        own = self.report(self.user_leader, department_id=self.department.id, patient_id=self.patient.id)
        self.assertEqual(own.with_user(self.user_department).description, "Smoke")
        with self.assertRaises(AccessError):
            own.with_user(self.user_department).read(["patient_id"])
        with self.assertRaises(AccessError):
            own.with_user(self.user_department).write({"place": "x"})
        with self.assertRaises(AccessError):
            own.with_user(self.user_department).action_handle()

    def test_an_agent_sees_what_he_has_to_do_with(self):
        incident = self.report(self.user_leader)
        self.assertFalse(self.sees(self.user_agent, incident))
        incident.user_id = self.user_agent
        self.assertTrue(self.sees(self.user_agent, incident))
        self.tell(self.user_vip)
        told = self.report(self.user_leader)
        self.assertTrue(self.sees(self.user_vip, told))
        self.assertFalse(self.sees(self.user_agent, told))
        self.assertTrue(self.sees(self.user_agent, self.report(self.user_agent)))

    def test_leaders_and_reviewers_see_all(self):
        for incident in (self.report(self.user_agent), self.report(self.user_agent, anonymous=True)):
            for user in (self.user_leader, self.user_director, self.user_admin, self.user_executive):
                self.assertTrue(self.sees(user, incident))
            self.assertFalse(self.sees(self.user_complaint, incident))

    def test_anonymous_ones_are_hidden_from_agents_who_would_handle_them(self):
        incident = self.report(self.user_leader, anonymous=True, department_id=self.department.id)
        incident.user_id = self.user_agent
        for user in (self.user_agent, self.user_department):
            self.assertFalse(self.sees(user, incident))

    def test_parts_follow_the_incident(self):
        incident = self.report(self.user_leader, kind="equipment", equipment="CT")
        incident._tell_user(self.user_director)
        step = self.env["hcs.incident.step"].create({"incident_id": incident.id, "name": "Lock it"})
        observation = self.env["hcs.incident.observation"].create({"incident_id": incident.id, "note": "Calm"})
        for part in (incident.report_ids, step, observation):
            self.assertFalse(part.with_user(self.user_agent).has_access("read"), part)
            self.assertTrue(part.with_user(self.user_leader).has_access("read"), part)
        self.assertFalse(incident.clock_ids.with_user(self.user_agent).has_access("read"))

    def test_looks_are_logged(self):
        """A card with a patient leaves a line; the small form of an anonymous report leaves none."""
        incident = self.report(self.user_leader, patient_id=self.patient.id)
        logs = self.env["hcs.access.log"]
        before = logs.search_count([("user_id", "=", self.user_director.id)])
        incident.with_user(self.user_director).web_read({"description": {}})
        self.assertEqual(logs.search_count([("user_id", "=", self.user_director.id)]), before + 1)

    def test_export_is_reserved(self):
        incident = self.report(self.user_leader)
        with self.assertRaises(AccessError):
            incident.with_user(self.user_leader).export_data(["reference"])
