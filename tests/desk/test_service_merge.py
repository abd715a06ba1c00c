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
        self.assertEqual({clock: clock.due_at for clock in clocks},
                         {clock: values[1] for clock, values in before.items()})  # fmt: skip
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

    def open_clocks(self, record):
        return record.clock_ids.filtered(lambda clock: clock.state in ("running", "paused"))

    def test_one_deadline_of_each_promise(self):
        """SD11, SD3: whoever asked twice was promised once; the earlier deadline leads, whichever record it is of."""
        for source_first in (True, False):
            with self.subTest(source_first=source_first):
                with freeze_time(NOW - timedelta(hours=1)):
                    early = self.register()
                late = self.register()
                source, into = (early, late) if source_first else (late, early)
                purposes = set(into.clock_ids.mapped("purpose"))
                self.assertIn("answer", purposes)
                leading = self.open_clocks(early)
                late_clocks = late.clock_ids
                with freeze_time(NOW + timedelta(minutes=1)):
                    source.action_merge(into.id)
                self.assertEqual(self.open_clocks(into), leading)
                self.assertEqual(set(late_clocks.mapped("state")), {"cancelled"})
                with freeze_time(NOW + timedelta(minutes=2)):
                    into.action_answer()
                self.assertEqual(
                    set(leading.filtered(lambda clock: clock.purpose == "answer").mapped("state")), {"met"}
                )

    def test_what_was_overtaken_goes_on_when_the_merge_is_undone(self):
        """SD11: the deadline stands where it stood, and the history of the clock still explains it."""
        source = self.register()
        with freeze_time(NOW - timedelta(hours=1)):
            into = self.register()
        before = {clock: clock.due_at for clock in source.clock_ids}
        due = source.next_due_at
        source.action_merge(into.id)
        self.assertFalse(source.clock_ids)
        with freeze_time(NOW + timedelta(minutes=3)):
            source.action_undo_merge()
            self.assertEqual({clock: clock.due_at for clock in self.open_clocks(source)}, before)
            self.assertEqual(source.next_due_at, due)
            clocks = source.clock_ids
            runs, measures = clocks._runs(), clocks._measures()
            for clock in clocks:
                measure = measures(clock.unit, clock.team_id, clock.company_id)
                self.assertEqual(clock._times(measure, runs[clock.id], clock)["due_at"], clock.due_at)
            self.assertEqual(self.open_clocks(into), into.clock_ids)

    def test_what_was_kept_meanwhile_stays_kept(self):
        """SD11: the answer given after the merge was one for the record that goes on."""
        with freeze_time(NOW - timedelta(hours=1)):
            source = self.register()
        into = self.register()
        answer = into.clock_ids.filtered(lambda clock: clock.purpose == "answer")
        source.action_merge(into.id)
        with freeze_time(NOW + timedelta(minutes=2)):
            into.action_answer()
        with freeze_time(NOW + timedelta(minutes=3)):
            source.action_undo_merge()
        self.assertEqual(set(answer.mapped("state")), {"cancelled"})
        self.assertEqual(set((into.clock_ids - answer).filtered(lambda c: c.purpose == "resolution").mapped("state")),
                         {"running"})  # fmt: skip

    def test_what_stood_still_goes_on(self):
        """SD11, SD5: a record that waits and is merged into one that is worked at waits no longer."""
        source, into = self.register(), self.register()
        source.action_wait("Papers")
        self.assertIn("paused", source.clock_ids.mapped("state"))
        with freeze_time(NOW + timedelta(minutes=5)):
            source.action_merge(into.id)
            self.assertNotIn("paused", into.clock_ids.mapped("state"))
        with freeze_time(NOW + timedelta(minutes=6)):
            source.action_undo_merge()
        self.assertEqual(source.state, "in_progress")
        self.assertNotIn("paused", source.clock_ids.mapped("state"))

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


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestBulkMessage(TestBulk):
    """SD15: to many people at once, but never past the guard and never unseen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.phone = "021-12345678"
        cls.template = cls.env.ref("hospital_customer_service.hcs_message_template_record_call_us")

    def messages(self, records):
        return self.env["hcs.message"].search([("res_model", "=", records._name), ("res_id", "in", records.ids)])

    def test_seen_before_it_goes_out(self):
        """The words, how many get it and why the others do not; nothing is written by looking."""
        dead = self.env["hcs.patient"].create(
            {"name": "Li Si", "deceased": True, "phone_ids": [Command.create({"number": "13812345679"})]}
        )
        silent = self.env["hcs.patient"].create({"name": "Wang Wu"})
        records = self.register() | self.register(patient_id=dead.id) | self.register(patient_id=silent.id)
        bulk = self.as_user(self.user_agent, "hcs.service.bulk").create(
            {"record_ids": [Command.set(records.ids)], "operation": "message", "template_id": self.template.id}
        )
        self.assertEqual(bulk.sendable_count, 1)
        self.assertIn(records[0].reference, bulk.preview)
        self.assertIn("has died", bulk.refusals)
        self.assertIn(records[2].reference, bulk.refusals)
        self.assertFalse(self.messages(records))
        bulk.action_apply()
        self.assertEqual((bulk.done_count, bulk.failed_count), (1, 2))
        sent = self.messages(records)
        self.assertRecordValues(sent, [{"res_id": records[0].id, "state": "queued", "code": "record_call_us"}])
        self.assertIn("has died", bulk.line_ids.filtered(lambda line: line.record_id == records[1]).message)

    def test_the_same_message_once_a_day(self):
        record = self.register()
        values = {"operation": "message", "template_id": self.template.id}
        self.assertEqual(self.bulk(record, **values).done_count, 1)
        again = self.bulk(record, **values)
        self.assertIn("already sent", again.line_ids.message)
        self.assertIn("already sent", again.refusals)
        with freeze_time(NOW + timedelta(days=1)):
            self.assertEqual(self.bulk(record, **values).done_count, 1)
        self.assertEqual(len(self.messages(record)), 2)

    def test_only_what_a_request_can_fill_and_patients_may_read(self):
        """A message to our own people, or one that needs the hour of a booking, is not offered and is refused."""
        record = self.register()
        staff = self.env.ref("hospital_customer_service.hcs_message_template_doctor_question")
        booking = self.env.ref("hospital_customer_service.hcs_message_template_booking_confirmed")
        bulk = self.as_user(self.user_agent, "hcs.service.bulk").create({"record_ids": [Command.set(record.ids)]})
        self.assertIn(self.template, bulk.offered_template_ids)
        self.assertFalse(bulk.offered_template_ids & (staff | booking))
        refused = self.bulk(record, operation="message", template_id=booking.id)
        self.assertIn("not for requests", refused.line_ids.message)
        self.assertFalse(self.messages(record))

    def test_a_caller_without_a_card_is_written_to_at_the_own_number(self):
        record = self.register(patient_id=False, caller_name_masked="Qian", caller_phone_masked="13911112222")
        self.assertEqual(self.bulk(record, operation="message", template_id=self.template.id).done_count, 1)
        self.assertEqual(self.messages(record).number, "+8613911112222")

    def test_tags_are_added(self):
        """SD15: what was there stays; a tag finds its records again."""
        old, new = self.env["hcs.service.tag"].create([{"name": "Flu"}, {"name": "Lift"}])
        first, second = self.register(), self.register()
        first.sudo().tag_ids = old
        self.assertEqual(self.bulk(first | second, operation="tag", tag_ids=[Command.set(new.ids)]).done_count, 2)
        self.assertEqual((first.tag_ids, second.tag_ids), (old | new, new))
        self.assertEqual(self.bulk(first, operation="tag").failed_count, 1)
        found = self.as_user(self.user_agent, "hcs.service.record").search([("tag_ids", "=", old.id)])
        self.assertEqual(found, first)


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestReopenRate(ServiceCase):
    def test_share_of_what_was_settled(self):
        """SD8: three settled, one of them opened again and open, one cancelled and one never settled do not count."""
        records = [self.register() for _number in range(5)]
        for record in records[:3]:
            record.action_done()
        records[0].action_reopen("Still open")
        records[3].action_cancel()
        ids = [record.id for record in records]
        rate = self.as_user(self.user_leader, "hcs.service.record")._read_group(
            [("id", "in", ids)], [], ["reopen_rate:avg"]
        )[0][0]
        self.assertAlmostEqual(rate, 100 / 3)
        self.assertEqual([record.reopen_rate for record in records[:2]], [100.0, 0.0])
        records[0].action_done()
        records[0].action_reopen("And again")
        rate = self.env["hcs.service.record"]._read_group([("id", "in", ids)], [], ["reopen_rate:avg"])[0][0]
        self.assertAlmostEqual(rate, 100 / 3, msg="once, however often")


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
