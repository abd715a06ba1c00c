"""CMP-05, FEATURES CP6, CP11: measures with owner, date, proof and review; causes that come back."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCase

MORNING = "2026-06-01 02:00:00"
TODO = "hospital_customer_service.mail_activity_type_corrective_action"
REVIEW = "hospital_customer_service.mail_activity_type_corrective_review"


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time(MORNING)
class TestMeasures(ComplaintCase):
    def measure(self, user=None, **values):
        origin = {} if "incident_id" in values else {"ticket_id": self.ticket.id}
        return (
            self.env["hcs.corrective.action"]
            .with_user(user or self.colleague)
            .create(
                {
                    "name": "Train the desk",
                    "kind": "corrective",
                    "owner_id": self.user_department.id,
                    "due_on": "2026-06-10",
                    **origin,
                    **values,
                }
            )
        )

    def activities(self, action, xml_id):
        activity_type = self.env.ref(xml_id)
        return action.sudo().activity_ids.filtered(lambda one: one.activity_type_id == activity_type)

    def test_done_with_proof_reviewed_by_another(self):
        action = self.measure(review_on="2026-07-15")
        self.assertEqual(self.activities(action, TODO).user_id, self.user_department)
        own = action.with_user(self.user_department)
        with self.assertRaisesRegex(UserError, "Proof"):
            own.action_done()
        own.action_done("List of those who were trained")
        self.assertEqual((action.state, action.done_by_id), ("done", self.user_department))
        self.assertFalse(self.activities(action, TODO))
        task = self.activities(action, REVIEW)
        self.assertEqual((task.user_id, task.date_deadline), (self.colleague, date(2026, 7, 15)))
        with self.assertRaisesRegex(UserError, "his own"):
            own.action_review(True, "Good")
        action.action_review(True, "No complaint since")
        self.assertEqual((action.state, action.effect), ("effective", "effective"))
        self.assertFalse(self.activities(action, REVIEW))

    def test_not_effective_opens_it_again(self):
        action = self.measure()
        action.with_user(self.user_department).action_done("First list")
        action.action_review(False, "Two complaints since")
        self.assertEqual((action.state, action.effect, action.ineffective_count), ("open", "ineffective", 1))
        self.assertFalse(action.evidence or action.done_at)
        self.assertEqual(action.due_on, date(2026, 6, 8))
        self.assertEqual(self.activities(action, TODO).date_deadline, date(2026, 6, 8))
        self.assertEqual(action.sudo().review_ids.evidence, "First list")
        with self.assertRaises(UserError):
            action.sudo().review_ids.note = "Other"

    def test_the_review_comes_by_itself(self):
        """Corrective and preventive measures are reviewed so many days later; immediate ones where a day was set."""
        for kind, day in (("corrective", date(2026, 7, 1)), ("preventive", date(2026, 7, 1)), ("immediate", False)):
            with self.subTest(kind=kind):
                action = self.measure(kind=kind)
                action.with_user(self.user_department).action_done("Photo")
                self.assertEqual(action.review_on, day)
                self.assertEqual(bool(self.activities(action, REVIEW)), bool(day))

    def test_what_holds_up_the_closing(self):
        """Immediate and corrective ones do, preventive ones and reviews live on."""
        self.bring_to("answered")
        ticket = self.as_(self.colleague)
        ticket.action_ask("satisfied")
        prevent = self.measure(kind="preventive")
        for kind in ("immediate", "corrective"):
            action = self.measure(kind=kind)
            with self.assertRaisesRegex(UserError, action.reference):
                ticket.action_close()
            action.with_user(self.user_department).action_done("Photo")
        dropped = self.measure()
        dropped.action_cancel("Not needed")
        ticket.action_close()
        self.assertEqual((ticket.state, prevent.state), ("closed", "open"))
        prevent.with_user(self.user_department).action_done("Rule changed")
        prevent.with_user(self.colleague).action_review(False, "It did not help")
        self.assertEqual((ticket.state, prevent.state), ("closed", "open"))

    def test_incidents_have_the_same_gate(self):
        incident = self.env["hcs.incident"].create({"description": "Wet floor", "resolution": "Dried"})
        action = self.measure(self.user_leader, incident_id=incident.id, kind="immediate")
        with self.assertRaisesRegex(UserError, action.reference):
            incident.with_user(self.user_leader).action_close()
        action.with_user(self.user_department).action_done("Sign put up")
        incident.with_user(self.user_leader).action_close()
        self.assertEqual((incident.state, action.origin), ("closed", incident.reference))

    def test_one_origin(self):
        incident = self.env["hcs.incident"].create({"description": "Wet floor"})
        with self.assertRaises(ValidationError):
            self.env["hcs.corrective.action"].create({"name": "x", "due_on": "2026-06-10"})
        with self.assertRaises(ValidationError):
            self.measure(self.user_director, incident_id=incident.id, ticket_id=self.ticket.id)

    def test_nobody_reviews_his_own(self):
        with self.assertRaises(ValidationError):
            self.measure(reviewer_id=self.user_department.id)

    def test_the_owner_sees_the_measure_and_nothing_of_the_complaint(self):
        action = self.measure()
        other = self.measure(owner_id=self.colleague.id)
        own = action.with_user(self.user_department)
        self.assertEqual(own.search([]), action)
        self.assertEqual(own.origin, self.ticket.reference)
        with self.assertRaises(AccessError):
            own.ticket_id.read(["subject"])
        with self.assertRaises(AccessError):
            other.with_user(self.user_department).read(["name"])
        with self.assertRaises(AccessError):
            own.write({"due_on": "2027-01-01"})
        with self.assertRaises(AccessError):
            own.action_cancel("No time")
        own.evidence = "Photo"

    def test_whoever_cannot_see_the_complaint_adds_nothing(self):
        stranger = self._make_user("hcs_stranger", "group_hcs_agent")
        with self.assertRaises(AccessError):
            self.measure(stranger, owner_id=stranger.id)
        action = self.measure()
        self.assertFalse(action.with_user(stranger).search([("id", "=", action.id)]))
        with self.assertRaises(AccessError):
            action.with_user(self.user_outsider).read(["name"])

    def test_named_staff_see_their_own_measure_only(self):
        self.allege(staff_ids=[(4, self.named.id)])
        mine, others = self.measure(owner_id=self.named.id), self.measure()
        self.assertEqual(mine.with_user(self.named).search([("ticket_id", "=", self.ticket.id)]), mine)
        with self.assertRaises(AccessError):
            others.with_user(self.named).read(["name"])

    def test_overdue_and_mine(self):
        action = self.measure()
        with freeze_time("2026-06-11 02:00:00"):
            self.assertIn(action, action.search([("is_overdue", "=", True)]))
            self.assertTrue(action.with_user(self.user_department).is_mine)

    def test_states_are_not_written_by_hand(self):
        action = self.measure()
        for user in (self.user_department, self.colleague, self.user_director, self.user_admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                action.with_user(user).write({"state": "effective"})


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time(MORNING)
class TestAlarm(ComplaintCase):
    """CMP-05: the same cause in the same department again raises one alarm per window."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env.ref("hospital_customer_service.hcs_complaint_cause_attitude")
        cls.other = cls.env.ref("hospital_customer_service.hcs_complaint_cause_rule")
        cls.company.write({"hcs_alarm_count": 3, "hcs_alarm_days": 30})

    def again(self, at=MORNING, **values):
        with freeze_time(at):
            ticket = self.make_ticket(self.colleague)
            return self.allege(ticket, **{"cause_id": self.cause.id, **values})

    def alarms(self):
        return self.env["hcs.complaint.alarm"].search([("department_id", "=", self.surgery.id)])

    def test_the_third_time_raises_one(self):
        self.again()
        self.again()
        self.assertFalse(self.alarms())
        self.again()
        alarm = self.alarms()
        self.assertEqual((alarm.occurrences, alarm.cause_id, alarm.state), (3, self.cause, "raised"))
        self.assertIn(self.user_director, alarm.activity_ids.user_id)
        self.again()
        self.again("2026-06-20 02:00:00")
        self.assertEqual(self.alarms(), alarm)

    def test_another_window_another_alarm(self):
        for day in ("2026-06-01", "2026-06-02", "2026-06-03", "2026-07-20", "2026-07-21"):
            self.again(f"{day} 02:00:00")
        self.assertEqual(len(self.alarms()), 1)
        self.again("2026-07-22 02:00:00")
        self.assertEqual(len(self.alarms()), 2)

    def test_what_does_not_count(self):
        self.again()
        self.again()
        self.again(finding="unfounded")
        self.again(cause_id=self.other.id)
        self.again("2026-04-01 02:00:00")
        twice = self.again().ticket_id
        self.assertEqual(len(self.alarms()), 1)
        self.alarms().sudo().unlink()
        # two lines of one complaint are one occurrence
        self.env["hcs.complaint.allegation"].search([("cause_id", "=", self.cause.id)]).write({"cause_id": False})
        self.again()
        self.allege(twice, cause_id=self.cause.id)
        self.allege(twice, cause_id=self.cause.id)
        self.assertFalse(self.alarms())

    def test_a_cause_found_later_counts(self):
        self.again()
        self.again()
        line = self.again(cause_id=False)
        self.assertFalse(self.alarms())
        line.cause_id = self.cause
        self.assertTrue(self.alarms())

    def test_zero_means_never(self):
        self.company.hcs_alarm_count = 0
        for _time in range(4):
            self.again()
        self.assertFalse(self.alarms())

    def test_the_direction_acknowledges_with_words(self):
        for _time in range(3):
            self.again()
        alarm = self.alarms()
        with self.assertRaises(AccessError):
            alarm.with_user(self.colleague).action_acknowledge("Seen")
        with self.assertRaises(UserError):
            alarm.with_user(self.user_director).action_acknowledge(" ")
        alarm.with_user(self.user_director).action_acknowledge("Training in July")
        self.assertEqual((alarm.state, alarm.acknowledged_by_id), ("acknowledged", self.user_director))
        self.assertFalse(alarm.activity_ids)
        with self.assertRaises(UserError):
            alarm.with_user(self.second_director).action_acknowledge("Me too")
        self.assertEqual(len(alarm.with_user(self.colleague).action_complaints()["domain"][0][2]), 3)
        with self.assertRaises(AccessError):
            alarm.with_user(self.user_agent).read(["cause_id"])

    def test_random_days_never_two_in_one_window(self):
        """Property: between two alarms of one cause and department lie at least the days of the window."""
        for seed in range(1, 13):
            day = date(2026, 1, 1)
            for step in range(1, 12):
                day += timedelta(days=(seed * step * 7) % 13)
                self.again(f"{day} 02:00:00")
            moments = sorted(self.alarms().mapped("raised_at"))
            for first, second in zip(moments, moments[1:], strict=False):
                self.assertGreaterEqual(second - first, timedelta(days=30))
            self.alarms().sudo().unlink()
            lines = self.env["hcs.complaint.allegation"].search([("cause_id", "=", self.cause.id)])
            lines.write({"cause_id": False})
