from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.common import HcsCase


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time("2026-11-21 04:00:00")
class TestCallingSlots(HcsCase):
    """Calling windows (FUP-03) and the table made of them (DESIGN §6.4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slots = cls.env["hcs.calling.slot"]
        cls.team = cls.env.ref("hospital_customer_service.hcs_team_followup")
        cls.slots._ensure(cls.company, date(2025, 12, 1), date(2028, 11, 30))

    def hours(self, day, team=None, channel="call", company=None):
        """Hours of the slots of a day, as the hospital's clock shows them."""
        company = company or self.company
        self.slots._rebuild_pending()
        slots = self.slots.search(
            [
                ("company_id", "=", company.id),
                ("team_id", "=", team.id if team else False),
                ("channel", "=", channel),
                ("day", "=", day),
            ]
        )
        clock = [
            tuple(f"{company._hcs_local(moment):%H:%M}" for moment in (slot.from_utc, slot.to_utc)) for slot in slots
        ]
        return ["-".join(pair) for pair in clock]

    def next_hour(self, day, hour, **options):
        slot = self.slots._next_slot(self.company, self.company._hcs_to_utc(date.fromisoformat(day), hour), **options)
        return f"{self.company._hcs_local(slot.from_utc):%Y-%m-%d %H:%M}"

    # What is shipped
    def test_hours_of_summer_and_winter(self):
        """FUP-03: 05-01 to 09-30 14:30-16:30 and 19:00-20:00; else 14:00-16:30 and 19:00-20:00."""
        summer, winter = ["14:30-16:30", "19:00-20:00"], ["14:00-16:30", "19:00-20:00"]
        for day, hours in [("2026-04-30", winter), ("2026-05-06", summer), ("2026-09-30", summer)]:
            self.assertEqual(self.hours(day), hours, day)
        self.assertEqual(self.hours("2026-10-08"), winter)
        self.assertEqual(self.hours("2027-01-04"), winter, "the winter crosses New Year")
        self.assertEqual(self.hours("2026-10-08", channel="sms"), winter)

    def test_no_calls_on_holidays(self):
        """FUP-03: none on public holidays; a make-up day is an ordinary day."""
        for day in ("2026-10-01", "2026-10-07", "2026-02-17", "2027-02-06"):
            self.assertEqual(self.hours(day), [], day)
        self.assertEqual(len(self.hours("2026-10-10")), 2)

    def test_the_next_window(self):
        """FUP-02: ended 18:30 → 19:00 that day; ended 20:10 → next allowed window."""
        self.assertEqual(self.next_hour("2026-11-20", 18.5), "2026-11-20 19:00")
        self.assertEqual(self.next_hour("2026-11-20", 20 + 10 / 60), "2026-11-21 14:00")
        self.assertEqual(self.next_hour("2026-09-30", 20.0), "2026-10-08 14:00")
        self.assertEqual(self.next_hour("2026-11-20", 15.0), "2026-11-20 14:00", "the running window is the next one")

    def test_covers(self):
        at = lambda hour: self.company._hcs_to_utc(date(2026, 11, 20), hour)  # noqa: E731
        for hour, inside in [(13.99, False), (14.0, True), (16.49, True), (16.5, False), (19.5, True), (20.0, False)]:
            self.assertEqual(self.slots._covers(self.company, at(hour)), inside, hour)
        self.assertTrue(self.slots._covers(self.company, at(14.0), self.team, "sms"))

    def test_a_slot_is_called_by_the_hospitals_hours(self):
        slot = self.slots._next_slot(self.company, datetime(2026, 11, 20, 7))
        self.assertEqual(slot.with_user(self.user_agent).display_name, "2026-11-20 14:00-16:30")

    # Settings
    def test_weekends_by_setting(self):
        """FUP-03: ordinary weekends are callable by default; make-up days whatever the setting."""
        self.assertEqual(len(self.hours("2026-11-21")), 2)
        self.company.hcs_call_on_weekends = False
        self.assertEqual(self.hours("2026-11-21"), [])
        self.assertEqual(len(self.hours("2026-10-10")), 2)
        self.assertEqual(len(self.hours("2026-11-20")), 2)

    def test_the_hospitals_clock(self):
        self.company.hcs_tz = "Asia/Tokyo"
        self.assertEqual(self.hours("2026-11-20")[0], "14:00-16:30")
        slot = self.slots._next_slot(self.company, datetime(2026, 11, 20, 0))
        self.assertEqual(slot.from_utc, datetime(2026, 11, 20, 5))

    def test_a_day_without_calls(self):
        self.env["hcs.calendar.day"].create({"date": "2026-11-25", "kind": "no_call", "name": "Exchange moves"})
        self.assertEqual(self.hours("2026-11-25"), [])

    def test_weekdays_of_a_window(self):
        winter = self.env.ref("hospital_customer_service.hcs_calling_season_winter")
        winter.window_ids[0].weekdays = "12345"
        self.assertEqual(self.hours("2026-11-20"), ["14:00-16:30", "19:00-20:00"])
        self.assertEqual(self.hours("2026-11-21"), ["19:00-20:00"])

    def test_messages_only(self):
        winter = self.env.ref("hospital_customer_service.hcs_calling_season_winter")
        winter.window_ids = [Command.create({"hour_from": 9, "hour_to": 10, "channel": "sms"})]
        self.assertEqual(len(self.hours("2026-11-20")), 2)
        self.assertEqual(self.hours("2026-11-20", channel="sms")[0], "09:00-10:00")

    # Who uses which season
    def test_a_team_uses_its_own_season(self):
        self.env["hcs.calling.season"].create(
            {
                "name": "VIP winter",
                "start": "11-01",
                "end": "11-30",
                "team_ids": self.team.ids,
                "window_ids": [Command.create({"hour_from": 10, "hour_to": 11})],
            }
        )
        self.assertEqual(self.hours("2026-11-20", team=self.team), ["10:00-11:00"])
        self.assertEqual(len(self.hours("2026-11-20")), 2, "the hospital keeps its hours")
        self.assertEqual(len(self.hours("2026-12-01", team=self.team)), 2, "outside it the team uses the common ones")

    def test_a_company_uses_its_own_season_before_the_common_one(self):
        other = self.env["res.company"].create({"name": "Second hospital"})
        self.env["hcs.calling.season"].create(
            {
                "name": "All year",
                "start": "01-01",
                "end": "12-31",
                "company_id": other.id,
                "window_ids": [Command.create({"hour_from": 9, "hour_to": 12})],
            }
        )
        self.assertEqual(self.hours("2026-11-20", company=other), ["09:00-12:00"])
        self.assertEqual(len(self.hours("2026-11-20")), 2)

    def test_an_archived_season_has_no_slots(self):
        self.env.ref("hospital_customer_service.hcs_calling_season_winter").active = False
        self.assertEqual(self.hours("2026-11-20"), [])
        self.assertEqual(len(self.hours("2026-05-06")), 2)

    # Rebuild
    def test_an_unchanged_rebuild_writes_nothing(self):
        self.slots._rebuild(self.company)
        before = self.slots.search([("company_id", "=", self.company.id)]).ids
        with patch.object(type(self.slots), "_slots_changed", autospec=True) as hook:
            self.assertEqual(self.slots._rebuild(self.company), 0)
        hook.assert_not_called()
        self.assertEqual(self.slots.search([("company_id", "=", self.company.id)]).ids, before)

    def test_a_change_touches_its_days_only_and_tells_the_planner(self):
        self.slots._rebuild_pending()
        before = set(self.slots.search([("day", "!=", "2026-11-25")]).ids)
        self.env["hcs.calendar.day"].create({"date": "2026-11-25", "kind": "holiday", "name": "Founder's day"})
        with patch.object(type(self.slots), "_slots_changed", autospec=True) as hook:
            self.slots._rebuild_pending()
        hook.assert_called_once()
        _model, companies, date_from, date_to = hook.call_args.args
        self.assertEqual((companies, date_from, date_to), (self.company, date(2026, 11, 25), date(2026, 11, 25)))
        self.assertEqual(set(self.slots.search([("day", "!=", "2026-11-25")]).ids), before)

    def test_many_changes_are_one_rebuild(self):
        self.slots._rebuild_pending()
        with patch.object(type(self.slots), "_rebuild", autospec=True) as rebuild:
            for day in ("2026-11-24", "2026-11-26"):
                self.env["hcs.calendar.day"].create({"date": day, "name": "Founder's day"})
            self.slots._rebuild_pending()
            self.slots._rebuild_pending()
        rebuild.assert_called_once()
        self.assertEqual(rebuild.call_args.args[2:], (date(2026, 11, 24), date(2026, 11, 26)))

    def test_the_end_of_the_transaction_rebuilds(self):
        self.env["hcs.calendar.day"].create({"date": "2026-11-25", "name": "Founder's day"})
        self.env.cr.flush()  # what a commit does first
        self.assertFalse(self.slots.search_count([("day", "=", "2026-11-25")]))

    def test_a_new_team_and_a_new_company_get_slots(self):
        team = self.env["hcs.team"].create({"name": "Night desk", "kind": "inquiry"})
        self.assertEqual(len(self.hours("2026-11-20", team=team)), 2)
        company = self.env["res.company"].create({"name": "Third hospital"})
        self.assertEqual(len(self.hours("2026-11-20", company=company)), 2)

    def test_far_days_are_made_without_a_gap(self):
        self.assertEqual(self.next_hour("2030-03-06", 9.0), "2030-03-06 14:00")
        self.assertEqual(len(self.hours("2029-06-06")), 2)

    def test_a_mistyped_year_does_not_fill_the_table(self):
        self.slots._ensure(self.company, date(2026, 1, 1), date(9999, 1, 1))
        last = self.slots.search([], order="day desc", limit=1).day
        self.assertLess(last, date(2026, 11, 21) + timedelta(days=3700))

    def test_the_scheduled_action_extends(self):
        cron = self.env.ref("hospital_customer_service.ir_cron_calling_slot_extend")
        with self.enter_registry_test_mode(), freeze_time("2027-06-01 04:00:00"):
            self.assertIs(cron.method_direct_trigger(), True)
        last = self.slots.search([("company_id", "=", self.company.id)], order="day desc", limit=1).day
        self.assertGreaterEqual(last, date(2029, 5, 25))

    # What cannot be entered
    def test_days_of_the_year_are_checked(self):
        for start, end in [("5-1", "09-30"), ("13-01", "12-31"), ("02-30", "03-01"), ("05-01", "")]:
            with self.assertRaises(ValidationError):
                self.env["hcs.calling.season"].create({"name": "x", "start": start, "end": end, "active": True})

    def test_seasons_of_the_same_teams_do_not_overlap(self):
        with self.assertRaises(ValidationError):
            self.env["hcs.calling.season"].create({"name": "Second summer", "start": "09-30", "end": "10-02"})

    def test_windows_of_a_season_do_not_overlap(self):
        winter = self.env.ref("hospital_customer_service.hcs_calling_season_winter")
        with self.assertRaises(ValidationError):
            winter.window_ids = [Command.create({"hour_from": 16, "hour_to": 17})]
        winter.window_ids = [Command.create({"hour_from": 16.5, "hour_to": 17})]

    @mute_logger("odoo.sql_db")
    def test_windows_are_hours_of_a_day(self):
        winter = self.env.ref("hospital_customer_service.hcs_calling_season_winter")
        for values in (
            {"hour_from": 12, "hour_to": 12},
            {"hour_from": 23, "hour_to": 25},
            {"hour_from": 1, "hour_to": 2, "weekdays": "8"},
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.env["hcs.calling.window"].create({"season_id": winter.id, **values})
                self.env.flush_all()
