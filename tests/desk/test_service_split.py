"""SD11: a request that is two is split, and within a day becomes one again."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from tests.desk.common import ServiceCase, local

NOW = local(ServiceCase.NOW)


@freeze_time(NOW)
@tagged("post_install", "-at_install", "hcs_desk")
class TestSplit(ServiceCase):
    def setUp(self):
        super().setUp()
        self.record = self.register(subject="Two things", caller_relation="child", channel="wechat")
        self.record.action_add_contact(note="About the first")
        self.record.action_add_contact(note="About the second")
        self.second = self.record.contact_ids.filtered(lambda contact: contact.note == "About the second")
        self.extra = self.env["hcs.service.step"].create({"record_id": self.record.id, "name": "Ask the cashier"})

    def split(self, **values):
        values = {"contact_ids": self.second.ids, "step_ids": self.extra.ids, "subject": "The bill", **values}
        action = self.record.action_split(**values)
        return self.record.browse(action["res_id"])

    def test_contacts_and_steps_go_along_and_both_are_linked(self):
        ledger = self.second.read(["res_id", "res_model"])
        new = self.split()
        self.assertRecordValues(
            new,
            [
                {
                    "type_id": self.service.id,
                    "patient_id": self.patient.id,
                    "channel": "wechat",
                    "caller_relation": "child",
                    "subject": "The bill",
                    "state": "new",
                    "split_from_id": self.record.id,
                }
            ],
        )
        self.assertEqual((new.contact_ids, self.record.contact_ids.note), (self.second, "About the first"))
        self.assertEqual((new.step_ids, self.record.step_ids), (self.extra, self.extra.browse()))
        self.assertEqual((new.link_ids, self.record.link_ids), (self.record, new))
        self.assertEqual(self.second.read(["res_id", "res_model"]), ledger, "the ledger stays as it was written")
        self.assertIn(self.record.reference, new.message_ids[0].body)
        self.assertTrue(new.clock_ids, "it has deadlines of its own")

    def test_another_service_with_its_own_steps(self):
        other = self.service.copy({"code": "bill", "name": "Bill"})
        self.env["hcs.service.type.step"].create({"type_id": other.id, "name": "Explain"})
        new = self.split(type_id=other.id)
        self.assertEqual((new.type_id, set(new.step_ids.mapped("name"))), (other, {"Explain", "Ask the cashier"}))

    def test_undone_within_a_day_with_what_happened_meanwhile(self):
        self.step(name="Own")
        new = self.split()
        new.action_add_contact(note="Later")
        own = new.step_ids - self.extra
        with freeze_time(NOW + timedelta(hours=23)):
            new.action_undo_split()
        self.assertEqual(sorted(self.record.contact_ids.mapped("note")),
                         ["About the first", "About the second", "Later"])  # fmt: skip
        self.assertIn(self.extra, self.record.step_ids)
        self.assertEqual((own.state, self.extra.state), ("skipped", "todo"))
        self.assertEqual((new.state, new.merged_into_id, new.split_from_id), ("cancelled", self.record, new.browse()))
        with self.assertRaisesRegex(UserError, "was not split"):
            new.action_undo_split()

    def test_not_undone_after_a_day(self):
        new = self.split()
        with freeze_time(NOW + timedelta(hours=25)), self.assertRaisesRegex(UserError, "24 hours"):
            new.action_undo_split()

    def test_the_undoing_of_a_split_is_a_merge_that_can_be_undone(self):
        new = self.split()
        new.action_undo_split()
        new.action_undo_merge()
        self.assertEqual(new.state, "new")

    def test_what_does_not_belong_to_it(self):
        other = self.register()
        other.action_add_contact(note="Other")
        for values in ({"contact_ids": other.contact_ids.ids}, {"contact_ids": [], "step_ids": [], "subject": " "}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.split(**values)
        self.record.action_cancel("mistake")
        with self.assertRaisesRegex(UserError, "another status"):
            self.split()

    def test_who_may(self):
        for user in (self.user_department, self.user_executive, self.user_outsider):
            with self.assertRaises(AccessError):
                self.record.with_user(user).action_split(subject="x")

    def test_the_dialog(self):
        dialog = self.as_user(self.user_agent, "hcs.service.dialog").create(
            {
                "record_id": self.record.id,
                "operation": "split",
                "subject": "The bill",
                "contact_ids": [Command.set(self.second.ids)],
            }
        )
        self.assertEqual(dialog.offered_contact_ids, self.record.contact_ids)
        action = dialog.action_apply()
        self.assertEqual(self.record.browse(action["res_id"]).contact_ids, self.second)
