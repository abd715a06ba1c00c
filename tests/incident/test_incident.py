"""FRD-02: an incident from the report to the review, the chain of people told, the reports the law asks for."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from tests.incident import IncidentCase

NOON = "2026-06-01 04:00:00"


@tagged("post_install", "-at_install", "hcs_incident")
@freeze_time(NOON)
class TestIncident(IncidentCase):
    def test_the_small_form_is_enough(self):
        """Two fields and a button: the rest has a value already."""
        incidents = self.as_user(self.user_agent, "hcs.incident")
        with Form(incidents, "hospital_customer_service.hcs_incident_view_report") as form:
            form.kind = "security"
            form.description = "A man shouts at the desk"
        incident = form.record
        self.assertRegex(incident.reference, r"^IN2026-\d{5}$")
        self.assertEqual((incident.reporter_id, incident.state), (self.user_agent, "reported"))
        self.assertEqual(incident.reported_at, self.moment(NOON))
        incident.action_submit()

    def test_the_flow(self):
        incident = self.report(self.user_leader)
        own = incident.with_user(self.user_leader)
        own.action_handle()
        self.assertEqual((incident.state, incident.user_id), ("handling", self.user_leader))
        with self.assertRaisesRegex(UserError, "how it ended"):
            own.action_close()
        own.resolution = "Fire put out, nobody hurt"
        own.action_close()
        self.assertEqual((incident.state, incident.closed_by_id), ("closed", self.user_leader))
        with self.assertRaisesRegex(UserError, "why it happened"):
            own.action_review()
        own.write({"cause": "Old cable", "prevention": "Cables are checked each year"})
        own.action_review()
        self.assertEqual((incident.state, incident.reviewed_by_id), ("reviewed", self.user_leader))
        own.action_reopen()
        self.assertEqual((incident.state, incident.reopened_count), ("handling", 1))
        with self.assertRaises(UserError):
            own.action_handle()

    def test_blank_words_are_no_outcome(self):
        incident = self.report(self.user_leader, resolution=" \n ")
        with self.assertRaises(UserError):
            incident.with_user(self.user_leader).action_close()

    def test_the_review_is_a_leader_s_or_a_reviewer_s(self):
        incident = self.report(self.user_agent, resolution="Over", cause="A", prevention="B")
        incident.with_user(self.user_agent).action_close()
        with self.assertRaises(AccessError):
            incident.with_user(self.user_agent).action_review()
        incident.with_user(self.user_executive).action_review()
        self.assertEqual(incident.reviewed_by_id, self.user_executive)

    def test_the_flow_is_not_written_by_hand(self):
        incident = self.report(self.user_agent, state="closed", closed_at=NOON)
        self.assertEqual((incident.state, incident.closed_at), ("reported", False))
        for values in ({"state": "closed"}, {"reported_up_at": NOON}, {"reporter_id": self.user_leader.id}):
            with self.assertRaises(UserError):
                incident.with_user(self.user_leader).write(values)
        with self.assertRaises(UserError):
            incident.with_user(self.user_leader).noticed_at = "2026-05-01 00:00:00"

    def test_times_lie_in_the_past_and_in_order(self):
        for values in (
            {"occurred_at": "2026-06-01 05:00:00"},
            {"occurred_at": "2026-06-01 03:00:00", "noticed_at": "2026-06-01 02:00:00"},
        ):
            with self.assertRaises(ValidationError):
                self.report(**values)

    # the reports the law asks for
    def test_duties_by_severity(self):
        """DOMAIN 1.2: two hours, twelve hours, fifteen days; from the moment it was noticed."""
        noticed = "2026-06-01 03:00:00"
        times = {"occurred_at": "2026-05-31 20:00:00", "noticed_at": noticed}
        for kind, severity, due in (
            ("medical_accident", "1", timedelta(hours=2)),
            ("fire", "1", timedelta(hours=2)),
            ("public_health", "4", timedelta(hours=2)),
            ("medical_accident", "2", timedelta(hours=12)),
            ("security", "2", timedelta(hours=12)),
            ("fire", "3", None),
            ("medical_accident", "4", None),
            ("acute_patient", "1", None),
        ):
            with self.subTest(kind=kind, severity=severity):
                clock = self.clocks(self.report(kind=kind, severity=severity, **times), "reported_up")
                self.assertEqual(clock.due_at, self.moment(noticed) + due if due else False)
        clock = self.clocks(self.report(kind="medical_accident", severity="3", **times), "reported_up")
        # the day of the report does not count; over at the end of the sixteenth in Shanghai
        self.assertEqual(clock.due_at, self.moment("2026-06-16 15:59:59"))
        self.assertFalse(self.clocks(self.report(kind="fire", severity="1", near_miss=True), "reported_up"))

    def test_a_report_upwards_ends_the_clock_and_opens_the_way_to_close(self):
        incident = self.report(self.user_leader, kind="medical_accident", severity="1", resolution="Over")
        own = incident.with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "report upwards is still due"):
            own.action_close()
        with freeze_time("2026-06-01 05:00:00"):
            action = own.action_report_up()
            call = self.as_user(self.user_leader, "hcs.incident.call").with_context(action["context"])
            call.create({"name": "County health authority", "phone": "12345"}).action_note()
        self.assertEqual(incident.reported_up_at, self.moment("2026-06-01 05:00:00"))
        self.assertEqual(self.clocks(incident, "reported_up").state, "met")
        line = incident.report_ids
        self.assertEqual((line.told_by_id, line.upward, line.status), (self.user_leader, True, "heard"))
        own.action_close()

    def test_too_late_stays_too_late(self):
        incident = self.report(self.user_leader, kind="medical_accident", severity="1")
        with freeze_time("2026-06-01 06:00:01"):
            incident._reported_up(self.moment("2026-06-01 06:00:01"))
        self.assertEqual(self.clocks(incident, "reported_up").state, "met_late")

    def test_graver_than_first_thought(self):
        """Another severity brings other duties and tells more people, from the same moment."""
        self.tell(self.user_director, severity="1")
        incident = self.report(self.user_leader, severity="4")
        self.assertFalse(self.clocks(incident, "reported_up") or incident.report_ids)
        with freeze_time("2026-06-01 04:30:00"):
            incident.with_user(self.user_leader).severity = "1"
        clock = self.clocks(incident, "reported_up")
        self.assertEqual(clock.due_at, self.moment("2026-06-01 06:00:00"))
        self.assertEqual(incident.report_ids.user_id, self.user_director)

    def test_the_list_that_comes_with_the_add_on(self):
        self.env["hcs.incident.recipient"].with_context(active_test=False).search([]).active = True
        incident = self.report(kind="medical_accident", severity="1")
        waiting = incident.report_ids.filtered(lambda line: line.status == "to_tell" and line.upward)
        self.assertEqual(set(waiting.mapped("name")), {"County health authority", "Head of the house"})
        self.assertIn(self.user_executive, incident.report_ids.user_id)
        self.assertFalse(self.report(kind="acute_patient").report_ids)

    def test_the_history_of_the_patient(self):
        self.report(self.user_leader, patient_id=self.patient.id, place="Hall")
        entries = self.patient.with_user(self.user_agent).get_timeline(kinds=["incident"])["entries"]
        self.assertEqual(entries, [])
        entries = self.patient.with_user(self.user_leader).get_timeline(kinds=["incident"])["entries"]
        self.assertEqual([(entry["title"], entry["state"]) for entry in entries], [("Fire", "reported")])


@tagged("post_install", "-at_install", "hcs_incident")
@freeze_time(NOON)
class TestChain(IncidentCase):
    """FEATURES IN3: everybody on the list is told, acknowledges or is passed over."""

    def test_told_at_once_and_acknowledged(self):
        self.tell(self.user_director)
        incident = self.report(self.user_agent)
        line = incident.report_ids
        self.assertEqual((line.user_id, line.at, line.status), (self.user_director, self.moment(NOON), "waiting"))
        self.assertEqual(line.answer_by, self.moment("2026-06-01 04:15:00"))
        self.assertEqual(incident.activity_ids.user_id, self.user_director)
        self.assertNotIn("Zhang", incident.activity_ids.summary)
        self.assertEqual(incident.waiting_count, 1)
        with self.assertRaises(AccessError):
            line.with_user(self.user_leader).action_acknowledge()
        line.with_user(self.user_director).action_acknowledge()
        self.assertEqual(line.status, "heard")
        self.assertFalse(incident.activity_ids)
        with freeze_time("2026-06-01 05:00:00"), self.enter_registry_test_mode():
            self.env.ref("hospital_customer_service.ir_cron_incident_escalate").method_direct_trigger()
        self.assertEqual(len(incident.report_ids), 1)

    def escalate(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            cron = self.env.ref("hospital_customer_service.ir_cron_incident_escalate")
            self.assertTrue(cron.method_direct_trigger())

    def test_whoever_does_not_answer_is_passed_over_once(self):
        self.env["hcs.team"].search([]).leader_id = False
        self.tell(self.user_complaint, next_user_id=self.user_leader.id)
        incident = self.report(self.user_agent, severity="2")
        self.escalate("2026-06-01 04:14:00")
        self.assertEqual(len(incident.report_ids), 1)
        self.escalate("2026-06-01 04:16:00")
        self.escalate("2026-06-01 04:17:00")
        first, second = incident.report_ids
        self.assertEqual((first.status, second.user_id), ("passed", self.user_leader))
        self.assertEqual((second.escalated_from_id, second.at), (first, self.moment("2026-06-01 04:16:00")))
        # the night over nothing ran: caught up, nobody twice
        self.escalate("2026-06-02 04:00:00")
        people = incident.report_ids.user_id
        self.assertIn(self.user_director, people)
        self.assertEqual(len(incident.report_ids), len(people))
        # late is better than never
        second.with_user(self.user_leader).action_acknowledge()
        self.assertEqual(second.status, "heard")

    def test_a_closed_incident_wakes_nobody(self):
        self.tell(self.user_director)
        incident = self.report(self.user_leader, resolution="Over")
        incident.with_user(self.user_leader).action_close()
        self.assertFalse(incident.activity_ids)
        self.escalate("2026-06-01 09:00:00")
        self.assertEqual(len(incident.report_ids), 1)

    def test_only_those_the_entry_means(self):
        self.tell(self.user_director, kind="security")
        self.tell(self.user_executive, severity="2")
        self.assertFalse(self.report(severity="3").report_ids)
        self.assertEqual(self.report(severity="1").report_ids.user_id, self.user_executive)
        self.assertEqual(self.report(kind="security").report_ids.user_id, self.user_director)

    def test_somebody_who_cannot_open_it_is_called(self):
        self.tell(self.user_outsider)
        self.tell(self.user_agent)
        named, anonymous = self.report(self.user_leader), self.report(self.user_leader, anonymous=True)
        outsider = named.report_ids.filtered(lambda line: line.user_id == self.user_outsider)
        self.assertEqual((outsider.status, outsider.how), ("to_tell", "phone"))
        self.assertEqual(set(anonymous.report_ids.mapped("status")), {"to_tell"})
        with freeze_time("2026-06-01 04:05:00"):
            outsider.with_user(self.user_leader).action_told()
        self.assertEqual((outsider.status, outsider.told_by_id), ("heard", self.user_leader))
        with self.assertRaises(UserError):
            outsider.with_user(self.user_leader).action_told()

    def test_heads_leaders_and_ranks(self):
        head = self.env["hcs.practitioner"].create({"name": "Head", "user_id": self.user_department.id})
        self.department.head_id = head
        team = self.env["hcs.team"].create({"name": "Desk", "leader_id": self.user_leader.id})
        recipients = self.env["hcs.incident.recipient"]
        incident = self.report(self.user_leader, department_id=self.department.id, team_id=team.id)
        for who, user in (
            ("department", self.user_department),
            ("leader", self.user_leader),
            ("director", self.user_director),
            ("executive", self.user_executive),
        ):
            self.assertIn(user, recipients.create({"name": who, "who": who})._users(incident), who)
        self.assertFalse(recipients.create({"name": "Police", "who": "outside"})._users(incident))

    def test_people_called_are_noted(self):
        incident = self.report(self.user_leader)
        call = self.as_user(self.user_leader, "hcs.incident.call")
        call.create({"incident_id": incident.id, "name": "Police", "phone": "110", "how": "phone"}).action_note()
        call.create({"incident_id": incident.id, "user_id": self.user_director.id, "how": "system"}).action_note()
        police, director = incident.report_ids
        self.assertEqual((police.status, director.status), ("heard", "waiting"))
        self.assertEqual(director.name, self.user_director.name)
        with self.assertRaisesRegex(UserError, "cannot open"):
            call.create({"incident_id": incident.id, "user_id": self.user_outsider.id, "how": "system"}).action_note()

    def test_the_chain_is_not_written_by_hand(self):
        self.tell(self.user_director)
        line = self.report(self.user_leader).report_ids
        for user in (self.user_agent, self.user_leader, self.user_director, self.user_admin):
            with self.assertRaises(AccessError):
                line.with_user(user).write({"acknowledged_at": NOON})
            with self.assertRaises(AccessError):
                line.with_user(user).unlink()
