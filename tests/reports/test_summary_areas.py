"""Issue 7: the list of figures, area by area, and the one matrix over all of them."""

import csv
import io

import lxml.html
import openpyxl

from odoo.tests import freeze_time, tagged

from tests.reports.year import YearCase

# What a summary tells, as it was asked for: (figure, indicators, what it is shown by)
FIGURES = (
    ("follow-up per plan, department, agent", "fu_persons fu_events fu_attempted_rate fu_on_time_rate fu_success_rate"
     " fu_effective_rate fu_lost_rate", "plan department agent time"),
    ("follow-up: reason of failure", "fu_unsuccessful fu_reason_share", "outcome"),
    ("satisfaction per aspect", "fu_satisfaction_rate fu_top_box_rate fu_satisfaction_mean", "aspect"),
    ("satisfaction per plan, agent, doctor", "fu_satisfaction_rate fu_satisfaction_mean", "plan agent practitioner"),
    ("whether people recommend us", "fu_nps", "department plan"),
    ("opinions and needs, grouped", "op_opinions op_settled_rate", "opinion_kind opinion_category department"),
    ("questionnaires", "fu_questionnaires fu_questionnaire_rate", "answered_by"),
    ("service desk: type, channel, phase", "sv_records", "type channel phase department agent time"),
    ("service desk: deadlines", "sv_deadline_rate sv_collaboration_rate", "department"),
    ("service desk: one-hour results", "sv_result_rate", "department result_kind"),
    ("service desk: first response", "sv_response_median sv_response_p90", "type channel"),
    ("service desk: first contact", "sv_first_contact_rate", "type channel department agent"),
    ("service desk: handling time", "sv_contacts sv_handling_mean", "agent contact_channel contact_purpose"),
    ("waiting", "ap_waiting_median ap_waiting_p90", "department"),
    ("conversion", "sv_conversion_rate sv_show_up_rate", "channel agent department"),
    ("no-show, recall", "ap_no_show_rate", "department channel"),
    ("recall", "ap_recall_rate", ""),
    ("complaints: number, category, severity, department", "cp_complaints", "severity source department"),
    ("complaints: per 1,000 visits", "cp_rate", "department"),
    ("complaints: categories, causes", "cp_allegations cp_category_share cp_upheld_rate", "category cause department"),
    ("complaints: on time", "cp_on_time_rate cp_closed_rate", "severity department"),
    ("complaints: acknowledged", "cp_acknowledged_rate", ""),
    ("complaints: measures and effect", "cp_measures_due cp_measures_done_rate cp_measures_effective_rate",
     "department"),
    ("praise, suggestions", "cp_praise cp_suggestions", "department"),
    ("members by tier, joined, renewed, lost", "vm_members vm_joined vm_renewed vm_lost vm_retention_rate"
     " vm_churn_rate", "tier"),
    ("benefits used", "vm_benefits_used", "benefit tier time"),
    ("key customers", "ka_contacts ka_contact_rate", "agent"),
    ("value", "cu_active cu_new cu_retention_rate cu_churn_rate cu_recency_mean cu_paid_days_mean cu_spending_mean",
     ""),
    ("referrals", "cu_referrals", "referrer department"),
    ("activities", "ca_activities ca_places ca_came_rate ca_booked_rate", "activity_kind"),
    ("care messages", "ca_messages ca_delivered_rate ca_suppressed", "occasion"),
    ("health education", "ca_education", "channel"),
    ("quality of calls", "st_checks st_score st_appeals", ""),
    ("incidents", "in_incidents in_near_misses", "incident_kind incident_level department"),
    ("incidents: deadlines, learning", "in_deadline_rate in_reviewed_rate", "incident_kind"),
)  # fmt: skip


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2027-06-01 04:00:00")
class TestSummaryAreas(YearCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.summary = cls.env["hcs.summary"].create(
            {"kind": "quarter", "date_from": "2026-09-26", "company_id": cls.hospital.id}
        )
        cls.summary.with_user(cls.user_director).action_compile()

    def test_the_list_of_figures(self):
        """Every figure that was asked for is an indicator, of the whole and by every part."""
        measures = self.facts._measures()
        for figure, codes, parts in FIGURES:
            for code in codes.split():
                with self.subTest(figure=figure, code=code):
                    self.assertLessEqual(set(parts.split()), set(measures[code].parts))
                    self.assertTrue(self.env["hcs.kpi"].search([("code", "=", code)]))

    def test_every_area_is_told(self):
        areas = set(self.env["hcs.kpi"].search([]).mapped("area"))
        own = {self.facts._facts()[name].area for name in self.facts._facts()}
        self.assertEqual(set(self.summary.line_ids.kpi_id.mapped("area")), areas & own - self._without_rows())

    def _without_rows(self):
        """Areas of rooms that the generated year leaves empty."""
        return {"phone"}

    def test_screen_pdf_and_workbook_are_one_matrix(self):
        """Every number of every table of every area, in the three of them."""
        matrix = self.summary._get_matrix()
        self.assertGreaterEqual(len({table.area for table in matrix.tables}), 9)
        shown = [cell for table in self.summary.matrix["tables"] for row in table["rows"] for cell in row["cells"]]
        self.assertEqual([cell["text"] for cell in shown], matrix.texts())
        numbers = [False if number is None else number for number in matrix.numbers()]
        self.assertEqual([cell["value"] for cell in shown], numbers)

        html = self.env["ir.actions.report"]._render_qweb_html("hospital_cs_reports.report_summary", self.summary.ids)[
            0
        ]
        printed = lxml.html.fromstring(html).xpath("//table[@data-table]//span[@class='figure']")
        self.assertEqual([span.text_content() for span in printed], matrix.texts())

        book = openpyxl.load_workbook(io.BytesIO(self.summary._get_xlsx()))
        names = self.summary._area_names()
        for area in dict.fromkeys(table.area for table in matrix.tables):
            tables = [table for table in matrix.tables if table.area == area]
            sheet = book[self.summary._sheet_name(names[area])]
            rows = list(sheet.iter_rows(min_row=4, values_only=True))
            for table in tables:
                start = next(n for n, row in enumerate(rows) if row[0] == table.title and not any(row[1:]))
                found = rows[start + 2 : start + 2 + len(table.rows)]
                rows = rows[start + 2 + len(table.rows) :]
                for line, row in zip(table.rows, found, strict=True):
                    self.assertEqual(row[0], line.label or None, (area, table.title))
                    for cell, value in zip(line.cells, row[1:], strict=False):
                        expected = "–" if cell.value is None else float(cell.value)
                        if cell.value is not None:
                            value = round(float(value), 9)
                            expected = round(expected, 9)
                        self.assertEqual(value, expected, (area, table.title, line.label))

    def test_rows_as_files(self):
        """CSV and workbook hold the same rows, as many as were counted."""
        summary = self.summary.sudo()
        for fact in ("service", "member", "care_message", "customer", "allegation", "appointment"):
            with self.subTest(fact=fact):
                text = summary._rows_csv(fact).read().decode("utf-8-sig")
                lines = list(csv.reader(io.StringIO(text)))
                sheet = openpyxl.load_workbook(summary._rows_xlsx(fact)).active
                cells = list(sheet.iter_rows(values_only=True))
                number = self.env["hcs.summary.row"].search_count(
                    [("summary_id", "=", summary.id), ("fact", "=", fact)]
                )
                self.assertEqual((len(lines), len(cells)), (number + 1, number + 1))
                self.assertEqual(lines[0], list(cells[0]))
                for line, row in zip(lines[1:], cells[1:], strict=True):
                    self.assertEqual(int(line[0]), row[0])
                    self.assertEqual(line[1], str(row[1].date()))
                    for written, value in zip(line[2:], row[2:], strict=True):
                        if isinstance(value, str) or value is None:
                            self.assertEqual(written, value or "")
                        else:
                            self.assertAlmostEqual(float(written), value, 6)
