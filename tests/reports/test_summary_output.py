import io
import re

import lxml.html
import openpyxl
import pypdf
import pytest

from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from tests.reports import ReportCase

REPORT = "hospital_cs_reports.report_summary"
WITH_DEFINITIONS = "hospital_cs_reports.report_summary_definitions"


@tagged("post_install", "-at_install", "hcs_reports")
class TestSummaryOutput(ReportCase):
    """RPT-06, RP6: screen, PDF and XLSX show the same numbers, because all three draw the one matrix."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-12-01 04:00:00"):
            cls._fill(120, "2026-04-26 00:00", 60)
            cls.summary = cls.env["hcs.summary"].create(
                {"kind": "month", "date_from": "2026-05-26", "company_id": cls.hospital.id}
            )
            cls.summary.with_user(cls.user_director).action_compile()

    def _html(self, summary=None, report=REPORT):
        html = self.env["ir.actions.report"]._render_qweb_html(report, (summary or self.summary).ids)[0]
        return lxml.html.fromstring(html)

    def _book(self, summary=None):
        return openpyxl.load_workbook(io.BytesIO((summary or self.summary)._get_xlsx()))

    def test_one_matrix(self):
        """The screen's field, every cell of the printed tables and every cell of the workbook agree."""
        matrix = self.summary._get_matrix()
        screen = self.summary.matrix
        shown = [cell for table in screen["tables"] for row in table["rows"] for cell in row["cells"]]
        # XML-RPC knows no None
        numbers = [False if number is None else number for number in matrix.numbers()]
        self.assertEqual([cell["value"] for cell in shown], numbers)
        self.assertGreater(len(matrix.numbers()), 150)

        printed = self._html().xpath("//table[@data-table]//span[@class='figure']")
        self.assertEqual([span.text_content() for span in printed], matrix.texts())

        book, names = self._book(), self.summary._area_names()
        for table in matrix.tables:
            found = self._rows_under(book[self.summary._sheet_name(names[table.area])], table.title)
            self.assertEqual(len(found), len(table.rows), (table.area, table.title))
            for line, row in zip(table.rows, found, strict=True):
                self.assertEqual(row[0], line.label)
                for cell, value in zip(line.cells, row[1:], strict=False):
                    if cell.value is None:
                        self.assertEqual(value, "–")
                    else:
                        self.assertNotIsInstance(value, str)
                        self.assertAlmostEqual(value, float(cell.value), 9)

    def _rows_under(self, sheet, title):
        """The lines below the title of a table, without its head."""
        rows = list(sheet.iter_rows(min_row=3, values_only=True))
        start = next(number for number, row in enumerate(rows) if row[0] == title and not any(row[1:]))
        found = []
        for row in rows[start + 2 :]:
            if not row[0] or not any(value is not None for value in row[1:]):
                break
            found.append(row)
        return found

    def test_a_revision_is_one_matrix_too(self):
        """The differences stand on the screen, in the PDF and on a sheet of their own."""
        with freeze_time("2026-12-01 04:00:00"):
            first = self._summary()
            self._submit(first)
            self._task("2026-06-03 20:00", "open")
            revision = self.env["hcs.summary"].browse(first.with_user(self.user_director).action_revise()["res_id"])
        [table] = [table for table in revision._get_matrix().tables if table.key == "difference"]
        printed = self._html(revision).xpath("//table[@data-table='difference']//span[@class='figure']")
        texts = [cell.text for row in table.rows for cell in row.cells]
        self.assertEqual([span.text_content() for span in printed], texts)
        rows = self._rows_under(self._book(revision)["Differences"], table.title)
        self.assertEqual([row[0] for row in rows], [row.label for row in table.rows])

    def test_words_of_people_are_printed_and_on_sheets(self):
        """Missed targets, measures, feedback, minutes: PDF and workbook show the same."""
        with freeze_time("2026-12-01 04:00:00"):
            summary = self._summary()
            self._explain(summary)
            self.as_user(self.user_executive, "hcs.corrective.action").create(
                {"name": "=Call earlier", "summary_id": summary.id, "company_id": self.hospital.id,
                 "owner_id": self.user_leader.id, "due_on": "2026-12-20"}
            )  # fmt: skip
            self.as_user(self.user_leader, "hcs.summary.feedback").create(
                {"summary_id": summary.id, "text": "More lines <b>please</b>."}
            )
            self.as_user(self.user_executive, "hcs.summary.minutes").create(
                {"summary_id": summary.id, "place": "Room 3", "minutes": "<p>Two agents more.</p>"}
            )
        html, book = self._html(summary), self._book(summary)
        text = html.text_content()
        for part in ("The cause of it.", "=Call earlier", "More lines <b>please</b>.", "Room 3", "Two agents more."):
            self.assertIn(part, text)
        for sheet, word in (
            ("Missed targets", "The fact of it."),
            ("Improvement measures", "=Call earlier"),
            ("Feedback", "More lines <b>please</b>."),
        ):
            cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == word]
            self.assertTrue(cells, sheet)
            self.assertEqual(cells[0].data_type, "s")
        anchors = [link.get("href") for link in html.xpath("//div[@class='contents']/a")]
        self.assertIn("#explanations", anchors)
        for anchor in anchors:
            self.assertEqual(len(html.xpath(f"//h2[@id='{anchor[1:]}']")), 1, anchor)

    def test_both_languages_show_the_same_numbers(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.summary.with_context(lang="zh_CN")
        self.assertEqual(
            chinese._get_matrix().numbers(), self.summary.with_context(lang="en_US")._get_matrix().numbers()
        )

    def test_sheets(self):
        """A sheet per area, all figures in long form, and what they mean."""
        book = self._book()
        names = self.summary._area_names()
        areas = dict.fromkeys(names[table.area] for table in self.summary._get_matrix().tables)
        self.assertEqual(book.sheetnames, [*areas, "Missed targets", "All figures", "Definitions"])
        figures = list(book["All figures"].iter_rows(min_row=2, values_only=True))
        self.assertEqual(len(figures), len(self.summary.line_ids))
        definitions = [row[0] for row in book["Definitions"].iter_rows(min_row=2, values_only=True)]
        self.assertIn("Follow-up rate", definitions)

    def test_a_name_never_becomes_a_formula(self):
        self.dentistry.name = "=1+1"
        self.summary.with_user(self.user_director).action_compile()
        cells = [cell for row in self._book()["All figures"].iter_rows() for cell in row if cell.value == "=1+1"]
        self.assertTrue(cells)
        self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_printed_parts(self):
        """Hospital, period, revision, charts, definitions, signatures; labels are escaped."""
        self.surgery.name = "Bones <b>& Joints</b>"
        self.summary.with_user(self.user_director).action_compile()
        html = self._html()
        text = html.text_content()
        for part in (
            "Hospital of the Reports",
            "2026-05-26 – 2026-06-25",
            "Revision",
            "Compiled by",
        ):
            self.assertIn(part, text)
        self.assertNotIn("What the figures mean", text, "printed on request")
        self.assertIn("What the figures mean", self._html(report=WITH_DEFINITIONS).text_content())
        self.assertGreaterEqual(len(html.xpath("//*[local-name()='svg']")), 3)
        self.assertIn("Bones <b>& Joints</b>", text)
        self.assertFalse(html.xpath("//b[text()='& Joints']"))
        self.assertIn(self.user_director.name, text)

    def test_an_empty_summary_prints(self):
        empty = self._summary("week", "2026-11-02", compiled=False)
        self.assertIn("not compiled yet", self._html(empty).text_content())
        self.assertEqual(self._book(empty).sheetnames, ["All figures", "Definitions"])
        nothing = self._summary("week", "2026-11-09")
        self.assertIn("–", self._html(nothing).text_content())
        rows = {row.label: row.cells[0].text for row in nothing._get_matrix().tables[0].rows}
        self.assertEqual((rows["Events to follow up"], rows["Follow-up rate"]), ("0", "–"))
        self.assertNotIn("Net promoter score", rows, "0/0 of what is no key figure is not listed")

    @mute_logger("weasyprint")
    def test_pdf_has_header_and_page_numbers(self):
        """TOOLCHAIN: also where wkhtmltopdf is missing or prints no header."""
        self.patch(type(self.env["ir.actions.report"]), "_prints_with_weasyprint", lambda self: True)
        self.assertEqual(self.env["ir.actions.report"].get_wkhtmltopdf_state(), "ok")
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(REPORT, self.summary.ids)
        self.assertEqual(kind, "pdf")
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        self.assertGreater(len(pages), 1)
        for number, page in enumerate(pages, start=1):
            text = re.sub(r"\s+", " ", page.extract_text())
            self.assertIn(f"{number} / {len(pages)}", text)
            self.assertEqual([round(float(side)) for side in page.mediabox[2:]], [595, 842], "A4 upright")
        cover, contents = (re.sub(r"\s+", " ", page.extract_text()) for page in pages[:2])
        self.assertIn(self.summary.display_name, cover)
        self.assertIn("Contents", contents)
        numbers = [int(number) for number in re.findall(r"\b\d+\b", contents.partition("Contents")[0])]
        entries = len(self._html().xpath("//div[@class='contents']/a"))
        self.assertEqual(numbers[-entries:], sorted(numbers[-entries:]), "every entry names its page")
        self.assertTrue(numbers and 2 < numbers[-1] <= len(pages))

    def test_assets_come_from_this_server_only(self):
        """A page cannot make the server read its files or call another host."""
        reports = self.env["ir.actions.report"]
        for url in (
            "http://odoo.invalid/etc/passwd",
            "file:///etc/passwd",
            "http://other.example/",
            "http://odoo.invalid/web/image/1",
        ):
            with self.assertRaises(ValueError):
                reports._fetch_asset(url)
        for url in (
            "http://odoo.invalid/base/static/../__manifest__.py",
            "http://odoo.invalid/base/static/../../../../etc/passwd",
        ):
            with pytest.raises((ValueError, OSError)):
                reports._fetch_asset(url)
        content, mimetype = reports._fetch_asset("http://odoo.invalid/base/static/img/res_company_logo.png?x=1")
        self.assertTrue(content)
        self.assertEqual(mimetype, "image/png")

    def test_the_cost_does_not_grow_with_the_figures(self):
        """House rule 7: opening a summary costs as many queries with one department as with thirty."""
        more = self.env["hcs.department"].create(
            [{"name": f"Department {number}", "company_id": self.hospital.id} for number in range(30)]
        )
        self._summary("week", "2026-08-31", compiled=False)  # both follow the measures of one before
        small = self._summary("week", "2026-09-07", compiled=False)
        large = self._summary("week", "2026-09-14", compiled=False)
        self._task("2026-09-08 20:00")
        for department in more:
            self._task("2026-09-15 20:00", department_id=department.id)
        (small | large).with_user(self.user_director).action_compile()
        costs = []
        for summary in (small, small, large):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            summary.with_user(self.user_director)._get_matrix()
            costs.append(self.env.cr.sql_log_count - start)
        self.assertEqual(costs[1], costs[2])
        self.assertLess(costs[2], 15)
        compiled = []
        for summary in (small, large, small, large):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            summary.with_user(self.user_director).action_compile()
            compiled.append(self.env.cr.sql_log_count - start)
        self.assertEqual(compiled[2], compiled[3])


@tagged("post_install", "-at_install", "hcs_reports")
class TestSummaryDownload(HttpCase, ReportCase):
    """The workbook goes to whoever may read the summary, and to nobody else."""

    def test_roles(self):
        with freeze_time("2026-12-01 04:00:00"):
            self._task("2026-06-03 20:00")
            summary = self._summary()
        url = summary.action_xlsx()["url"]
        self.assertNotIn("Patient", url)
        expected = {
            self.user_director: 200,
            self.user_executive: 200,
            self.user_leader: 200,
            self.user_agent: 404,
            self.user_outsider: 403,
        }
        for user, status in expected.items():
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                response = self.url_open(url)
            self.assertEqual(response.status_code, status, user.login)
            if status == 200:
                self.assertIn("spreadsheetml", response.headers["Content-Type"])
                self.assertEqual(response.content[:2], b"PK")
