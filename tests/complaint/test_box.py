"""CMP-01: boxes are opened on their days by two people; empty ones are written down; letters become tickets."""

from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.complaint.intake import IntakeCase


@tagged("post_install", "-at_install", "hcs_complaint")
@freeze_time("2026-06-10 02:00:00")
class TestBox(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.box = cls.env["hcs.suggestion.box"].create(
            {"name": "Hall", "interval_days": 7, "started_on": date(2026, 6, 1), "user_id": cls.user_complaint.id}
        )

    def open_box(self, user=None, **values):
        return self.as_user(user or self.user_complaint, "hcs.suggestion.box.opening").create(
            {
                "box_id": self.box.id,
                "opener_id": self.user_complaint.id,
                "second_opener_id": self.user_leader.id,
                **values,
            }
        )

    def test_two_different_openers(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.open_box(second_opener_id=self.user_complaint.id)
        opening = self.open_box(letter_count=2)
        self.assertEqual((opening.opened_on, opening.company_id), (date(2026, 6, 10), self.company))

    def test_empty_ones_are_recorded_and_nothing_is_changed_later(self):
        opening = self.open_box(letter_count=0, note="Empty")
        self.assertEqual((opening.letter_count, opening.missing_count), (0, 0))
        with self.assertRaises(UserError):
            opening.write({"letter_count": 3})
        with self.assertRaises(UserError):
            opening.sudo().unlink()
        with self.assertRaises(ValidationError):
            self.open_box(opened_on=date(2026, 6, 11))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.open_box(letter_count=-1)

    def test_each_letter_becomes_a_ticket(self):
        opening = self.open_box(letter_count=2)
        action = opening.action_register_letter()
        self.assertEqual(action["context"]["default_box_opening_id"], opening.id)
        self.assertEqual(action["context"]["default_source"], "box")
        ticket = self.register(source="box", box_opening_id=opening.id, anonymous=True)
        self.assertEqual(ticket.box_opening_id, opening)
        self.assertEqual((opening.ticket_count, opening.missing_count), (1, 1))
        self.register(self.user_leader, source="box", box_opening_id=opening.id, anonymous=True, kind="suggestion")
        self.assertEqual(opening.missing_count, 0, "counted whoever handles them")

    def test_due_openings_remind_once(self):
        self.assertEqual(self.box.next_opening_on, date(2026, 6, 8))
        self.assertTrue(self.box.is_due)
        self.assertIn(self.box, self.env["hcs.suggestion.box"].search([("is_due", "=", True)]))
        boxes = self.env["hcs.suggestion.box"]
        self.assertEqual((boxes._cron_remind(), boxes._cron_remind()), (1, 0))
        self.assertEqual(self.box.activity_ids.user_id, self.user_complaint)
        self.open_box(letter_count=0)
        self.assertFalse(self.box.activity_ids, "opened: the reminder is done")
        self.assertEqual((self.box.last_opened_on, self.box.next_opening_on), (date(2026, 6, 10), date(2026, 6, 17)))
        self.assertFalse(self.box.is_due)
        with freeze_time("2026-06-16 17:00:00"):  # the 17th in the hospital
            self.assertEqual(boxes._cron_remind(), 1)

    def test_who_may(self):
        for user in (self.user_agent, self.user_executive, self.user_department):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.open_box(user)
        self.assertTrue(self.open_box(self.user_leader))
        self.assertIn(self.box, self.as_user(self.user_agent, "hcs.suggestion.box").search([]))
