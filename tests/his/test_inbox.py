"""The inbox (D17, IG1, ADM-04): raw first, once each, the bad kept, the repeated without effect."""

import io
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.his import fhir_maker as make
from tests.his.common import NINE, HisCase


@tagged("post_install", "-at_install", "hcs_his")
class TestInbox(HisCase):
    def test_a_message_sent_a_hundred_times_has_one_effect(self):
        """VIS-02, IG1."""
        resources = (make.patient("1"), make.encounter("7", "1", NINE, NINE))
        for _each in range(100):
            self.store(*resources)
        self.apply()
        self.assertEqual(self.messages.search_count([("source_id", "=", self.source.id)]), 2)
        self.assertEqual((len(self.patient()), len(self.visit())), (1, 1))
        written = self.visit().write_date
        counts = self.store(*resources)
        self.assertEqual((counts["stored"], counts["known"]), (0, 2))
        self.apply()
        self.assertEqual(self.visit().write_date, written)

    def test_the_same_twice_in_one_file(self):
        counts = self.store(make.patient("1"), make.patient("1"))
        self.assertEqual((counts["received"], counts["stored"], counts["known"]), (2, 1, 1))

    def test_a_changed_resource_is_a_new_message(self):
        self.feed(make.patient("1", "王秀英"))
        messages = self.feed(make.patient("1", "王秀莲"))
        self.assertEqual(messages.effect, "updated")
        self.assertEqual(self.patient().name, "王秀莲")

    def test_equal_content_in_other_words_changes_nothing(self):
        self.feed(make.patient("1"), make.encounter("7", "1", NINE, NINE))
        again = {**make.patient("1"), "text": {"status": "generated"}}
        messages = self.feed(again, {**make.encounter("7", "1", NINE, NINE), "length": {"value": 1}})
        self.assertEqual(messages.mapped("effect"), ["unchanged", "unchanged"])

    def test_applying_again_changes_nothing(self):
        """ADM-04: re-running any job changes nothing."""
        messages = self.feed(*make.hospital(patients=30, days=1))
        self.assertFalse(messages.filtered(lambda message: message.state != "done"))
        visits = self.all_visits()
        before = {visit.id: visit.write_date for visit in visits}
        messages.sudo().write({"state": "new"})
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.apply()
        self.assertEqual(set(messages.mapped("effect")), {"unchanged"})
        self.assertEqual({visit.id: visit.write_date for visit in self.all_visits()}, before)

    def test_other_resources_are_ignored_and_counted(self):
        """Issue: unknown resources ignored and counted; without their content, which nobody here needs."""
        observation = {"resourceType": "Observation", "id": "o", "status": "final"}
        counts = self.store(observation, make.patient("1"))
        self.assertEqual(counts["ignored"], 1)
        message = self.messages.search([("resource_type", "=", "Observation")])
        self.assertEqual((message.state, message.raw), ("ignored", False))
        self.source.keep_other = True
        self.store({**observation, "id": "o2"})
        self.assertIn("final", self.messages.search([("resource_id", "=", "o2")]).raw)

    def test_a_bad_message_is_kept_and_can_be_replayed(self):
        """VIS-02: a bad message is kept with its error and can be replayed; the others are applied."""
        bad = {**make.patient("2", "李建国"), "birthDate": "0001-01-01"}
        messages = self.feed(make.patient("1"), bad, make.patient("3"))
        self.assertEqual(messages.mapped("state"), ["done", "error", "done"])
        message = messages[1]
        self.assertEqual((message.error_field, message.row), ("Patient.birthDate", 2))
        self.assertIn("Patient.birthDate", message.error)
        self.assertIn("2", message.error)
        self.assertNotIn("李", message.error)
        self.assertEqual(message, self.messages.search([("error", "ilike", "birthDate")]))
        message.raw = message.raw.replace("0001-01-01", "1951-01-01")
        message.with_user(self.user_admin).action_replay()
        self.apply()
        self.assertEqual((message.state, message.error, message.tries), ("done", False, 2))
        self.assertEqual(self.patient("2").birthdate, fields.Date.to_date("1951-01-01"))

    def test_only_an_administrator_replays(self):
        message = self.feed({**make.patient("2"), "birthDate": "x"})
        with self.assertRaises(UserError):
            message.with_user(self.user_director).action_replay()

    def test_a_row_without_a_resource_is_not_replayed(self):
        self.store(b"{broken\n", name="x.ndjson")
        message = self.messages.search([("source_id", "=", self.source.id)])
        self.assertEqual((message.state, message.row), ("error", 1))
        with self.assertRaises(UserError):
            message.with_user(self.user_admin).action_replay()

    def test_what_the_rules_of_a_room_refuse_is_isolated(self):
        """The batch fails as a whole, the bad one alone is kept as an error, the values stay out of text and log."""
        bad = make.patient("2", "李建国", birth="2024-01-05", deceasedDateTime="2023-01-05T10:00:00+08:00")
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            messages = self.feed(*(make.patient(str(n)) for n in (1, 3, 4)), bad, make.patient("5"))
        self.assertEqual(messages.filtered(lambda message: message.state == "error").resource_id, "2")
        self.assertEqual(len(messages.filtered(lambda message: message.state == "done")), 4)
        self.assertNotIn("李", messages.filtered("error_code").error)

    def test_batches_are_bounded(self):
        self.store(*(make.patient(str(number)) for number in range(10)))
        self.assertEqual(self.messages._apply_next(4), 4)
        self.assertEqual(self.messages.search_count([("state", "=", "new")]), 6)

    def test_the_scheduled_action_applies_everything(self):
        self.store(*(make.patient(str(number)) for number in range(10)))
        cron = self.env.ref("hospital_customer_service.ir_cron_his_apply")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
            self.assertIs(cron.method_direct_trigger(), True)
        self.assertFalse(self.messages.search_count([("state", "=", "new")]))
        self.assertTrue(self.patient("9"))

    def test_old_messages_go_and_their_knowledge_stays(self):
        """IG1: prunable; an old version that comes after the pruning is still known to be old."""
        newer = {**make.patient("1", "王秀英"), "meta": {"lastUpdated": "2026-09-02T00:00:00Z"}}
        older = {**make.patient("1", "王秀"), "meta": {"lastUpdated": "2026-09-01T00:00:00Z"}}
        with freeze_time("2026-01-01 00:00:00"):
            self.feed(newer)
            error = self.feed({**make.patient("2"), "birthDate": "x"})
        with freeze_time("2026-05-01 00:00:00"):
            self.messages._gc_applied()
            self.assertEqual(self.messages.search([("source_id", "=", self.source.id)]), error)
            self.assertEqual(self.feed(older).effect, "superseded")
        self.assertEqual(self.patient().name, "王秀英")

    def test_gbk_is_told_and_can_be_chosen(self):
        data = make.ndjson([make.patient("1", "张伟")]).decode().encode("gb18030")
        counts = self.store(data, name="x.ndjson")
        self.assertEqual(counts["error_count"], 1)
        self.assertIn("UTF-8", counts["errors"][0])
        self.source.encoding = "gb18030"
        self.store(data, name="x.ndjson")
        self.apply()
        self.assertEqual(self.patient().name, "张伟")

    def test_half_a_bundle_keeps_what_is_complete(self):
        whole = make.json.dumps(make.bundle(make.patient("1"), make.patient("2"))).encode()
        counts = self.messages._store_files(self.source, [("b.json", io.BytesIO(whole[:-200]))])
        self.assertEqual((counts["stored"], counts["error_count"]), (2, 1))
        self.apply()
        self.assertTrue(self.patient("1"))
        self.assertFalse(self.patient("2"))

    def test_a_name_of_ten_megabytes(self):
        """ "Bad input": the row and the field are named, the others go on, nothing is half-written."""
        messages = self.feed(make.patient("1", "W" * 10_000_000), make.patient("2"))
        self.assertEqual(messages.mapped("state"), ["error", "done"])
        self.assertEqual(messages[0].error_field, "Patient.name[0].text")
        self.assertLess(len(messages[0].error), 200)

    def test_what_became_of_a_message_is_not_written_by_people(self):
        self.user_admin.group_ids += self.env.ref("hospital_customer_service.group_hcs_pii")
        message = self.feed({**make.patient("2"), "birthDate": "x"}).with_user(self.user_admin)
        with self.assertRaises(UserError):
            message.write({"state": "done"})
        message.write({"raw": message.raw.replace('"x"', '"1960-01-01"')})
        message.action_replay()
        self.apply()
        self.assertEqual(message.state, "done")

    def test_content_is_personal(self):
        """SEC-01: an administrator without the right to personal data sees what happened, not to whom."""
        message = self.feed(make.patient("1"))
        with self.assertRaises(AccessError):
            message.with_user(self.user_admin).read(["raw"])
        self.assertTrue(message.with_user(self.user_admin).read(["state", "message_id"]))
        for user in (self.user_agent, self.user_leader, self.user_director, self.user_his, self.user_executive):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                message.with_user(user).read(["state"])
