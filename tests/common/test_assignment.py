"""Work is dealt to those on duty, qualified and below capacity (FEATURES D5, SD9; freescout #3684)."""

import time

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .clocks import NOW, ClockCase, local


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time(NOW)
class TestAssignment(ClockCase):
    AT = "2026-11-20 09:00"

    def _deal(self, records, at=AT):
        return records._assign_records(local(at))

    def _loads(self, records):
        return [len(records.filtered(lambda record, user=user: record.user_id == user)) for user in self.agents]

    def test_least_loaded_first_and_the_longest_idle_of_them(self):
        busy = self._records(3, user_id=self.agents[0].id)
        busy.assigned_at = local("2026-11-20 08:00")
        self._records(user_id=self.agents[1].id).assigned_at = local("2026-11-20 08:30")
        self._records(user_id=self.agents[2].id).assigned_at = local("2026-11-20 08:10")
        records = self._records(5)
        self.assertEqual(self._deal(records), records)
        order = [record.user_id.login[-1] for record in records]
        self.assertEqual(order, ["c", "b", "c", "b", "a"])
        self.assertEqual(set(records.mapped("assigned_at")), {local(self.AT)})

    def test_done_work_is_no_load(self):
        done = self._records(4, user_id=self.agents[0].id)
        self.env.cr.execute("UPDATE hcs_service_record SET state = 'done' WHERE id = ANY(%s)", [done.ids])
        self.env.invalidate_all()
        records = self._records(3)
        self._deal(records)
        self.assertEqual(self._loads(records), [1, 1, 1])

    def test_each_in_turn(self):
        self.team.assignment = "round_robin"
        self._records(5, user_id=self.agents[0].id).assigned_at = local("2026-11-19 08:00")
        records = self._records(4)
        self._deal(records)
        self.assertEqual(records.mapped("user_id.login"), ["hcs_desk_b", "hcs_desk_c", "hcs_desk_a"])
        self.assertEqual(records[3].user_id, self.agents[1])

    def test_a_team_that_deals_by_hand(self):
        self.team.assignment = "manual"
        records = self._records(2)
        self.assertFalse(self._deal(records))
        self.assertFalse(records.mapped("leader_told_at")[0])

    def test_what_somebody_has_stays(self):
        record = self._records(user_id=self.agents[2].id)
        self.assertFalse(self._deal(record))
        self.assertEqual(record.user_id, self.agents[2])

    def test_capacity_counts_what_is_there_already(self):
        self.team.capacity = 2
        self._records(1, user_id=self.agents[0].id)
        records = self._records(8)
        self.assertEqual(len(self._deal(records)), 5)
        self.assertEqual(self._loads(records), [1, 2, 2])

    def test_nobody_on_duty_leaves_it_and_tells_the_leader_once(self):
        """chatwoot #1198: visibly unassigned, never a silent fallback."""
        records = self._records(3)
        for _run in range(2):
            self.assertFalse(self._deal(records, "2026-11-20 12:30"))
        activities = self.env["mail.activity"].search([("res_model", "=", "hcs.team"), ("res_id", "=", self.team.id)])
        self.assertEqual(activities.user_id, self.leader)
        self.assertEqual(len(activities), 1)
        self.assertIn("3", activities.summary)
        activities.action_feedback()
        self._deal(records, "2026-11-20 12:40")
        domain = [("res_model", "=", "hcs.team"), ("res_id", "=", self.team.id)]
        self.assertFalse(self.env["mail.activity"].search(domain), "told already")
        self._deal(records, "2026-11-20 14:10")
        self.assertTrue(all(records.mapped("user_id")))
        self.assertFalse(any(records.mapped("leader_told_at")))

    def test_absent_people_get_nothing(self):
        self._absence(self.agents[0], "2026-11-20 08:00", "2026-11-20 18:00")
        records = self._records(6)
        self._deal(records)
        self.assertEqual(self._loads(records), [0, 3, 3])

    def test_the_preferred_one_if_she_is_there(self):
        """Affinity: the patient's own agent, unless others have less to do; on leave, anybody."""
        model = self.registry["hcs.service.record"]
        self.patch(
            model, "_assignment_preferred", lambda records, users: dict.fromkeys(records, self.agents[2] & users)
        )
        records = self._records(4)
        self._deal(records)
        self.assertEqual(records.mapped("user_id.login"), ["hcs_desk_c", "hcs_desk_a", "hcs_desk_b"])
        self.assertEqual((records[0] | records[3]).user_id, self.agents[2])
        self._absence(self.agents[2], "2026-11-20 08:00", "2026-11-20 18:00")
        records = self._records(2)
        self._deal(records)
        self.assertEqual(self._loads(records), [1, 1, 0])

    def test_the_button(self):
        """Agents press it; it says how many stay behind."""
        records = self._records(2)
        self.assertFalse(records.with_user(self.agents[0]).action_assign_automatically())
        self.assertTrue(all(records.mapped("user_id")))
        with freeze_time("2026-11-22 01:00:00"):
            action = self._records(2).with_user(self.agents[0]).action_assign_automatically()
        self.assertIn("2", action["params"]["message"])

    def _copies(self, record, count):
        """``count`` rows like that of ``record``, without the cost of the form."""
        self.env.flush_all()
        names = [name for name, field in record._fields.items() if field.store and field.column_type]
        columns = SQL(", ").join(SQL.identifier(name) for name in names if name not in ("id", "reference"))
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO hcs_service_record (reference, %s) SELECT 'T' || n, %s FROM hcs_service_record, "
                "generate_series(1, %s) n WHERE id = %s RETURNING id",
                columns,
                columns,
                count,
                record.id,
            )
        )
        return record.browse([row[0] for row in rows])

    def test_ten_thousand(self):
        """SD9: nobody off duty, unqualified or above capacity; loads of those alike differ by at most one; fast."""
        users = self.env["res.users"].union(*[self._make_user(f"hcs_deal_{n}", "group_hcs_agent") for n in range(12)])
        away, unqualified = users[:2], users[2:4]
        able = users[4:]
        self.team.write({"member_ids": [Command.set(users.ids)], "capacity": 1250})
        for user in away:
            self._absence(user, "2026-11-20 00:00", "2026-11-21 00:00")
        model = self.registry["hcs.service.record"]
        self.patch(
            model, "_assignment_qualified", lambda records, people: dict.fromkeys(records, people - unqualified)
        )
        # D5: every customer knows the same person, which must not make the loads uneven
        self.patch(model, "_assignment_preferred", lambda records, people: dict.fromkeys(records, able[0] & people))
        records = self._copies(self._records(), 10_000)
        queries, started = self.env.cr.sql_log_count, time.monotonic()
        dealt = records.with_context(tracking_disable=True)._assign_records(local(self.AT))
        self.env.flush_all()
        seconds = time.monotonic() - started
        self.assertEqual(len(dealt), 10_000)
        groups = dict(
            self.env["hcs.service.record"]._read_group([("id", "in", records.ids)], ["user_id"], ["__count"])
        )
        self.assertEqual(set(groups), set(able))
        self.assertLessEqual(max(groups.values()) - min(groups.values()), 1)
        self.assertLessEqual(max(groups.values()), 1250)
        self.assertLess(self.env.cr.sql_log_count - queries, 400)
        self.assertLess(seconds, 20)
        more = self._records(1)
        self.assertFalse(self._deal(more), "everybody has as much as he may have")

    def test_each_record_says_who_got_it(self):
        """One line on each, written together: sixty records cost the queries of ten."""
        self.team.capacity = 1000
        counts = []
        for count in (10, 60):
            records = self._records(count)
            self.env.flush_all()
            self.env.cr.precommit.run()
            before = self.env.cr.sql_log_count
            dealt = records._assign_records(local(self.AT))
            self.env.flush_all()
            self.env.cr.precommit.run()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(dealt), count)
        for record in dealt:
            self.assertIn(record.user_id.name, record.message_ids[0].body)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)
