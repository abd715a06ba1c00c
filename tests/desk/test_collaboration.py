"""SVC-10: requests to other departments."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from tests.common import HcsCase

NOW = datetime(2026, 6, 1, 2)  # ten o'clock in Shanghai
DUE = NOW + timedelta(hours=2)


class CollaborationCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.ward, cls.lab = cls.env["hcs.department"].create([{"name": "Ward 3"}, {"name": "Laboratory"}])
        cls.env["hcs.practitioner"].create(
            {"name": "Nurse Li", "department_id": cls.ward.id, "user_id": cls.user_department.id}
        )
        cls.user_lab = cls._make_user("hcs_lab", "group_hcs_department")
        cls.lab.owner_id = cls.user_lab
        cls.patient = cls.env["hcs.patient"].create({"name": "Zhang San", "mrn": "M778", "allergies": "Penicillin"})

    def ask(self, user=None, **values):
        values = {"department_id": self.ward.id, "request": "Is a bed free?", "due_at": DUE, **values}
        return self.as_user(user or self.user_agent, "hcs.collaboration").create(values)


@tagged("post_install", "-at_install", "hcs_desk")
class TestCollaboration(CollaborationCase):
    def seen_by(self, user):
        return self.as_user(user, "hcs.collaboration").search([])

    def todo(self, request):
        todo = self.env.ref("mail.mail_activity_data_todo")
        found = request.sudo().activity_ids.filtered(lambda activity: activity.activity_type_id == todo)
        return {(activity.user_id, activity.summary) for activity in found}

    # the way of a request
    def test_asked_answered_rated_closed(self):
        request = self.ask()
        self.assertTrue(request.reference.startswith("CR"))
        self.assertEqual(self.todo(request), {(self.user_department, "Please answer")})
        own = request.with_user(self.user_department)
        own.action_accept()
        self.assertEqual((own.state, own.user_id, own.accepted_at), ("accepted", self.user_department, NOW))
        own.answer = "Bed 12 from three o'clock"
        own.action_answer()
        self.assertEqual(
            (request.state, request.answered_at, request.answered_by_id), ("answered", NOW, self.user_department)
        )
        self.assertEqual(self.todo(request), {(self.user_agent, "Answered: read and rate it")})
        with self.assertRaisesRegex(UserError, "one to five stars"):
            request.action_close()
        request.rating_stars = "4"
        request.action_close()
        self.assertEqual((request.state, request.rating, request.withdrawn), ("closed", 4, False))
        self.assertFalse(request.sudo().activity_ids)

    def test_two_clicks_in_the_web_client(self):
        """Open the card; write; send. The answer is saved and sent by one button."""
        request = self.ask()
        with Form(request.with_user(self.user_department)) as form:
            form.answer = "Yes"
        request.with_user(self.user_department).action_answer()
        self.assertEqual((request.state, request.answer), ("answered", "Yes"))

    def test_nothing_is_answered_without_words(self):
        own = self.ask().with_user(self.user_department)
        with self.assertRaisesRegex(UserError, "Write the answer first"):
            own.action_answer("  ")
        self.assertEqual(own.state, "requested")

    def test_a_refusal_goes_back_with_its_reason_and_is_asked_elsewhere(self):
        request = self.ask()
        own = request.with_user(self.user_department)
        with self.assertRaisesRegex(UserError, "Why not"):
            own.action_refuse()
        own.action_refuse("We have no beds; ask the laboratory")
        self.assertEqual((request.state, request.refused_at), ("refused", NOW))
        self.assertEqual(self.todo(request), {(self.user_agent, "Refused: ask elsewhere or withdraw")})
        request.action_ask_again(department_id=self.lab.id, due_at=DUE)
        self.assertEqual((request.state, request.round, request.refusal_reason), ("requested", 2, False))
        self.assertEqual(self.todo(request), {(self.user_lab, "Please answer")})
        self.assertIn("We have no beds", request.message_ids[0].body)
        self.assertNotIn(request, self.seen_by(self.user_department))

    def test_withdrawn_counts_for_nobody(self):
        request = self.ask()
        request.action_withdraw()
        self.assertEqual((request.state, request.withdrawn), ("closed", True))
        with self.assertRaises(UserError):
            request.action_rate(5)
        with self.assertRaises(UserError):
            request.with_user(self.user_department).action_answer("Too late")

    def test_steps_in_the_wrong_order_are_refused(self):
        request = self.ask()
        for step in (request.action_close, request.action_ask_again, lambda: request.action_rate(3)):
            with self.assertRaises(UserError):
                step()
        request.with_user(self.user_department).action_answer("Yes")
        for step in (request.action_withdraw, request.action_accept, request.action_refuse):
            with self.assertRaises(UserError):
                step()

    def test_a_rating_is_one_to_five_by_whoever_asked(self):
        request = self.ask()
        request.with_user(self.user_department).action_answer("Yes")
        for rating in (0, 6, -1, True, "5", 2.5, None):
            with self.assertRaises(UserError):
                request.action_rate(rating)
        with self.assertRaisesRegex(UserError, "Whoever asked"):
            request.with_user(self.user_followup).action_rate(5)
        with self.assertRaises(AccessError):
            request.with_user(self.user_department).action_rate(5)
        request.with_user(self.user_leader).action_rate(2)
        self.assertEqual(request.rating, 2)

    # who sees and does what
    def test_a_department_sees_its_own_only(self):
        ward, lab = self.ask(), self.ask(department_id=self.lab.id)
        self.assertEqual(self.seen_by(self.user_department), ward)
        self.assertEqual(self.seen_by(self.user_lab), lab)
        self.assertEqual(self.seen_by(self.user_agent) & (ward | lab), ward | lab)
        with self.assertRaises(AccessError):
            lab.with_user(self.user_department).action_answer("Not ours")
        named = self.ask(department_id=self.lab.id, user_id=self.user_department.id)
        self.assertIn(named, self.seen_by(self.user_department))
        for user in (self.user_outsider, self.user_executive, self.user_his):
            with self.assertRaises(AccessError):
                self.seen_by(user)

    def test_an_agent_who_answers_for_a_department_sees_everything(self):
        both = self._make_user("hcs_both", "group_hcs_agent", "group_hcs_department")
        self.assertIn(self.ask(), self.seen_by(both))

    def test_a_department_learns_no_more_of_the_patient_than_it_needs(self):
        own = self.ask(patient_id=self.patient.id).with_user(self.user_department)
        self.assertEqual(own.patient_hint, "Zhang ** · M778")
        self.assertNotIn("patient_id", own.fields_get())
        with self.assertRaises(AccessError):
            own.read(["patient_id"])
        with self.assertRaises(AccessError):
            own.patient_id.name  # noqa: B018
        self.assertNotIn("Zhang San", str(own.read()))
        self.assertNotIn("Zhang", own.display_name)
        quiet = self.ask(patient_id=self.patient.id, tell_mrn=False).with_user(self.user_department)
        self.assertEqual(quiet.patient_hint, "Zhang **")

    def test_reading_is_logged(self):
        own = self.ask(patient_id=self.patient.id).with_user(self.user_department)
        own.web_read({"request": {}})
        log = self.env["hcs.access.log"].search(
            [("patient_id", "=", self.patient.id), ("user_id", "=", self.user_department.id)]
        )
        self.assertEqual(log.mapped("kind"), ["card"])

    def test_a_department_writes_its_answer_and_nothing_else(self):
        own = self.ask().with_user(self.user_department)
        refused = {
            "state": "answered",
            "rating": 5,
            "due_at": DUE + timedelta(days=9),
            "request": "Something easier",
            "department_id": self.lab.id,
            "answered_at": NOW,
            "requested_by_id": self.user_department.id,
        }
        for name, value in refused.items():
            with self.assertRaises(AccessError, msg=name):
                own.write({name: value})
        with self.assertRaises(AccessError):
            own.create({"department_id": self.ward.id, "request": "Ask ourselves"})
        own.action_answer("Yes")
        with self.assertRaises(AccessError):
            own.answer = "No"

    def test_an_agent_does_not_write_the_status_by_hand(self):
        request = self.ask(state="answered", rating=5, answered_at=NOW)
        self.assertEqual((request.state, request.rating, request.answered_at), ("requested", 0, False))
        for vals in ({"state": "answered"}, {"rating": 5}, {"answered_at": NOW}):
            with self.assertRaises(AccessError):
                request.write(vals)

    def test_the_person_asked_can_answer(self):
        with self.assertRaisesRegex(ValidationError, "may not answer"):
            self.ask(user_id=self.user_outsider.id)

    # the service record that waits
    def test_a_record_waits_for_the_mandatory_answer(self):
        service = self.env["hcs.service.type"].create({"name": "Own", "code": "own_collab"})
        record = self.as_user(self.user_agent, "hcs.service.record").create(
            {"type_id": service.id, "patient_id": self.patient.id}
        )
        request = self.ask(record_id=record.id)
        self.ask(record_id=record.id, mandatory=False)
        with self.assertRaisesRegex(UserError, "has not answered"):
            record.action_done()
        request.with_user(self.user_department).action_refuse("No beds")
        with self.assertRaisesRegex(UserError, "has not answered"):
            record.action_done()
        with freeze_time(DUE + timedelta(minutes=1)):
            self.env.invalidate_all()
            self.assertEqual(record.late_request_count, 1)  # the other one; a refused request is the centre's turn
        request.action_ask_again(due_at=DUE)
        request.with_user(self.user_department).action_answer("Bed 12")
        record.action_done()
        self.assertEqual(record.state, "done")

    # late or in time
    def test_late_and_in_time(self):
        on_time, late, waiting, overdue, withdrawn = (self.ask() for __ in range(5))
        waiting.sudo().due_at = NOW + timedelta(days=1)
        on_time.with_user(self.user_department).action_answer("Yes")
        withdrawn.action_withdraw()
        with freeze_time(DUE + timedelta(minutes=1)):
            self.env.invalidate_all()
            late.with_user(self.user_department).action_answer("Yes")
            mine = on_time | late | waiting | overdue | withdrawn
            self.assertEqual(mine.filtered("is_late"), late | overdue)
            requests = self.env["hcs.collaboration"]
            self.assertEqual(requests.search([("is_late", "=", True), ("id", "in", mine.ids)]), late | overdue)
            self.assertEqual(requests.search([("is_late", "=", False), ("id", "in", mine.ids)]), mine - late - overdue)
            [(department, rate)] = requests._read_group([("id", "in", mine.ids)], ["department_id"], ["on_time:avg"])
            self.assertEqual(department, self.ward)
            self.assertAlmostEqual(rate, 1 / 3)  # one of three that were due; open and withdrawn ones do not count

    def test_the_rate_is_a_measure_of_the_pivot(self):
        fields = self.env["hcs.collaboration"].fields_get(["on_time", "rating"], ["aggregator"])
        self.assertEqual(
            {name: field["aggregator"] for name, field in fields.items()}, {"on_time": "avg", "rating": "avg"}
        )

    def test_what_was_not_rated_does_not_count_as_bad(self):
        first, second = self.ask(), self.ask()
        first.with_user(self.user_department).action_answer("Yes")
        first.action_rate(5)
        [[average]] = self.env["hcs.collaboration"]._read_group(
            [("id", "in", (first | second).ids)], [], ["rating:avg"]
        )
        self.assertEqual(average, 5)
