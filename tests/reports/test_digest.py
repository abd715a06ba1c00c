"""RPT-08: the service centre in Odoo's digest: numbers and links only, by company and by right, in both languages."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from tests.common import MODULE
from tests.reports import ReportCase

FIELDS = ("kpi_hcs_followup_rate", "kpi_hcs_service_records", "kpi_hcs_result_rate", "kpi_hcs_complaints",
          "kpi_hcs_complaints_overdue", "kpi_hcs_members")  # fmt: skip


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-08-01 04:00:00")
class TestDigest(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env["digest.digest"].create(
            {"name": "Figures", "company_id": cls.hospital.id, **dict.fromkeys(FIELDS, True)}
        )
        for name in ("kpi_res_users_connected", "kpi_mail_message_total"):
            cls.digest[name] = False

    def kpis(self, user):
        found = self.digest._compute_kpis(self.hospital, user)
        return {kpi["kpi_name"]: [kpi[f"kpi_col{n}"].get("value") for n in (1, 2, 3)] for kpi in found}

    def fill(self):
        """Yesterday one of two was called, in seven days two of three, in a month two of four."""
        for day, called in (("07-31", True), ("07-31", False), ("07-27", True), ("07-10", False)):
            self._task(f"2026-{day} 20:00", "done" if called else "open", f"2026-{day} 19:00" if called else None)
        self._task("2026-08-01 09:00")
        self.env.flush_all()
        days = self.env["hcs.day.figure"]
        last = fields.Date.to_date("2026-07-31")
        days._refresh(self.hospital, days._touched(self.hospital, "followup", last), ["followup"])

    def test_figures(self):
        """Whole days until yesterday; a rate of nothing is a dash."""
        self.fill()
        found = self.kpis(self.user_leader)
        self.assertEqual(found["kpi_hcs_followup_rate"], ["50.0%", "66.7%", "50.0%"])
        self.assertEqual(found["kpi_hcs_result_rate"], ["–", "–", "–"])
        self.assertEqual(found["kpi_hcs_service_records"], [0, 0, 0])

    def test_who_may_not_read_figures_gets_none(self):
        self.fill()
        for user in (self.user_agent, self.user_department, self.user_outsider):
            self.assertEqual(self.kpis(user), {}, user.login)
        for user in (self.user_leader, self.user_director, self.user_executive):
            self.assertEqual(set(self.kpis(user)), set(FIELDS), user.login)

    def test_a_digest_is_of_its_hospital(self):
        self.fill()
        other = self.env["res.company"].create({"name": "Elsewhere", "hcs_tz": "Asia/Shanghai"})
        self.digest.company_id = other
        self.assertEqual(self.kpis(self.user_leader), {}, "whoever does not work there")
        self.user_leader.company_ids = [Command.link(other.id)]
        self.assertEqual(self.kpis(self.user_leader)["kpi_hcs_followup_rate"], ["–", "–", "–"])

    def test_overdue_complaints_are_counted_under_the_readers_rights(self):
        ticket = self.env["hcs.complaint.ticket"].create(
            {"kind": "complaint", "description": "Waited.", "company_id": self.hospital.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hcs_complaint_ticket SET next_due_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(hours=2), ticket.id],
        )
        self.env.invalidate_all()
        seen = bool(self.as_user(self.user_director, "hcs.complaint.ticket").search([("id", "=", ticket.id)]))
        self.assertTrue(seen)
        self.assertEqual(self.kpis(self.user_director)["kpi_hcs_complaints_overdue"], [1, 1, 1])
        ticket.sudo().state = "closed"
        self.env.flush_all()
        self.assertEqual(self.kpis(self.user_director)["kpi_hcs_complaints_overdue"], [0, 0, 0])

    def test_the_shipped_one_is_off_and_goes_to_nobody(self):
        shipped = self.env.ref("hospital_cs_reports.digest_digest_hcs")
        self.assertEqual((shipped.state, shipped.periodicity), ("deactivated", "weekly"))
        self.assertFalse(shipped.user_ids)
        self.assertTrue(all(shipped[name] for name in FIELDS))

    def mail(self, lang):
        self.fill()
        self.user_leader.write({"lang": lang, "email": "leader@example.com"})
        self.digest.user_ids = self.user_leader
        before = self.env["mail.mail"].sudo().search([])
        self.digest.action_send_manual()
        mail = self.env["mail.mail"].sudo().search([]) - before
        self.assertEqual(mail.email_to, self.user_leader.email_formatted)
        for patient in self.patients:
            self.assertNotIn(patient.name + "<", mail.body_html)
        self.assertIn("/odoo/action-hospital_cs_reports.hcs_trend_action", mail.body_html)
        self.assertIn("50.0%", mail.body_html)
        return mail

    def test_the_mail(self):
        mail = self.mail("en_US")
        self.assertIn("Follow-up rate", mail.body_html)
        self.assertEqual(mail.subject, f"{self.hospital.name}: Figures")

    def test_the_mail_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        addons = self.env["ir.module.module"].search([("name", "in", (MODULE, "hospital_cs_reports"))])
        addons._update_translations(["zh_CN"])
        field = self.env["ir.model.fields"]._get("digest.digest", "kpi_hcs_followup_rate")
        self.assertIn(field.with_context(lang="zh_CN").field_description, self.mail("zh_CN").body_html)
