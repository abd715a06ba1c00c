"""CRM-01, KA3: contacts in a rhythm become tasks once; silence and low scores are found, sorted and told."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from tests.vip import at
from tests.vip.test_key_account import KeyCase


class RhythmCase(KeyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what other data brought has its own tasks
        cls.env["hcs.key.account"].search([("id", "!=", cls.works.id)]).active = False

    def job(self, day):
        with freeze_time(at(day)):
            self.run_job("key_accounts")

    def tasks(self, account=None):
        notices = self.env["hcs.key.account.notice"].search(
            [("account_id", "=", (account or self.works).id)], order="id"
        )
        return [(notice.kind, notice.key) for notice in notices]

    def note(self, day, text="Went well", **values):
        with freeze_time(at(day)):
            return self.works.with_user(self.user_vip).action_note_contact("visit", text, **values)


@tagged("post_install", "-at_install", "hcs_vip")
class TestRhythm(RhythmCase):
    def test_the_rhythm_counts_from_the_last_contact(self):
        self.assertEqual((self.works.last_contact_on, str(self.works.next_contact_on)), (False, "2026-01-31"))
        line = self.note("2026-02-10", person_id=self.leader_person.id)
        self.assertEqual((line.state, line.done_by_id, line.person_id), ("done", self.user_vip, self.leader_person))
        self.assertEqual(
            (str(self.works.last_contact_on), str(self.works.next_contact_on)), ("2026-02-10", "2026-03-12")
        )
        # what was made earlier does not set the rhythm back
        self.note("2026-02-11", on="2026-01-05")
        self.assertEqual(str(self.works.next_contact_on), "2026-03-12")
        self.works.contact_every_days = 0
        self.assertFalse(self.works.next_contact_on)

    def test_due_is_a_question_of_the_day(self):
        accounts = self.env["hcs.key.account"]
        for day, due in (("2026-01-30", False), ("2026-01-31", True)):
            with freeze_time(at(day)):
                self.works.invalidate_recordset()
                self.assertEqual(self.works.is_contact_due, due)
                found = accounts.search([("is_contact_due", "=", True), ("id", "=", self.works.id)])
                self.assertEqual(bool(found), due)

    def test_one_task_for_each_time_however_often_the_job_runs(self):
        self.works.quiet_days = 0
        self.job("2026-01-30")
        self.assertEqual(self.tasks(), [])
        for day in ("2026-01-31", "2026-01-31", "2026-02-05"):
            self.job(day)
        self.assertEqual(self.tasks(), [("contact", "2026-01-31")])
        activity = self.works.activity_ids
        self.assertEqual((activity.user_id, str(activity.date_deadline)), (self.user_vip, "2026-01-31"))
        # somebody did it: the next one comes by the rhythm, not before
        activity.action_done()
        self.job("2026-02-06")
        self.assertEqual(len(self.tasks()), 1)
        self.note("2026-02-06")
        self.job("2026-03-08")
        self.assertEqual(self.tasks(), [("contact", "2026-01-31"), ("contact", "2026-03-08")])

    def test_planned_contacts_birthdays_and_contracts(self):
        self.works.write({"quiet_days": 0, "contact_every_days": 0})
        plan = self.env["hcs.key.account.plan"].create(
            {
                "account_id": self.works.id,
                "name": "Spring visit",
                "due_on": "2026-03-20",
                "user_id": self.user_leader.id,
            }
        )
        self.job("2026-03-12")
        self.assertEqual(self.tasks(), [])
        for day in ("2026-03-13", "2026-03-14"):
            self.job(day)
        self.assertEqual(
            self.tasks(), [("birthday", f"{self.leader_person.id}:2026"), ("plan", f"{plan.id}:2026-03-20")]
        )
        self.assertEqual(self.works.activity_ids.user_id, self.user_leader | self.user_vip)
        self.job("2026-11-05")
        self.assertIn(("contract", f"{self.contract.id}:2026-12-31"), self.tasks())
        following = self.contract.copy({"number": "C-2", "date_from": "2027-01-01", "date_to": "2027-12-31"})
        self.job("2026-12-01")
        self.assertEqual(len(self.tasks()), 3)
        self.assertTrue(following)

    def test_a_repeated_contact_plans_its_next(self):
        plan = self.env["hcs.key.account.plan"].create(
            {"account_id": self.works.id, "name": "Visit", "due_on": "2026-01-31", "repeat": "month"}
        )
        with freeze_time(at("2026-02-03")):
            self.refused("what came of it", lambda: plan.with_user(self.user_vip).action_done())
            self.refused("not before", lambda: plan.action_done("x", "2026-02-04"))
            plan.with_user(self.user_vip).action_done("Fine")
        following = self.works.plan_ids - plan
        self.assertEqual(
            (str(following.due_on), following.state, str(plan.done_on)), ("2026-02-28", "todo", "2026-02-03")
        )
        self.refused("stays on record", lambda: plan.with_user(self.user_vip).write({"name": "x"}))
        self.refused("stays on record", plan.unlink)
        self.refused("Only a planned contact", plan.action_drop)
        following.action_drop()
        self.assertEqual(len(self.works.plan_ids), 2)

    def test_birthdays(self):
        people = self.env["hcs.key.account.person"]
        self.leader_person.birthdate = "1980-02-29"
        for day, expected in (
            ("2026-02-27", "2026-02-28"), ("2026-03-01", "2027-02-28"), ("2028-02-28", "2028-02-29"),
        ):  # fmt: skip
            person = self.leader_person.with_context(hcs_as_of=day)
            self.assertEqual(str(person.next_birthday_on), expected)
            domain = [("id", "=", person.id), ("next_birthday_on", "<=", expected)]
            self.assertTrue(people.with_context(hcs_as_of=day).search(domain), day)
            domain = [("id", "=", person.id), ("next_birthday_on", "<", expected)]
            self.assertFalse(people.with_context(hcs_as_of=day).search(domain), day)

    def test_whoever_has_left_gets_no_task(self):
        self.works.quiet_days = 0
        manager = self._make_user("hcs_manager", "group_hcs_vip")
        self.works.manager_id = manager
        manager.active = False
        self.job("2026-02-01")
        told = self.env["hcs.key.account.notice"].search([("account_id", "=", self.works.id)]).user_id
        self.assertTrue(told.active and told.has_group("hospital_customer_service.group_hcs_vip"))

    def test_one_bad_account_does_not_hold_up_the_others(self):
        other = self.env["hcs.key.account"].create({"name": "School", "managed_since": "2026-01-01", "quiet_days": 0})
        self.works.quiet_days = 0
        accounts = type(self.works)
        original = accounts._give_task

        def failing(record, *args):
            if record == self.works:
                raise ValueError("broken")
            return original(record, *args)

        self.patch(accounts, "_give_task", failing)
        with self.assertLogs("odoo.addons.hospital_customer_service.models.vip.hcs_vip_membership_job", "WARNING"):
            self.job("2026-02-01")
        self.assertEqual((self.tasks(), len(self.tasks(other))), ([], 1))

    def test_a_run_is_bounded(self):
        self.patch(self.env.registry["hcs.key.account"], "_give_task", lambda *args: given.append(args))
        given = []
        self.env["hcs.key.account"].create(
            [{"name": f"Works {number}", "managed_since": "2026-01-01"} for number in range(4)]
        )
        import odoo.addons.hospital_customer_service.models.vip.hcs_key_account_job as module

        self.patch(module, "BATCH", 2)
        self.job("2026-02-01")
        self.assertEqual(len(given), 2)


@tagged("post_install", "-at_install", "hcs_vip")
class TestRisk(RhythmCase):
    def risk(self, day, account=None):
        """The sign of a day; field, search and group say the same."""
        account = (account or self.works).with_context(hcs_as_of=day)
        self.env.flush_all()
        account.invalidate_recordset()
        domain = [("id", "=", account.id), ("risk", "=", account.risk)]
        self.assertEqual(account.search(domain), account)
        [(risk, count)] = account._read_group([("id", "=", account.id)], ["risk"], ["__count"])
        self.assertEqual((risk, count), (account.risk, 1))
        return account.risk

    def test_no_visit_for_so_many_days(self):
        self.works.quiet_days = 60
        self.put_on_roster()
        self.assertEqual(self.risk("2026-03-02"), "0")
        self.assertEqual(self.risk("2026-03-03"), "1")
        self.visit("2026-03-10", kind="outpatient")
        self.visit("2026-05-08", state="no_show")
        self.assertEqual(self.risk("2026-05-09"), "0")
        self.assertEqual(self.risk("2026-05-10"), "1")
        self.assertEqual(str(self.works.with_context(hcs_as_of="2026-05-10").last_visit_on), "2026-03-10")
        self.works.quiet_days = 0
        self.assertEqual(self.risk("2026-05-10"), "0")

    def test_visits_of_those_who_left_do_not_count(self):
        self.works.quiet_days = 60
        self.put_on_roster(date_to="2026-03-31")
        self.visit("2026-04-20")
        self.assertEqual(self.risk("2026-05-01"), "1")

    def test_a_key_individual_by_the_patients_own_visits(self):
        account = self.env["hcs.key.account"].create(
            {"kind": "individual", "patient_id": self.patient.id, "managed_since": "2025-01-01", "quiet_days": 30}
        )
        self.assertEqual(self.risk("2026-03-01", account), "1")
        self.visit("2026-02-20")
        self.assertEqual(self.risk("2026-03-01", account), "0")

    def answer(self, level, day, aspect="overall"):
        step = self.env["hcs.followup.plan.step"].search([], limit=1)
        task = self.env["hcs.followup.task"].create(
            {"patient_id": self.patient.id, "visit_id": self.visit(day).id, "step_id": step.id, "due_at": at(day)}
        )
        task.sudo().write({"state": "done", "closed_at": at(day)})
        self.env["hcs.followup.satisfaction"].sudo().create({"task_id": task.id, "aspect": aspect, "level": level})

    def test_a_low_score(self):
        self.put_on_roster()
        self.answer("3", "2026-03-01")
        self.answer("na", "2026-03-02")
        self.assertEqual(self.risk("2026-03-10"), "0")
        self.answer("1", "2026-03-03")
        works = self.works.with_context(hcs_as_of="2026-03-10")
        self.assertEqual(self.risk("2026-03-10"), "2")
        # satisfied is two thirds, very dissatisfied nothing
        self.assertAlmostEqual(works.score, 100 / 3, 1)
        self.assertEqual(works.score_count, 2)
        self.company.hcs_key_low_score = 30
        self.assertEqual(self.risk("2026-03-10"), "0")
        self.company.hcs_key_low_score = 60
        self.assertEqual(self.risk("2026-03-02"), "0")
        # answers grow old
        self.works.quiet_days = 0
        self.assertEqual(self.risk("2027-03-05"), "0")

    def test_ratings_of_services_to_members_count_as_well(self):
        self.put_on_roster()
        membership = self.join()
        with freeze_time(at("2026-04-01")):
            membership.with_user(self.user_agent).action_use("escort").action_done("Zhao", rating="2")
        works = self.works.with_context(hcs_as_of="2026-04-02")
        self.assertEqual(self.risk("2026-04-02"), "2")
        self.assertEqual(works.score, 25)

    def test_sorted_by_risk(self):
        calm = self.env["hcs.key.account"].create({"name": "School", "managed_since": "2026-05-01"})
        self.works.quiet_days = 60
        found = self.env["hcs.key.account"].with_context(hcs_as_of="2026-05-10")
        ours = [("id", "in", (calm | self.works).ids)]
        self.assertEqual(found.search(ours, order="risk desc"), self.works | calm)
        self.assertEqual(found.search([*ours, ("risk", "!=", "0")]), self.works)
        self.assertEqual(found.search(ours, order="last_visit_on, id")[:1], min(calm | self.works, key=lambda a: a.id))

    def test_tasks_one_for_each_silence_and_one_a_quarter_for_a_score(self):
        self.works.write({"quiet_days": 60, "contact_every_days": 0})
        self.leader_person.birthdate = False
        self.put_on_roster()
        for day in ("2026-03-03", "2026-03-04", "2026-04-04"):
            self.job(day)
        self.assertEqual(self.tasks(), [("quiet", "2026-01-01")])
        self.visit("2026-04-05")
        self.job("2026-04-20")
        self.assertEqual(len(self.tasks()), 1)
        self.answer("1", "2026-04-06")
        for day in ("2026-04-21", "2026-05-21"):
            self.job(day)
        self.assertEqual(self.tasks()[1:], [("score", "2026-Q2")])
        self.job("2026-07-01")
        self.assertEqual(self.tasks()[2:], [("quiet", "2026-04-06"), ("score", "2026-Q3")])
        self.assertEqual(self.works.activity_ids.user_id, self.user_vip)

    def test_fifty_accounts_cost_as_much_as_one(self):
        accounts = self.env["hcs.key.account"].create([{"name": f"W{number}"} for number in range(50)])
        self.env.flush_all()
        for some in (accounts[:1], accounts):
            self.env.invalidate_all()
            some.mapped("quiet_days")
            with self.assertQueryCount(4):
                some.mapped("risk")

    def test_settings_in_range(self):
        for name, value in (("hcs_key_low_score", 101), ("hcs_key_lead_days", -1), ("hcs_key_score_days", 0)):
            with self.subTest(name=name):
                self.refused(
                    "", lambda name=name, value=value: self.company.write({name: value}), (UserError, IntegrityError)
                )

    def test_nothing_of_it_is_stored(self):
        for name in ("risk", "score", "last_visit_on", "is_contact_due"):
            self.assertFalse(self.env["hcs.key.account"]._fields[name].store, name)
