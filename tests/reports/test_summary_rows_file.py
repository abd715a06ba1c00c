import csv
import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from tests.reports import ReportCase


@tagged("post_install", "-at_install", "hcs_reports")
class TestSummaryRowsFile(HttpCase, ReportCase):
    """RPT-06, SEC-01: the counted rows as CSV and XLSX, without patients, for those who may take data out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patients.write({"name": "Zhang Secret"})
        with freeze_time("2026-12-01 04:00:00"):
            cls._fill(60, "2026-05-26 00:00", 31)
            cls.summary = cls.env["hcs.summary"].create(
                {"kind": "month", "date_from": "2026-05-26", "company_id": cls.hospital.id}
            )
            cls.summary.with_user(cls.user_director).action_compile()
        cls.exporter = cls._make_user(
            "hcs_rows", "group_hcs_director", "group_hcs_export", company_id=cls.hospital.id,
            company_ids=[(6, 0, cls.hospital.ids)],
        )  # fmt: skip

    def _csv(self, user=None, fact="followup"):
        with self.summary.with_user(user or self.exporter)._rows_csv(fact) as file:
            return file.read()

    def _table(self):
        return list(csv.DictReader(io.StringIO(self._csv().decode("utf-8-sig"))))

    def test_the_rows_are_the_figures(self):
        """What is summed in the file is what the summary says."""
        rows = self._table()
        self.assertEqual(len(rows), self.summary.row_count)
        for code, column in (("fu_attempted_rate", "attempted"), ("fu_lost_rate", "lost")):
            line = self._figure(self.summary, code)
            self.assertEqual(sum(int(row[column]) for row in rows), line.numerator, code)
        names = {row["Department"] for row in rows}
        self.assertEqual(names, {"Surgery", "Dentistry"})

    def test_csv_and_workbook_are_the_same(self):
        rows = self._table()
        with self.summary.with_user(self.exporter)._rows_xlsx("followup") as file:
            sheet = openpyxl.load_workbook(io.BytesIO(file.read())).active
        head, *lines = sheet.iter_rows(values_only=True)
        self.assertEqual(list(head), list(rows[0]))
        self.assertEqual(len(lines), len(rows))
        for line, row in zip(lines, rows, strict=True):
            texts = [str(value.date() if hasattr(value, "date") else "" if value is None else value) for value in line]
            self.assertEqual([text.removesuffix(".0") for text in texts], list(row.values()))
            self.assertIsInstance(line[0], int)

    def test_nobody_is_named(self):
        text = self._csv().decode("utf-8-sig")
        for word in ("Zhang", "Secret", "waiting room"):
            self.assertNotIn(word, text)

    def test_a_name_never_becomes_a_formula(self):
        self.dentistry.name = "=1+1"
        self.assertIn("'=1+1", self._csv().decode("utf-8-sig"))

    def test_who_takes_rows_out(self):
        """Reading the summary is not enough, and the right to take out without reading is not either."""
        for user in (self.user_director, self.user_executive, self.user_leader):
            with self.subTest(user=user.login), self.assertRaisesRegex(AccessError, "take rows out"):
                self._csv(user)
        for user in (self.user_outsider, self.user_department):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._csv(user)
        with self.assertRaises(UserError):
            self._csv(fact="no_such_thing")

    def test_it_is_written_down(self):
        """Who, what, which columns; never a value."""
        with patch.object(type(self.summary), "_log_export") as log:
            self._csv()
        [columns] = log.call_args.args
        self.assertIn("Department", columns)
        with patch.object(type(self.summary), "_log_export") as log, self.assertRaises(AccessError):
            self._csv(self.user_director)
        log.assert_not_called()

    def test_the_doors(self):
        url = f"/hcs/summary/{self.summary.id}/rows/followup"
        wizard = self.as_user(self.exporter, "hcs.summary.rows.wizard").create(
            {"summary_id": self.summary.id, "fact": "followup", "form": "csv"}
        )
        self.assertEqual(wizard.action_download()["url"], f"{url}.csv")
        expected = {
            (self.exporter, f"{url}.csv"): 200,
            (self.exporter, f"{url}.xlsx"): 200,
            (self.exporter, f"{url}.exe"): 404,
            (self.exporter, f"/hcs/summary/{self.summary.id}/rows/nothing.csv"): 404,
            (self.user_agent, f"{url}.csv"): 404,
            (self.user_director, f"{url}.csv"): 403,
        }
        for (user, address), status in expected.items():
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login, address=address), mute_logger("odoo.http"):
                response = self.url_open(address)
                self.assertEqual(response.status_code, status)
                if status == 200 and address.endswith("csv"):
                    self.assertEqual(response.content, self._csv())
                    self.assertEqual(response.headers["Cache-Control"], "no-store")
