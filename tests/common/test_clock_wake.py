"""Waking up: warnings, breaches, the ladder, people on duty, downtime (FEATURES D1, SD7; zammad #4432)."""

from datetime import date, timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from .clocks import NOW, ClockCase, local


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time(NOW)
class TestClockWake(ClockCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.agents[0]
        cls.env["res.users"].search(
            [("group_ids", "in", cls.env.ref("hospital_customer_service.group_hcs_director").ids)]
        )
        cls.director = cls.user_director

    def _ladder(self, policy, *lines):
        self.env["hcs.clock.escalation"].create(
            [
                {"policy_id": policy.id, "percent": percent, "notify": notify, "repeat_days": repeat}
                for percent, notify, repeat in lines
            ]
        )

    def _told(self, clocks):
        return [(level, people) for _kind, level, _who, people in self._events(clocks, "escalation")]

    def test_the_ladder(self):
        """SD7: at 80 % the owner, at the end the leader, at 150 % the director; one event for each rung."""
        policy = self._policy()
        self._ladder(policy, (100, "team_leader", 0), (150, "director", 0))
        clock = self._start("2026-11-20 09:00", user_id=self.owner.id)
        owner, leader, director = "hcs_desk_a", "hcs_leader", "hcs_director"
        seen = []
        for moment, new in (
            ("2026-11-20 09:47", []),
            ("2026-11-20 09:49", [(80, (owner,))]),
            ("2026-11-20 09:59", []),
            ("2026-11-20 10:01", [(100, (owner,)), (100, (leader,))]),
            ("2026-11-20 10:02", []),
            ("2026-11-20 10:31", [(150, (director,))]),
            ("2026-11-20 17:00", []),
        ):
            self._wake(moment)
            seen += new
            self.assertEqual(self._told(clock), seen, moment)
        self.assertFalse(clock.next_wake_at)
        lines = [body for body in clock.service_record_id.message_ids.sorted("id").mapped("body") if "Told:" in body]
        self.assertEqual(len(lines), 2, "what goes beyond the agent stands in the record")
        self.assertIn(self.leader.name, lines[0])
        self.assertIn(self.director.name, lines[1])
        self.assertEqual(self._events(clock, "warning", "breach"), [("warning", 0, "", ()), ("breach", 0, "", ())])
        facts = clock.event_ids.filtered(lambda event: event.kind in ("warning", "breach"))
        self.assertEqual(facts.mapped("at"), [local("2026-11-20 09:48"), local("2026-11-20 10:00")])

    def test_downtime_is_made_up_for_without_doubles(self):
        """One run after three days: the facts at their own time, every rung once, one message for each person."""
        policy = self._policy()
        self._ladder(policy, (100, "team_leader", 1), (150, "director", 0))
        clock = self._start("2026-11-20 09:00", user_id=self.owner.id)
        for _run in range(3):
            self._wake("2026-11-24 09:00")
        self.assertEqual(len(self._events(clock, "warning", "breach")), 2)
        told = [(80, ("hcs_desk_a",)), (100, ("hcs_desk_a",)), (100, ("hcs_leader",)), (150, ("hcs_director",))]
        self.assertEqual(sorted(self._told(clock)), told)
        rung = clock.event_ids.filtered(lambda event: event.addressee == "team_leader")
        self.assertEqual(rung.number, 3, "of the repetitions that were missed only the last one")
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "hcs.service.record"), ("res_id", "=", clock.service_record_id.id)]
        )
        self.assertEqual(len(activities), 3, "one reminder for each person")

    def test_told_again_every_day(self):
        policy = self._policy()
        self._ladder(policy, (100, "team_leader", 1))
        clock = self._start("2026-11-23 09:00", user_id=self.owner.id)
        for day in ("23", "24", "25"):
            for hour in ("09:30", "10:30", "11:30"):
                self._wake(f"2026-11-{day} {hour}")
        rungs = clock.event_ids.filtered(lambda event: event.addressee == "team_leader")
        self.assertEqual(rungs.mapped("number"), [0, 1, 2])
        clock.service_record_id._clock_stop("acknowledged", local("2026-11-25 12:00"))
        self._wake("2026-11-26 10:30")
        self.assertEqual(len(clock.event_ids.filtered(lambda event: event.addressee == "team_leader")), 3)

    def test_nobody_is_disturbed_off_duty_and_nothing_is_lost(self):
        """Due at night: the breach is noted at night, people hear of it when the team works again."""
        self._policy(unit="minute")
        clock = self._start("2026-11-20 20:00", user_id=self.owner.id)
        self._wake("2026-11-20 21:01")
        self.assertEqual([kind for kind, *_rest in self._events(clock)], ["warning", "breach"])
        self.assertEqual(clock.next_wake_at, local("2026-11-23 08:00"))
        self._wake("2026-11-22 12:00")
        self.assertFalse(self._told(clock))
        self._wake("2026-11-23 08:01")
        self.assertEqual(self._told(clock), [(80, ("hcs_desk_a",)), (100, ("hcs_desk_a",))])

    def test_the_next_one_up_stands_in(self):
        """The owner is on leave: the leader is told; the leader too: the director."""
        self._policy()
        first = self._start("2026-11-20 09:00", user_id=self.owner.id)
        self._absence(self.owner, "2026-11-20 00:00", "2026-11-21 00:00")
        self._wake("2026-11-20 09:50")
        self.assertEqual(self._told(first), [(80, ("hcs_leader",))])
        self._absence(self.leader, "2026-11-20 09:55", "2026-11-21 00:00")
        self._wake("2026-11-20 10:10")
        self.assertEqual(self._told(first)[1:], [(100, ("hcs_director",))])
        nobody = self._start("2026-11-20 09:00")
        self._absence(self.director, "2026-11-20 10:11", "2026-11-21 00:00")
        self._wake("2026-11-20 10:15")
        self.assertFalse(self._told(nobody))
        self.assertEqual(nobody.next_wake_at, local("2026-11-20 10:30"))

    def test_a_certain_person(self):
        policy = self._policy()
        self.env["hcs.clock.escalation"].create(
            {"policy_id": policy.id, "percent": 50, "notify": "user", "user_id": self.agents[2].id}
        )
        clock = self._start("2026-11-20 09:00", user_id=self.owner.id)
        self.assertEqual(clock.next_wake_at, local("2026-11-20 09:30"), "before the warning")
        self._wake("2026-11-20 09:31")
        self.assertEqual(self._told(clock), [(50, ("hcs_desk_c",))])
        self.assertEqual(clock.next_wake_at, clock.warn_at)

    def test_a_paused_clock_is_silent(self):
        self._policy(pausable=True)
        clock = self._start("2026-11-20 09:00", user_id=self.owner.id)
        clock.service_record_id._clock_pause("Waits for the patient", local("2026-11-20 09:20"))
        self._wake("2026-11-20 17:00")
        self.assertFalse(self._told(clock))

    def test_reminders_name_the_reference_only(self):
        """DESIGN §1.7: neither the activity nor the message says who the patient is; done, the reminder goes."""
        self._policy()
        patient = self.env["hcs.patient"].create({"name": "Zhang Secret"})
        clock = self._start("2026-11-20 09:00", user_id=self.owner.id, patient_id=patient.id)
        record = clock.service_record_id
        messages = []
        users = type(self.env["res.users"])
        self.patch(users, "_bus_send", lambda user, kind, message, **_kw: messages.append((user.login, message)))
        self._wake("2026-11-20 10:01")
        activity = record.activity_ids
        self.assertRecordValues(
            activity,
            [{"user_id": self.owner.id, "summary": "Overdue: Answer", "res_name": record.reference}],
        )
        told = [message["message"] for login, message in messages if "message" in message]
        self.assertEqual(told, [f"{record.reference}: Overdue: Answer"])
        self.assertNotIn("Secret", str(messages) + activity.summary + activity.res_name)
        record._clock_stop("acknowledged", local("2026-11-20 10:05"))
        self.assertFalse(record.activity_ids)

    def test_one_message_for_many(self):
        """DESIGN §1.6: nobody is told forty times; each record still has its reminder."""
        self._policy()
        clocks = self._start("2026-11-20 09:00", 40, user_id=self.owner.id)
        messages = []
        users = type(self.env["res.users"])
        self.patch(users, "_bus_send", lambda user, kind, message, **_kw: messages.append((kind, message)))
        self._wake("2026-11-20 10:01")
        toasts = [message["message"] for kind, message in messages if kind == "simple_notification"]
        self.assertEqual(toasts, ["40 deadlines are over or running out."])
        self.assertEqual(len(clocks.service_record_id.activity_ids), 40)

    def test_an_executive_who_may_not_read_the_record(self):
        """He learns that something is late, not what."""
        policy = self._policy()
        self._ladder(policy, (100, "executive", 0))
        record = self._start("2026-11-20 09:00", user_id=self.owner.id).service_record_id
        if record.with_user(self.user_executive).has_access("read"):
            self.env["ir.rule"].create(
                {
                    "name": "x",
                    "model_id": self.env["ir.model"]._get_id("hcs.service.record"),
                    "domain_force": "[('user_id', '=', user.id)]",
                }
            )
        messages = []
        users = type(self.env["res.users"])
        self.patch(users, "_bus_send", lambda user, kind, message, **_kw: messages.append((user.login, message)))
        self._wake("2026-11-20 10:01")
        mine = [message["message"] for login, message in messages if login == "hcs_executive"]
        self.assertEqual(mine, ["1 deadlines are over or running out."])
        self.assertNotIn(self.user_executive, record.activity_ids.user_id)

    def test_the_scheduled_action(self):
        """§6.4: one run each minute finds every clock whose time has come, whatever the batch."""
        self._policy(unit="minute", target=10)
        clocks = self._start("2026-11-20 08:30", 25, user_id=self.owner.id)
        cron = self.env.ref("hospital_customer_service.ir_cron_clock_wake")
        cron.code = "model._cron_wake(limit=10)"
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "minutes"))
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        clocks.invalidate_recordset()
        self.assertEqual(len(self._events(clocks, "breach")), 25)

    def test_constant_queries(self):
        """§1.6: four hundred clocks cost the queries of a hundred, with pauses that end, every rung and reminders;
        and once more the next day, when the reminders are there already."""
        policy = self._policy(pausable=True, max_pause_hours=1)
        self._ladder(policy, (100, "team_leader", 1), (150, "director", 0))
        # what belongs to the process and not to the run, such as the policies, is in memory before
        self._start("2026-11-20 09:00", user_id=self.owner.id)
        self._wake("2026-11-20 16:00")
        self._wake("2026-11-23 16:00")
        counts = {}
        for count in (100, 400):
            clocks = self._start("2026-11-20 09:00", count, user_id=self.owner.id)
            clocks[: count // 2].service_record_id._clock_pause("Waits", local("2026-11-20 09:10"))
            for moment in ("2026-11-20 16:00", "2026-11-23 16:00"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.assertGreaterEqual(self._wake(moment), count)
                self.env.flush_all()
                self.env.cr.precommit.run()
                counts.setdefault(moment, []).append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(self._events(clocks, "breach")), count)
            self.assertEqual(len(clocks.service_record_id.activity_ids), 3 * count)
        for moment, (few, many) in counts.items():
            self.assertEqual(few, many, moment)

    def test_a_reminder_is_renewed(self):
        """One activity for each person and record, whose words follow the deadline; the bell counts it once."""
        self._policy()
        clock = self._start("2026-11-20 09:00", user_id=self.owner.id)
        record = clock.service_record_id
        followers = record.message_follower_ids
        counted = []
        users = type(self.env["res.users"])
        self.patch(
            users,
            "_bus_send",
            lambda user, kind, message, **_kw: (
                counted.append((user, message["count_diff"])) if kind == "mail.activity/updated" else None
            ),
        )
        for moment, text in (("2026-11-20 09:50", "Running out: Answer"), ("2026-11-20 10:01", "Overdue: Answer")):
            self._wake(moment)
            self.assertRecordValues(
                record.activity_ids,
                [
                    {
                        "summary": text,
                        "user_id": self.owner.id,
                        "date_deadline": date(2026, 11, 20),
                        "res_model_id": self.env["ir.model"]._get_id(record._name),
                        "user_tz": self.owner.tz,
                        "active": True,
                    }
                ],
            )
            self.assertEqual(record.activity_user_id, self.owner)
        self.assertEqual(counted, [(self.owner, 1)])
        self.assertEqual(record.message_follower_ids, followers, "being warned is no reason to follow")

    def test_a_second_run_does_nothing(self):
        self._policy()
        self._start("2026-11-20 09:00", 5, user_id=self.owner.id)
        self.assertEqual(self._wake("2026-11-20 10:30"), 5)
        self.assertEqual(self._wake("2026-11-20 10:30"), 0)
        self.assertEqual(self.env["hcs.clock.event"].search_count([("kind", "=", "breach")]), 5)

    def test_who_is_on_duty(self):
        """SVC: team calendar less holidays and leave, with make-up days."""
        other = self.team.copy({"name": "Night", "member_ids": [Command.set(self.agents[0].ids)]})
        other.calendar_id = self.calendar.copy({"name": "Night"})
        for line in other.calendar_id.attendance_ids:
            line.write({"hour_from": 22, "hour_to": 24} if line.hour_from > 12 else {"hour_from": 0, "hour_to": 6})
        self._absence(self.agents[1], "2026-11-20 09:00", "2026-11-20 12:00")
        a, b, c = self.agents
        for moment, expected in (
            ("2026-11-20 08:30", a | b | c),
            ("2026-11-20 09:00", a | c),
            ("2026-11-20 12:30", self.env["res.users"]),
            ("2026-11-20 14:30", a | b | c),
            ("2026-11-21 09:00", self.env["res.users"]),
            ("2026-10-01 09:00", self.env["res.users"]),
            ("2026-10-10 09:00", a | b | c),
        ):
            self.assertEqual(self.team._on_duty(local(moment))[self.team], expected, moment)
        self.assertEqual(other._on_duty(local("2026-11-20 23:00"))[other], a)
        b.active = False
        self.assertEqual(self.team._on_duty(local("2026-11-20 14:30"))[self.team], a | c)
        later = local("2026-11-20 14:30") + timedelta(days=3)
        self.assertEqual(
            self.env["hcs.team"]._users_on_duty(a | self.leader | self.user_vip, later, self.company),
            a | self.leader | self.user_vip,
        )
