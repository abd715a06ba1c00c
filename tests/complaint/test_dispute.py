"""CMP-07, DOMAIN §1.1: the sheet, the duty to inform, sealing, negotiation, external ways, and who may see it."""

from datetime import date

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import ComplaintCase

MORNING = "2026-06-01 02:00:00"
SHEET = {"course": "At ten", "responsibility": "Open", "measures": "Records secured"}


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time(MORNING)
class TestDispute(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hcs_complaint_two_checks_from = "never"
        cls.dispute = cls.make_ticket(cls.colleague, kind="dispute")

    def sheet(self, complete=True):
        sheet = self.env["hcs.dispute.sheet"].with_user(self.colleague).create({"ticket_id": self.dispute.id, **SHEET})
        sheet.told_ids = [Command.create({"name": "Head of surgery"})]
        if complete:
            sheet.action_complete()
        return sheet

    def inform(self):
        self.dispute.notice_ids.filtered(lambda notice: not notice.told_at).action_told("patient", "Sheet 1")

    def test_it_begins_at_level_four(self):
        self.assertEqual(self.dispute.severity, "4")
        self.assertTrue(self.dispute.sudo().severity_change_ids.reason)
        turned = self.ticket.with_user(self.colleague)
        turned.kind = "dispute"
        self.assertEqual((turned.severity, len(turned.sudo().notice_ids)), ("4", 3))

    def test_the_sheet_comes_before_the_investigation(self):
        self.dispute.action_accept()
        with self.assertRaisesRegex(UserError, "first-response sheet"):
            self.dispute.action_investigate()
        sheet = self.sheet(complete=False)
        with self.assertRaisesRegex(UserError, "first-response sheet"):
            self.dispute.action_investigate()
        sheet.action_complete()
        self.dispute.action_investigate()
        self.assertEqual(self.dispute.state, "investigating")

    def test_no_way_around_the_sheet(self):
        """Whatever writes the status: everything but ending it unhandled needs the sheet."""
        self.dispute.action_accept()
        for state in ("investigating", "proposed", "approved", "answered", "closed"):
            with self.assertRaises(UserError):
                self.dispute.sudo().write({"state": state})
        self.dispute.action_withdraw("Taken back by phone")

    def test_what_the_sheet_needs(self):
        sheet = self.env["hcs.dispute.sheet"].with_user(self.colleague).create({"ticket_id": self.dispute.id})
        for name, value in {**SHEET, "told_ids": [Command.create({"name": "Head"})]}.items():
            with self.assertRaisesRegex(UserError, "not complete"):
                sheet.action_complete()
            sheet[name] = value
        sheet.action_complete()
        self.assertEqual(sheet.completed_by_id, self.colleague)
        with self.assertRaises(UserError):
            sheet.measures = "More"
        with self.assertRaises(UserError):
            sheet.told_ids.name = "Somebody else"
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["hcs.dispute.sheet"].create({"ticket_id": self.dispute.id})

    def test_three_items_four_on_death(self):
        items = self.dispute.notice_ids.mapped("item")
        self.assertEqual(items, ["ways", "sealing", "copies"])
        self.dispute.death = True
        self.assertEqual(self.dispute.notice_ids.mapped("item"), ["ways", "sealing", "copies", "autopsy"])
        self.dispute.death = False
        self.assertEqual(self.dispute.notice_ids.mapped("item"), items)

    def test_it_cannot_be_closed_before_the_checklist_is_complete(self):
        self.sheet()
        self.dispute.action_accept()
        self.bring_to("answered", self.dispute)
        self.dispute.action_ask("satisfied")
        self.dispute.action_report_up("Health commission")
        with self.assertRaisesRegex(UserError, "has not been told"):
            self.dispute.action_close()
        self.dispute.death = True
        self.dispute.notice_ids.filtered(lambda notice: notice.item != "autopsy").action_told("spouse")
        with self.assertRaisesRegex(UserError, "autopsy"):
            self.dispute.action_close()
        self.inform()
        self.dispute.action_close()
        self.assertEqual(self.dispute.state, "closed")

    def test_a_notice_stands(self):
        notice = self.dispute.notice_ids[0]
        with self.assertRaises(UserError):
            notice.action_told("patient", at="2026-05-01 02:00:00")
        notice.action_told("child", "Sheet 7")
        self.assertEqual((notice.told_to, notice.told_by_id, notice.note), ("child", self.colleague, "Sheet 7"))
        with self.assertRaises(UserError):
            notice.action_told("patient")
        with self.assertRaises(AccessError):
            notice.told_at = False

    def test_the_small_form_asks_who_was_told(self):
        action = self.dispute.notice_ids[0].action_open_told()
        form = Form(self.env[action["res_model"]].with_user(self.colleague).with_context(action["context"]))
        form.told_to = "parent"
        form.save().action_confirm()
        self.assertEqual(self.dispute.notice_ids[0].told_to, "parent")

    def test_terms_after_a_death(self):
        """Articles 15, 26, 27: 6 hours, 48 hours or 7 days with freezing, 14 days."""
        self.dispute.write({"death": True, "death_at": "2026-05-31 22:00:00", "body_cooled": False})
        self.assertEqual(self.dispute.autopsy_until, fields.Datetime.to_datetime("2026-06-02 22:00:00"))
        self.assertEqual(self.dispute.record_until, fields.Datetime.to_datetime("2026-06-01 04:00:00"))
        self.assertEqual(self.dispute.body_until, date(2026, 6, 15))
        self.dispute.body_cooled = True
        self.assertEqual(self.dispute.autopsy_until, fields.Datetime.to_datetime("2026-06-07 22:00:00"))

    # Sealing
    def seal(self, **values):
        return (
            self.env["hcs.dispute.seal"]
            .with_user(self.colleague)
            .create(
                {
                    "ticket_id": self.dispute.id,
                    "items": "Chart, 40 pages",
                    "patient_side": "Spouse",
                    "signed_by_both": True,
                    "place": "Safe of medical affairs",
                    **values,
                }
            )
        )

    def test_both_sign(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.seal(signed_by_both=False)
        seal = self.seal()
        with self.assertRaises(UserError):
            seal.items = "Chart, 39 pages"
        with self.assertRaises(UserError):
            seal.sudo().unlink()

    def test_unsealing(self):
        """With both at any time; alone when it is solved or three years are over."""
        first, second, third = self.seal(), self.seal(), self.seal()
        self.assertEqual(first.free_on, date(2029, 6, 1))
        first.action_unseal("both", "Spouse and Dr Li")
        with self.assertRaises(UserError):
            first.action_unseal("both", "Again")
        for because in ("solved", "years"):
            with self.assertRaises(UserError):
                second.action_unseal(because, "Dr Li")
        with freeze_time("2029-05-31 15:00:00"), self.assertRaises(UserError):
            second.action_unseal("years", "Dr Li")
        with freeze_time("2029-06-01 02:00:00"):
            second.action_unseal("years", "Dr Li")
        self.dispute.action_withdraw("Settled")
        third.action_unseal("solved", "Dr Li")

    # Negotiation
    def test_five_of_each_side(self):
        users = self.env["res.users"].union(
            *[self._make_user(f"hcs_negotiator_{number}", "group_hcs_agent") for number in range(6)]
        )
        meetings = self.env["hcs.dispute.negotiation"].with_user(self.colleague)
        values = {"ticket_id": self.dispute.id, "place": "Room 1"}
        meeting = meetings.create({**values, "hospital_user_ids": users[:5].ids, "patient_count": 5})
        with self.assertRaises(ValidationError):
            meeting.hospital_user_ids = users
        with self.assertRaises(ValidationError):
            meetings.create({**values, "patient_count": 1})
        for count in (0, 6):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                meetings.create({**values, "hospital_user_ids": users[:1].ids, "patient_count": count})

    # External ways
    def route(self, **values):
        return (
            self.env["hcs.dispute.route"]
            .with_user(self.colleague)
            .create({"ticket_id": self.dispute.id, "kind": "court", "name": "District court", "number": "7", **values})
        )

    def test_their_deadlines_are_clocks(self):
        route = self.route(deadline_at="2026-06-20 08:00:00", deadline_for="Statement of defence")
        self.assertEqual(route.clock_ids.due_at, fields.Datetime.to_datetime("2026-06-20 08:00:00"))
        route.deadline_at = "2026-06-25 08:00:00"
        self.assertEqual(route.clock_ids.due_at, fields.Datetime.to_datetime("2026-06-25 08:00:00"))
        with freeze_time("2026-06-10 02:00:00"):
            route.action_deadline_met()
            self.assertEqual(route.clock_ids.state, "met")
            self.assertFalse(route.deadline_at)
            route.deadline_at = "2026-07-01 08:00:00"
        self.assertEqual(sorted(route.clock_ids.mapped("state")), ["met", "running"])
        with self.assertRaises(ValidationError):
            route.deadline_at = "2026-05-01 08:00:00"
        with self.assertRaises(UserError):
            route.action_end(" ")
        route.action_end("Judgement")
        self.assertEqual(route.state, "ended")
        with self.assertRaises(UserError):
            route.number = "8"

    def test_an_open_way_holds_up_the_closing(self):
        route = self.route()
        self.assertIn("An external way is still open.", self.dispute._closing_gaps())
        route.action_end("Mediated")
        self.assertNotIn("An external way is still open.", self.dispute._closing_gaps())

    # Who sees it
    def test_seen_by_those_who_handle_it(self):
        """The office sees disputes of others as little as anybody else; the direction sees all."""
        parts = [
            self.sheet(),
            self.dispute.notice_ids[0],
            self.seal(),
            self.env["hcs.dispute.negotiation"].create(
                {"ticket_id": self.dispute.id, "place": "Room", "hospital_user_ids": self.colleague.ids}
            ),
            self.route(deadline_at="2026-06-20 08:00:00"),
        ]
        parts += [parts[0].told_ids, parts[-1].sudo().clock_ids]
        for user in (self.named, self.user_agent, self.user_leader, self.user_vip, self.user_department):
            for part in parts:
                with self.subTest(user=user.login, part=part._name):
                    records = self.env[part._name].with_user(user)
                    with self.assertRaises(AccessError):
                        part.with_user(user).read(["create_date"])
                    if records.has_access("read"):
                        self.assertFalse(records.search([("id", "in", part.ids)]))
                        self.assertFalse(records._read_group([("id", "in", part.ids)], [], ["__count"])[0][0])
        for user in (self.colleague, self.user_director, self.user_executive):
            for part in parts:
                with self.subTest(user=user.login, part=part._name):
                    self.assertTrue(part.with_user(user).read(["create_date"]))

    def test_named_staff_see_nothing(self):
        part = self.sheet()
        self.dispute.sudo().handler_ids |= self.named
        self.assertTrue(part.with_user(self.named).read(["course"]))
        self.dispute.sudo().handler_ids -= self.named
        self.allege(self.dispute, staff_ids=[(4, self.user_director.id)])
        with self.assertRaises(AccessError):
            part.with_user(self.user_director).read(["course"])
