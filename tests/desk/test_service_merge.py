"""SD11, SD15, SD16: merge and its undoing, list actions, effort."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from tests.desk.common import ServiceCase, local

NOW = local(ServiceCase.NOW)


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestMerge(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first_step = cls.env["hcs.service.type.step"].create({"type_id": cls.service.id, "name": "Ask"})

    def attach(self, record):
        return self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"a", "res_model": record._name, "res_id": record.id}
        )

    def test_everything_survives_and_comes_back(self):
        """SD11: contacts, steps, deadlines and attachments; within 24 hours all of it goes back."""
        into = self.register(patient_id=False)
        source = self.register(channel="wechat")
        source.action_add_contact(note="First")
        source.step_ids.action_done()
        own = self.env["hcs.service.step"].create({"record_id": source.id, "name": "Extra"})
        done, copy = source.step_ids.filtered(lambda step: step.name == "Ask"), into.step_ids
        attachment, clocks = self.attach(source), source.clock_ids
        clocks_into = into.clock_ids
        before = {clock: (clock.round, clock.due_at, clock.state) for clock in clocks}
        source.action_merge(into.id)
        self.assertEqual((source.state, source.merged_into_id), ("cancelled", into))
        self.assertEqual(into.patient_id, self.patient)
        self.assertEqual(into.contact_ids.note, "First")
        self.assertEqual(into.step_ids, done | own | copy)
        self.assertEqual((done.state, copy.state, own.state), ("done", "skipped", "todo"))
        self.assertEqual(into.clock_ids, clocks | clocks_into)
        self.assertEqual(attachment.res_id, into.id)
        self.assertEqual({clock: (clock.due_at, clock.state) for clock in clocks},
                         {clock: values[1:] for clock, values in before.items()})  # fmt: skip
        with freeze_time(NOW + timedelta(hours=23)):
            source.action_undo_merge()
        self.assertEqual((source.state, source.merged_into_id), ("new", self.env["hcs.service.record"]))
        self.assertEqual(source.step_ids, done | own)
        self.assertEqual((copy.state, into.patient_id), ("todo", self.env["hcs.patient"]))
        self.assertEqual((source.contact_ids.note, into.contact_ids), ("First", self.env["hcs.contact"]))
        self.assertEqual({clock: (clock.round, clock.due_at, clock.state) for clock in source.clock_ids}, before)
        self.assertEqual(attachment.res_id, source.id)

    def test_not_undone_after_a_day(self):
        into, source = self.register(), self.register()
        source.action_merge(into.id)
        with freeze_time(NOW + timedelta(hours=25)), self.assertRaisesRegex(UserError, "24 hours"):
            source.action_undo_merge()

    def test_the_earlier_promise_holds(self):
        with freeze_time(NOW - timedelta(hours=1)):
            source = self.register()
        into = self.register()
        due = source.next_due_at
        self.assertLess(due, into.next_due_at)
        source.action_merge(into.id)
        self.assertEqual((into.next_due_at, source.next_due_at), (due, False))

    def test_what_cannot_be_merged(self):
        other = self.env["hcs.patient"].create({"name": "Li Si"})
        record, stranger, done = self.register(), self.register(patient_id=other.id), self.register()
        done.step_ids.action_done()
        done.action_done()
        for into, words in ((record, "another record"), (stranger, "two patients"), (done, "closed")):
            with self.assertRaisesRegex(UserError, words):
                record.action_merge(into.id)

    def test_links_show_on_both(self):
        first, second = self.register(), self.register()
        first.action_link(second.id)
        self.assertEqual((first.link_ids, second.link_ids), (second, first))


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestBulk(ServiceCase):
    def bulk(self, records, **values):
        bulk = self.as_user(self.user_agent, "hcs.service.bulk").create(
            {"record_ids": [Command.set(records.ids)], **values}
        )
        bulk.action_apply()
        return bulk

    def test_failures_are_listed_and_successes_kept(self):
        """SD15: each row on its own."""
        self.step()
        records = self.register() | self.register() | self.register()
        records[0].step_ids.action_done()
        records[2].action_cancel()
        bulk = self.bulk(records, operation="done")
        self.assertEqual((bulk.done_count, bulk.failed_count), (1, 2))
        messages = {line.record_id: line.message for line in bulk.line_ids}
        self.assertIn("step still open", messages[records[1]])
        self.assertIn("another status", messages[records[2]])
        self.assertEqual(records.mapped("state"), ["done", "new", "cancelled"])

    def test_assign(self):
        records = self.register() | self.register()
        bulk = self.bulk(records, operation="assign", user_id=self.user_leader.id)
        self.assertEqual((bulk.done_count, records.user_id), (2, self.user_leader))


@tagged("post_install", "-at_install", "hcs_desk")
class TestEffort(ServiceCase):
    def test_minutes_of_everybody_who_held_it(self):
        """SD16: working minutes per person; the lunch hour from 12 to 13 is nobody's effort."""
        with freeze_time(local("2026-06-01 11:30")):
            record = self.register()
            record.action_start()
        with freeze_time(local("2026-06-01 13:30")):
            record.action_hand_over(user_id=self.user_leader.id)
        with freeze_time(local("2026-06-01 14:00")):
            record.action_wait("Answer")
        with freeze_time(local("2026-06-01 16:00")):
            record.action_resume()
        with freeze_time(local("2026-06-01 16:10")):
            record.action_done()
        self.assertRecordValues(
            record.stint_ids,
            [
                {"user_id": self.user_agent.id, "minutes": 60.0, "ended_by": "handover"},
                {"user_id": self.user_leader.id, "minutes": 30.0, "ended_by": "wait"},
                {"user_id": self.user_leader.id, "minutes": 10.0, "ended_by": "done"},
            ],
        )
        self.assertEqual((record.handover_count, record.first_contact), (1, False))

    def test_solved_on_first_contact(self):
        with freeze_time(NOW):
            once, twice = self.register(), self.register()
            once.action_add_contact()
            twice.action_add_contact()
            twice.action_add_contact()
            (once | twice).action_done()
        self.assertEqual((once.first_contact, twice.first_contact), (True, False))
