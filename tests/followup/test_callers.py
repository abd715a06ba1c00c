"""FUP-01: somebody who asked and has not booked is called again, with or without a card."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.common import MODULE
from tests.followup import FollowupCase, local, shown

ASKED = "2026-06-01 10:00"
EVENING = "2026-06-02 19:05"
NUMBER = "13911112222"


@tagged("post_install", "-at_install", "hcs_followup")
class TestCallers(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls.env["hcs.service.type"].search([("phase", "=", "pre"), ("group", "!=", "booking")], limit=1)
        cls.service = service
        cls.consulted = cls.env.ref(f"{MODULE}.hcs_followup_plan_consulted")

    def _ask(self, number=NUMBER, at=ASKED, **values):
        with freeze_time(local(at)):
            return self.env["hcs.service.record"].create(
                {
                    "type_id": self.service.id,
                    "department_id": self.department.id,
                    "caller_name": "Qian Duoduo",
                    "caller_phone": number,
                    "subject": "Price of a check-up",
                    **values,
                }
            )

    def _planned(self, records, now="2026-06-01 10:10"):
        self.plans._plan_records(records, now=local(now))
        return self.tasks.search([("service_record_id", "in", records.ids)], order="due_at, id")

    def _call(self, task, code, moment=EVENING, user=None, **values):
        with freeze_time(local(moment)):
            mine = task.with_user(user or self.user_followup)
            mine.action_dial()
            return mine.action_record_attempt(code, **values)

    # ---------------------------------------------------------------- planned

    def test_a_caller_is_called_twice(self):
        """Second call: day 1 and day 3 after the question, by the number alone."""
        record = self._ask()
        tasks = self._planned(record)
        self.assertEqual([shown(task.due_at)[:10] for task in tasks], ["2026-06-02", "2026-06-04"])
        self.assertFalse(tasks.patient_id)
        self.assertTrue(all(tasks.mapped("is_caller")))
        self.assertEqual(self._planned(record), tasks, "asked again: nothing new")
        self.assertFalse(self._planned(self._ask(number=False)), "nobody to call")

    def test_a_card_that_is_found_later_takes_the_calls(self):
        record = self._ask()
        tasks = self._planned(record)
        record.patient_id = self.patient
        self.assertEqual(self._planned(record), tasks)
        self.assertEqual(tasks.patient_id, self.patient)

    def test_whoever_came_is_not_asked_again(self):
        record = self._ask()
        tasks = self._planned(record)
        someone = self._make_patient(NUMBER, name="Qian Duoduo")
        self._make_visit(patient_id=someone.id, state="planned", planned_at=local("2026-06-03 09:00"))
        self._planned(record)
        self.assertEqual(set(tasks.mapped("cancel_reason")), {"booked"}, "the number is the one of a patient who came")

    def test_somebody_is_named(self):
        step = self.consulted.step_ids[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.tasks.create({"step_id": step.id})
            self.env.flush_all()

    # ---------------------------------------------------------------- called

    def test_console_card_dial_and_attempt(self):
        """FUP-05, FUP-15: the name shortened, the number masked, in full only for the call of those who may see it."""
        task = self._planned(self._ask())[0]
        with freeze_time(local(EVENING)):
            console = self.tasks.with_user(self.user_followup).action_console_next()
            card = console["task"]
            self.assertEqual(card["id"], task.id)
            self.assertEqual((card["patient"]["name"], card["patient"]["caller"]), ("Qian **", True))
            self.assertNotIn(NUMBER, str(console))
            self.assertIn("2222", card["patient"]["phones"][0]["number"])
            self.assertIn("Price of a check-up", card["patient"]["notes"])
            dialled = task.with_user(self.user_followup).action_console_dial()
            self.assertFalse(dialled["number"] or dialled["stopped"])
            result = task.with_user(self.user_followup).action_console_outcome("no_answer")
            self.assertIn("Next try", result["result"])
        self.assertEqual((task.state, task.failed_count), ("open", 1))
        attempt = task.attempt_ids
        self.assertFalse(attempt.phone_id)
        self.assertTrue(attempt.number_masked.endswith("2222") and "*" in attempt.number_masked)
        contact = self.env["hcs.contact"].search([("res_model", "=", task._name), ("res_id", "=", task.id)])
        self.assertEqual((contact.number, contact.outcome, contact.patient_id.id), (NUMBER, "no_answer", False))
        self.assertIn(task.service_record_id.reference, contact.caller_name)
        self.assertNotIn("Qian", contact.caller_name)
        with freeze_time(local("2026-06-03 14:35")):
            card = task.with_user(self.user_followup).get_console(task.id)["task"]
            self.assertEqual([line["id"] for line in card["contacts"]], contact.ids)

    def test_who_may_see_the_number_gets_it_at_the_dial(self):
        task = self._planned(self._ask())[0]
        with freeze_time(local(EVENING)):
            task.user_id = self.user_pii
            self.assertEqual(task.with_user(self.user_pii).action_console_dial()["number"], NUMBER)
            self.assertEqual(task.with_user(self.user_pii).dial_number, NUMBER)

    def test_three_failures_end_it(self):
        task = self._planned(self._ask())[0]
        for moment in ("2026-06-02 19:05", "2026-06-03 14:35", "2026-06-03 19:05"):
            self._call(task, "no_answer", moment)
        self.assertEqual((task.state, task.failed_count), ("unsuccessful", 3))
        with self.assertRaises(UserError):
            task.with_user(self.user_followup).action_send_link()

    def test_what_is_promised_and_asked_has_a_place(self):
        """FUP-09, FUP-11: opinion, promise, doctor and executive assistant without a card."""
        task = self._planned(self._ask())[0]
        mine = task.with_user(self.user_followup)
        mine.action_console_note_opinion("need", "A price list")
        mine.action_refer_to_executive("Too dear")
        mine.action_ask_doctor("May she come fasting?")
        mine.write({"promise": "Send the list", "promise_on": "2026-06-05"})
        self._call(task, "answered")
        self.assertEqual(task.state, "done")
        todo = task.service_record_id.activity_ids.filtered(lambda activity: activity.summary == "Send the list")
        self.assertEqual(str(todo.date_deadline), "2026-06-05")
        self.assertFalse(task.doctor_request_ids.patient_id)

    # ---------------------------------------------------------------- stopped

    def test_a_number_that_wants_no_calls_is_not_called_again(self):
        """FUP-13: do-not-call of a number, for this request and for later ones."""
        first, second = self._planned(self._ask())
        later = self._ask("+86 139 1111 2222", "2026-06-01 15:00")
        other = self._planned(later, "2026-06-01 15:10")
        self._call(first, "do_not_call")
        self.assertEqual(set((second | other).mapped("state")), {"cancelled"})
        self.assertEqual(set((second | other).mapped("cancel_reason")), {"refused"})
        self.assertFalse(self._planned(self._ask(at="2026-06-10 10:00"), "2026-06-10 10:10"))

    def test_the_guard_is_asked_by_number(self):
        guard = self.env["hcs.contact.guard"]
        at = local(EVENING)

        def check(number, purpose="followup", moment=at, **kwargs):
            return guard._check_number(number, purpose, "call", moment, company=self.company, **kwargs)

        self.assertFalse(check(NUMBER))
        self.assertEqual(check(False), "no_number")
        self.assertEqual(check(NUMBER, "marketing"), "consent_missing")
        self.assertEqual(check(NUMBER, moment=local("2026-06-02 12:00")), "outside_window")
        self.assertFalse(check(NUMBER, moment=local("2026-06-02 12:00"), requested=True))
        guard._block_number("139 1111 2222", self.company)
        self.assertEqual(check(NUMBER), "number_blocked")
        self.assertFalse(check(NUMBER, "service"), "what somebody asks for is answered")
        self.env["phone.blacklist"]._remove(["+86" + NUMBER])
        self.assertFalse(check(NUMBER))

    def test_what_a_patient_said_counts_for_the_number(self):
        guard = self.env["hcs.contact.guard"]
        owner = self._make_patient(NUMBER, name="Qian Duoduo")
        self.env["hcs.consent"].create({"patient_id": owner.id, "purpose": "followup", "state": "withdrawn"})
        reason = guard._check_number(NUMBER, "followup", "call", local(EVENING), company=self.company)
        self.assertEqual(reason, "consent_withdrawn")

    def test_a_blocked_number_of_a_patient_is_not_called_either(self):
        """Planning, dealing and dialling agree; another number of the same patient may be called."""
        task = self._make_task(now="2026-06-01 18:40")
        self.env["hcs.contact.guard"]._block_number("13812345678", self.company)
        code = self.env["hcs.contact.guard"]._check(
            self.patient, "followup", "call", local("2026-06-01 19:05"), company=self.company
        )
        self.assertEqual(code[self.patient.id], "number_blocked")
        with freeze_time(local("2026-06-01 19:05")):
            self.assertFalse(self.tasks.with_user(self.user_followup)._claim_next())
            self.assertFalse(self.patient._with_blocked_numbers() - self.patient)
            self.env["hcs.patient.phone"].create({"patient_id": self.patient.id, "number": "13811110000"})
            self.assertFalse(self.patient._with_blocked_numbers())
            self.assertEqual(self.tasks.with_user(self.user_followup)._claim_next(), task)
            phone = task._get_phone()
            self.assertEqual(phone.number, "13811110000", "the one that may be called")
            phone.unlink()
            self.tasks._cron_stop(local("2026-06-01 19:06"))
            task.with_user(self.user_followup).action_dial()
        self.assertEqual((task.state, task.cancel_reason), ("cancelled", "number_blocked"))

    def test_a_wrong_number_ends_all_calls_to_it(self):
        first, second = self._planned(self._ask())
        self._call(first, "wrong_person")
        self.assertNotIn(first.state, ("open", "in_progress"))
        self.assertEqual((second.state, second.cancel_reason), ("cancelled", "number_wrong"))
        self.assertFalse(self.env["hcs.followup.number"].search([("task_id", "=", first.id)]), "there is no card")

    # ---------------------------------------------------------------- one person, one call

    def test_two_requests_of_one_number_are_one_call(self):
        """FUP-13, with the number for the person."""
        one = self._planned(self._ask())[0]
        other = self._planned(self._ask(at="2026-06-01 11:00"), "2026-06-01 11:10")[0]
        stranger = self._planned(self._ask("13911113333", "2026-06-01 12:00"), "2026-06-01 12:10")[0]
        with freeze_time(local(EVENING)):
            taken = self.tasks.with_user(self.user_followup)._claim_next()
            self.assertEqual(taken | taken.bundle_task_ids, one | other)
            self.assertEqual(stranger.state, "open")
            taken.with_user(self.user_followup).action_dial()
            taken.with_user(self.user_followup).action_record_attempt("answered")
        self.assertEqual((one | other).mapped("state"), ["done", "done"])
        contacts = self.env["hcs.contact"].search([("res_model", "=", one._name), ("res_id", "in", (one | other).ids)])
        self.assertEqual(len(contacts), 1)

    def test_nobody_is_called_twice_in_a_window_or_too_often(self):
        one = self._planned(self._ask())[0]
        self._call(one, "answered")
        late = self._planned(self._ask(at="2026-06-01 13:00"), "2026-06-01 13:10")[0]
        self.assertEqual(self._hold(late, "2026-06-02 19:10"), "called_in_window")
        self.company.write({"hcs_cap_day": 1, "hcs_cap_week": 0})
        self.assertEqual(self._hold(late, "2026-06-03 14:35"), False)
        self.company.write({"hcs_cap_day": 0, "hcs_cap_week": 1})
        self.assertEqual(self._hold(late, "2026-06-03 14:35"), "cap_week")

    def _hold(self, task, moment):
        with freeze_time(local(moment)):
            return task._hold_reason(local(moment))

    def test_callers_are_dealt_one_by_one(self):
        """FUP-14: two strangers are not one person."""
        one = self._planned(self._ask())[0]
        other = self._planned(self._ask("13911113333"))[0]
        self.assertNotEqual(one._person_key(), other._person_key())
        self.assertLess(one._person_key(), 0)

    def test_the_sheet_names_the_caller(self):
        task = self._planned(self._ask())[0]
        self.assertEqual(task.with_user(self.user_followup)._person_name(), "Qian **")
        self.assertEqual(task.with_user(self.user_pii)._person_name(), "Qian Duoduo")
