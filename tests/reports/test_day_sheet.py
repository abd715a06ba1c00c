from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase, local

EVENING = "2026-06-03 21:00"


@tagged("post_install", "-at_install", "hcs_reports")
class TestDaySheet(ReportCase):
    """FUP-10, RPT-06: the day in figures, sent to the executive assistant, who assigns next steps from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital.write({"hcs_executive_assistant_id": cls.user_executive.id, "hcs_sheet_hour": 20.5})
        cls.patients.write({"name": "Zhang Secret"})
        cls.done = cls._task("2026-06-03 19:30", first="2026-06-03 19:00")
        cls.missed = cls._task("2026-06-03 20:00", "open", department_id=cls.dentistry.id)
        cls._task("2026-06-02 20:00", first="2026-06-02 19:00")
        cls._task("2026-06-04 00:00", "open")  # midnight belongs to the next day

    def _sheet(self, user=None, day="2026-06-03"):
        return self.as_user(user or self.user_executive, "hcs.day.sheet").create(
            {"day": day, "company_id": self.hospital.id}
        )

    def _rows(self, sheet, key):
        [table] = [table for table in sheet._get_matrix().tables if table.key == key]
        return {row.label: tuple(cell.text for cell in row.cells) for row in table.rows}

    @freeze_time(local(EVENING))
    def test_the_day_the_day_before_and_a_week_ago(self):
        rows = self._rows(self._sheet(), "total-followup")
        self.assertEqual(rows["Events to follow up"], ("2", "1", "0"))
        self.assertEqual(rows["Follow-up rate"], ("50.0%", "100.0%", "–"))
        self.assertEqual(
            {label: cells[1] for label, cells in self._rows(self._sheet(), "department-followup").items()},
            {"Surgery": "1", "Dentistry": "1"},
        )

    @freeze_time(local(EVENING))
    def test_screen_and_paper_are_one_matrix(self):
        sheet = self._sheet()
        matrix = sheet._get_matrix()
        shown = [cell["text"] for t in sheet.matrix["tables"] for row in t["rows"] for cell in row["cells"]]
        self.assertEqual(shown, matrix.texts())
        html = self.env["ir.actions.report"]._render_qweb_html("hospital_cs_reports.report_day", sheet.ids)[0].decode()
        self.assertEqual(html.count('<span class="figure">'), len(matrix.texts()))
        self.assertNotIn("Zhang", html)

    @freeze_time(local(EVENING))
    def test_what_waits(self):
        referral = self.env["hcs.followup.referral"].create(
            {"task_id": self.done.id, "text": "Too long a queue", "day": "2026-06-01", "company_id": self.hospital.id}
        )
        sheet = self._sheet()
        self.assertEqual((sheet.to_assign_count, sheet.unfinished_count), (1, 1))
        action = sheet.action_open_rows()
        rows = self.as_user(self.user_executive, action["res_model"]).search(action["domain"])
        self.assertEqual(rows, referral)
        rows.write({"assignee_id": self.user_leader.id, "due_on": "2026-06-05"})
        rows.action_assign()
        self.assertEqual(referral.state, "assigned")
        self.assertEqual(self._sheet().to_assign_count, 0)

    def test_who_sees_the_day(self):
        for user in (self.user_leader, self.user_director, self.user_executive):
            self.assertTrue(self._sheet(user).matrix["title"])
        for user in (self.user_agent, self.user_followup, self.user_department, self.user_outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._sheet(user)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaisesRegex(AccessError, "do not work in this hospital"):
            self.as_user(self.user_executive, "hcs.day.sheet").create({"company_id": other.id})._get_matrix()
        with self.assertRaises(ValidationError):
            self._sheet(day="0001-01-01")

    def _told(self):
        domain = [("partner_ids", "in", self.user_executive.partner_id.ids), ("subject", "like", "Day in figures")]
        return self.env["mail.message"].sudo().search(domain)

    def test_the_assistant_gets_the_link_once_an_evening(self):
        tasks = self.env["hcs.followup.task"]
        for moment in ("2026-06-03 20:00", EVENING, "2026-06-03 22:00", "2026-06-03 23:00"):
            with freeze_time(local(moment)):
                tasks._cron_sheet()
            if moment.endswith("20:00"):
                self.assertFalse(self._told(), "not before its hour")
        message = self._told()
        self.assertEqual(len(message), 1)
        self.assertIn("/odoo/hcs-day", message.body)
        for secret in ("Zhang", "Secret", "50.0"):
            self.assertNotIn(secret, message.body + message.subject)
        with freeze_time(local(EVENING) + timedelta(days=1)):
            tasks._cron_sheet()
        self.assertEqual(len(self._told()), 2)
