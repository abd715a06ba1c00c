import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.common import MODULE
from tests.followup import FollowupCase, local

CALL = "2026-06-01 19:10"
NUMBER = "13812345678"


@tagged("post_install", "-at_install", "hcs_followup")
class TestConsole(FollowupCase):
    """FUP-15, AX3: one screen in one request, numbers masked, and keys that do what the buttons do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.tasks.with_user(cls.user_followup)

    def setUp(self):
        super().setUp()
        self.task = self._make_task()
        self.startPatcher(freeze_time(local(CALL)))

    def open(self):
        return self.mine.action_console_next()

    # ------------------------------------------------------------ the screen

    def test_next_shows_the_card(self):
        before = self.mine.get_console()
        self.assertFalse(before["task"], "looking takes nothing")
        self.assertEqual([row["id"] for row in before["queue"]], self.task.ids)
        card = self.open()["task"]
        self.assertEqual((card["id"], self.task.user_id), (self.task.id, self.user_followup))
        self.assertEqual(card["patient"]["name"], "Zhang San")
        self.assertEqual(card["visit"]["department"], "Surgery")
        self.assertTrue(card["parts"][0]["script"])
        self.assertTrue(card["parts"][0]["questionnaire"]["next_id"])

    def test_a_reload_goes_on_where_it_was(self):
        card = self.open()["task"]
        questionnaire = card["parts"][0]["questionnaire"]
        first = questionnaire["questions"][0]
        self.task.with_user(self.user_followup).action_answer(first["id"], [first["options"][0]["id"]])
        again = self.mine.get_console()["task"]
        self.assertEqual(again["id"], card["id"])
        self.assertNotIn(again["parts"][0]["questionnaire"]["next_id"], (first["id"], False))

    def test_nothing_due_says_when_the_window_opens(self):
        self.task.sudo().write({"state": "cancelled"})
        with freeze_time(local("2026-06-01 10:00")):
            console = self.mine.action_console_next()
        self.assertFalse(console["task"])
        self.assertEqual(console["queue"], [])
        self.assertTrue(console["nothing"]["text"])
        self.assertGreater(console["nothing"]["opens_at"], "2026-06-01 02:00:00")

    def test_agreed_call_backs_stand_below_what_is_due(self):
        other = self._make_task(patient_id=self._make_patient("13812345679", name="Li Si").id)
        other.sudo().write(
            {
                "user_id": self.user_followup.id,
                "callback_agreed": True,
                "next_try_at": fields.Datetime.now() + timedelta(hours=2),
            }
        )
        rows = self.mine.get_console()["queue"]
        self.assertEqual([(row["id"], row["later"]) for row in rows], [(self.task.id, False), (other.id, True)])
        others = self.tasks.with_user(self.user_pii).get_console()["queue"]
        self.assertNotIn(other.id, [row["id"] for row in others])

    # ------------------------------------------------------------ rights and personal data

    def test_who_may(self):
        for user in (self.user_followup, self.user_leader, self.user_director, self.user_admin, self.user_pii):
            self.assertIn("queue", self.tasks.with_user(user).get_console())
        for user in (self.user_agent, self.user_executive, self.user_department, self.user_outsider, self.user_his):
            with self.assertRaises(AccessError):
                self.tasks.with_user(user).get_console()
            with self.assertRaises(AccessError):
                self.tasks.with_user(user).action_console_next()

    def test_a_follow_up_of_another_hospital_is_not_found(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._make_user(
            "hcs_console_else", "group_hcs_followup", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        for task_id in (self.task.id, 2**31 - 1, "1", [1]):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.tasks.with_user(user).get_console(task_id)

    def test_no_number_in_full(self):
        """SEC-01: nobody gets a number with the screen, only masked; the card is written down as a look."""
        for user in (self.user_followup, self.user_pii):
            tasks = self.tasks.with_user(user)
            text = json.dumps(tasks.get_console(self.task.id), default=str)
            self.assertNotIn(NUMBER, text)
            self.assertIn("5678", text)
            looks = self.env["hcs.access.log"].search([("user_id", "=", user.id), ("kind", "=", "card")])
            self.assertEqual(looks.patient_id, self.patient)

    def test_dialling_gives_the_number_to_those_who_may_see_it(self):
        blind = self.open()["task"]["id"]
        console = self.mine.browse(blind).action_console_dial()
        self.assertEqual((console["task"]["dialled"], console["number"]), (True, False))
        self.mine.browse(blind).action_release()
        seeing = self.tasks.with_user(self.user_pii)
        console = seeing.browse(blind).action_console_dial()
        self.assertEqual(console["number"], NUMBER)
        shown = self.env["hcs.access.log"].search([("user_id", "=", self.user_pii.id), ("kind", "=", "reveal")])
        self.assertEqual(len(shown), 1, "one call, one line")

    def test_nobody_calls_the_dead(self):
        self.open()
        # the feed writes past the planner
        self.env.cr.execute("UPDATE hcs_patient SET deceased = TRUE WHERE id = %s", [self.patient.id])
        self.env.invalidate_all()
        console = self.mine.browse(self.task.id).action_console_dial()
        self.assertTrue(console["stopped"])
        self.assertEqual(self.task.state, "cancelled")

    # ------------------------------------------------------------ cost

    def test_queries_do_not_grow_with_the_work(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.mine.get_console()
            return self.env.cr.sql_log_count - before

        def add(numbers):
            for number in numbers:
                patient = self._make_patient(f"1391234567{number}", name=f"Patient {number}")
                self._make_task(patient_id=patient.id)
                self.env["hcs.contact"].create({"patient_id": self.patient.id, "user_id": self.user_leader.id})

        self.open()
        add([0])
        count()  # whatever is cached once for all
        few = count()
        add(range(1, 9))
        self.assertEqual(count(), few)
        self.assertEqual(len(self.mine.get_console()["queue"]), 10)
        self.assertLess(few, 100)

    def test_from_next_to_the_whole_console_costs_the_same_whatever_waits(self):
        """FUP-15: the button between two calls: claiming the next one and the screen with it."""

        def count():
            self.tasks.search([("state", "=", "in_progress")]).action_release()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(self.mine.action_console_next()["task"])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def add(numbers):
            for number in numbers:
                patient = self._make_patient(f"139123456{number}", name=f"Patient {number}")
                self._make_task(patient_id=patient.id)

        add(range(10, 12))
        count()  # whatever is cached once for all
        few = count()
        add(range(20, 32))
        self.assertEqual(count(), few)

    # ------------------------------------------------------------ outcomes

    def test_an_outcome_says_what_follows(self):
        task = self.mine.browse(self.open()["task"]["id"])
        console = task.action_console_outcome("no_answer", attempt_lines=0)
        self.assertEqual((self.task.state, self.task.failed_count), ("open", 1))
        self.assertRegex(console["result"], r"^No answer\. Next try from 2026-06-0\d \d\d:\d\d\.$")
        self.assertFalse(console["task"])

    def test_an_outcome_whose_answer_was_lost_is_recorded_once(self):
        """The line breaks between the server and the agent: pressing the key again tells what was kept."""
        task = self.mine.browse(self.open()["task"]["id"])
        for _press in range(2):
            console = task.action_console_outcome("no_answer", attempt_lines=0)
            self.assertIn("No answer", console["result"])
        self.assertEqual((len(self.task.attempt_ids), self.task.failed_count), (1, 1))

    def test_a_call_back_needs_its_time(self):
        task = self.mine.browse(self.open()["task"]["id"])
        with self.assertRaisesRegex(UserError, "time the patient asked for"):
            task.action_console_outcome("callback", attempt_lines=0)
        console = task.action_console_outcome("callback", attempt_lines=0, callback_at=local("2026-06-02 09:30"))
        self.assertIn("2026-06-02 09:30", console["result"])
        self.assertTrue(self.task.callback_agreed)

    def test_only_known_words_are_taken(self):
        task = self.mine.browse(self.open()["task"]["id"])
        with self.assertRaises(UserError):
            task.action_console_outcome("no_answer", at="2026-01-01 00:00:00")
        with self.assertRaises(UserError):
            task.action_console_outcome("no_such", attempt_lines=0)
        with self.assertRaises(UserError):
            task.action_console_save({"state": "done"})
        self.assertEqual(self.task.state, "in_progress")

    def test_every_outcome_has_its_own_key(self):
        keys = [outcome["key"] for outcome in self.mine.get_console()["outcomes"]]
        self.assertEqual(len(set(keys)), len(keys))
        self.assertNotIn("", keys)

    # ------------------------------------------------------------ what is typed

    def test_notes_are_kept_while_they_are_typed(self):
        task = self.mine.browse(self.open()["task"]["id"])
        task.action_console_save({"note": "wound dry", "promise": "send report", "promise_on": "2026-06-05"})
        card = self.mine.get_console()["task"]
        self.assertEqual(
            (card["note"], card["promise"], card["promise_on"]), ("wound dry", "send report", "2026-06-05")
        )
        task.action_console_save({"promise_on": ""})
        self.assertFalse(self.task.promise_on)
        with self.assertRaisesRegex(UserError, "looks after"):
            self.tasks.with_user(self.user_pii).browse(self.task.id).action_console_save({"note": "x"})
        with self.assertRaises(AccessError):
            self.tasks.with_user(self.user_agent).browse(self.task.id).action_console_save({"note": "x"})

    def test_opinions_in_one_step(self):
        """FUP-09, FUP-17."""
        task = self.mine.browse(self.open()["task"]["id"])
        said = task.action_console_note_opinion("suggestion", " Open at seven ")
        self.assertEqual([line["text"] for line in said], ["Open at seven"])
        self.assertEqual(
            (self.task.opinion_ids.kind, self.task.opinion_ids.department_id), ("suggestion", self.department)
        )
        for kind, text in (("suggestion", " "), ("poem", "x")):
            with self.assertRaises(UserError):
                task.action_console_note_opinion(kind, text)

    def test_reasons_are_asked_where_the_patient_rated(self):
        task = self.mine.browse(self.open()["task"]["id"])
        self.assertEqual(task.get_console_satisfaction(), [])
        self.task.satisfaction_ids.filtered(lambda line: line.aspect == "doctor").level = "1"
        [line] = task.get_console_satisfaction()
        self.assertTrue(line["bad"])
        aspects = self.mine.get_console()["task"]["parts"][0]["aspect_ids"]
        self.assertIn(self.env.ref(f"{MODULE}.survey_hcs_visit_paid_doctor").id, aspects)
