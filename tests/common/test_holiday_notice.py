from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import convert, file_open, mute_logger

from tests.common import MODULE, HcsCase

# an invented notice for 2027 that starts in the December before
NOTICE = """
一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。2027年1月3日（周日）上班。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


@tagged("post_install", "-at_install", "hcs_common")
@freeze_time("2026-11-21 04:00:00")
class TestHolidayNotice(HcsCase):
    """The official notice is entered on one screen and takes the place of the provisional days."""

    def notice(self, text=NOTICE, year=2027, **values):
        notice = self.env["hcs.holiday.notice"].create({"year": year, "text": text, **values})
        notice.action_read_text()
        return notice

    def test_the_notice_replaces_the_provisional_days(self):
        slots = self.env["hcs.calling.slot"]
        slots._rebuild(date_from=date(2026, 12, 1), date_to=date(2027, 12, 31))
        notice = self.notice()
        self.assertFalse(notice.problems)
        self.assertEqual((notice.holiday_count, notice.workday_count), (27, 7))
        notice.action_apply()
        days = self.env["hcs.calendar.day"].search([("date", ">=", "2026-12-01"), ("date", "<=", "2027-12-31")])
        self.assertEqual(set(days.mapped("source")), {"official"})
        self.assertEqual(len(days), 34)
        kind = self.company._hcs_day_kind
        # over New Year, and in the year itself
        for day, expected in [
            (date(2026, 12, 30), "workday"),
            (date(2026, 12, 31), "holiday"),
            (date(2027, 1, 2), "holiday"),
            (date(2027, 1, 3), "workday"),
            (date(2027, 2, 10), "holiday"),
            (date(2027, 2, 12), "workday"),
            (date(2027, 5, 8), "workday"),
            (date(2027, 6, 10), "workday"),
        ]:
            self.assertEqual(kind(day), (expected, False), day)
        self.assertFalse(slots.search_count([("day", "=", "2026-12-31")]))
        self.assertTrue(slots.search_count([("day", "=", "2027-01-03")]))

    def test_a_deadline_over_new_year_follows_the_notice(self):
        """DOMAIN §1.8: 2026-12-28 + 5 working days is provisional until the notice is there."""
        start = self.company._hcs_to_utc(date(2026, 12, 28), 9.0)
        add = self.company._hcs_add_working_time
        self.assertEqual(self.company._hcs_local(add(start, 5, "working_day")[0]).date(), date(2027, 1, 5))
        self.notice().action_apply()
        due, provisional = add(start, 5, "working_day")
        # 29, 30 December, Sunday 3 January (made up), 4, 5
        self.assertEqual(self.company._hcs_local(due).date(), date(2027, 1, 5))
        self.assertFalse(provisional)
        self.assertEqual(self.company._hcs_local(add(start, 3, "working_day")[0]).date(), date(2027, 1, 3))

    def test_the_planner_is_told_once(self):
        told = []
        slots = self.env["hcs.calling.slot"]
        slots._rebuild(self.company, date(2026, 12, 1), date(2027, 12, 31))
        self.patch(type(slots), "_slots_changed", lambda model, *change: told.append(change))
        self.notice().action_apply()
        mine = [change for change in told if change[0] == self.company]
        self.assertEqual(len(mine), 1)
        self.assertEqual(mine[0][1:], (date(2026, 12, 31), date(2027, 10, 7)))

    def test_entering_it_again_changes_nothing_but_corrections(self):
        self.notice().action_apply()
        self.notice(NOTICE.replace("1月31日（周日）、", "")).action_apply()
        self.assertEqual(self.company._hcs_day_kind(date(2027, 1, 31)), ("rest", False))
        self.assertEqual(self.company._hcs_day_kind(date(2026, 12, 31)), ("holiday", False))
        self.assertEqual(self.env["hcs.calendar.day"].search_count([("date", ">=", "2026-12-01")]), 33)

    def test_days_of_other_years_and_own_days_stay(self):
        day = self.env["hcs.calendar.day"].create({"date": "2027-03-10", "kind": "no_call", "name": "Exchange moves"})
        before = self.env["hcs.calendar.day"].search_count([("date", "<", "2026-12-01")])
        self.notice().action_apply()
        self.assertTrue(day.exists())
        self.assertEqual(self.env["hcs.calendar.day"].search_count([("date", "<", "2026-12-01")]), before)

    def test_names_are_english_for_english_readers(self):
        self.notice().action_apply()
        days = self.env["hcs.calendar.day"].search([("date", "in", ["2027-02-06", "2027-02-20"])], order="date")
        self.assertEqual(days.mapped("name"), ["Spring Festival", "Spring Festival (make-up day)"])

    def test_one_hospital_only(self):
        company = self.env["res.company"].create({"name": "Second hospital"})
        self.notice("Founder: 03-10 off", company_id=company.id).action_apply()
        self.assertEqual(company._hcs_day_kind(date(2027, 3, 10)), ("holiday", False))
        self.assertEqual(self.company._hcs_day_kind(date(2027, 3, 10)), ("workday", True))

    def test_warnings_before_applying(self):
        notice = self.notice("Labour Day: 05-01 to 05-03 off; 05-07 work")
        self.assertIn("2027-05-07", notice.warnings, "a Friday cannot be made up")
        self.assertIn("2027-10-01", notice.warnings, "National Day is missing")
        self.assertGreater(notice.replaced_count, 10)

    def test_what_cannot_be_read_is_said(self):
        self.assertIn("2", self.notice("Labour Day: 05-01 off\nOther: 02-30 off").problems)
        self.assertTrue(self.notice("nothing").problems)

    def test_what_cannot_be_applied(self):
        for text in (
            "",
            "Labour Day: 05-01 to 05-03 off\nLabour Day: 05-03 off",
            "New Year: 2028-01-01 off",
            "New Year: 2026-11-30 off",
            "Long: 03-01 to 03-20 off",
        ):
            with self.assertRaises(UserError, msg=text):
                self.notice(text).action_apply()

    def test_rows_typed_by_hand(self):
        with Form(self.env["hcs.holiday.notice"].with_user(self.user_director)) as form:
            self.assertEqual(form.year, 2027)
            with form.line_ids.new() as line:
                line.name = "New Year's Day"
                line.date_from = date(2027, 1, 1)
                self.assertEqual(line.date_to, date(2027, 1, 1))
                line.date_to = date(2027, 1, 3)
            self.assertEqual(form.holiday_count, 3)
        form.record.action_apply()
        self.assertEqual(self.company._hcs_day_kind(date(2027, 1, 3)), ("holiday", False))

    def test_agents_may_not_enter_it(self):
        for user in (self.user_agent, self.user_leader, self.user_department):
            with self.assertRaises(AccessError):
                self.as_user(user, "hcs.holiday.notice").create({"year": 2027})

    def test_an_upgrade_does_not_bring_the_provisional_days_back(self):
        self.notice().action_apply()
        before = self.env["hcs.calendar.day"].search([]).ids
        name = "data/common/hcs_calendar_day_2027_data.xml"
        with file_open(f"{MODULE}/{name}", "rb") as data:
            convert.convert_xml_import(self.env, MODULE, data, {}, mode="update", noupdate=False)
        self.assertEqual(self.env["hcs.calendar.day"].search([]).ids, before)

    # The administrator is warned
    def asked(self):
        kind = self.env.ref(f"{MODULE}.mail_activity_type_holiday_notice")
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("activity_type_id", "=", kind.id), ("user_id", "=", self.user_admin.id)])
        )

    def test_administrators_are_asked_once(self):
        cron = self.env.ref(f"{MODULE}.ir_cron_calendar_day_notice")
        self.asked().unlink()
        for _day in range(2):
            with self.enter_registry_test_mode():
                self.assertIs(cron.method_direct_trigger(), True)
        self.assertEqual(len(self.asked()), 1)
        self.assertEqual(self.asked().date_deadline, date(2026, 11, 12))
        self.asked().action_done()
        self.env["hcs.calendar.day"]._cron_warn_missing_notice()
        self.assertEqual(len(self.asked()), 1, "done is done")

    def test_nobody_is_asked_while_the_notice_is_known_or_far(self):
        self.asked().unlink()
        self.notice().action_apply()
        self.env["hcs.calendar.day"]._cron_warn_missing_notice()
        self.assertFalse(self.asked())
        with freeze_time(date(2027, 11, 11) - timedelta(days=5)):
            self.env["hcs.calendar.day"]._cron_warn_missing_notice()
        self.assertFalse(self.asked())
        with freeze_time("2027-11-20 04:00:00"):
            self.env["hcs.calendar.day"]._cron_warn_missing_notice()
        self.assertEqual(self.asked().date_deadline, date(2027, 11, 12))

    def test_entering_the_notice_closes_the_question(self):
        self.env["hcs.calendar.day"]._cron_warn_missing_notice()
        self.assertTrue(self.asked().active)
        self.notice().action_apply()
        self.assertFalse(self.asked().active)

    def test_settings_say_how_far_the_notices_reach(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.hcs_official_until, 2026)
        settings.hcs_evening_from = 17.5
        settings.execute()
        self.assertEqual(self.company.hcs_evening_from, 17.5)

    def test_a_day_stands_once_in_the_calendar(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["hcs.calendar.day"].create([{"date": "2026-03-11", "name": name} for name in "ab"])
            self.env.flush_all()

    def test_lines_can_be_cleared(self):
        notice = self.notice()
        notice.line_ids = [Command.clear()]
        self.assertEqual(notice.holiday_count, 0)
