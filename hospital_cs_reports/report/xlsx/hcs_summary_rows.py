import tempfile
from datetime import date

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.hospital_customer_service.models.common.hcs_export_mixin import EXPORT_GROUP

BATCH = 2_000
# a text that begins so would be taken for a formula by a spreadsheet that opens the CSV
FORMULA = "=+-@\t\r"
# up to here a file is kept in memory, above on disk
SPOOL = 8 * 1024 * 1024


class HcsSummary(models.Model):
    """The counted rows as a file: record by record what went into the figures, without a word about who they are.

    The file holds no name, no number and no text of a patient. It still leads to records of patients, so it needs the
    right to take data out, and every file is logged.
    """

    _inherit = "hcs.summary"

    def action_open_rows_file(self):
        """Ask which rows are taken out."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rows as a file"),
            "res_model": "hcs.summary.rows.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_summary_id": self.id},
        }

    def _check_rows_export(self, fact):
        self.ensure_one()
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(EXPORT_GROUP):
            raise AccessError(
                self.env._("You may not take rows out. Ask an administrator for the right “Exports patient data”.")
            )
        if fact not in self.env["hcs.fact"]._facts():
            raise UserError(self.env._("There are no such rows. Reload the page."))

    def _rows_columns(self, fact):
        """[(column of the file, SQL)] of a fact, in the language of the reader."""
        registry = self.env["hcs.fact"]
        known, titles = registry._facts()[fact], registry._part_titles()
        columns = [(self.env._("Record"), SQL("r.res_id")), (self.env._("Day"), SQL("r.day"))]
        for part in ("department", "agent", *known.parts):
            title = titles.get(part, (part,))[0]
            if title not in dict(columns):
                columns.append((title, self._part_sql(fact, part)))
        for flag in known.flags:
            columns.append((flag, SQL("r.%s::int", SQL.identifier(flag))))
        for amount in (*known.amounts, *known.spreads):
            columns.append((amount, SQL("r.%s", SQL.identifier(amount))))
        return columns

    def _part_sql(self, fact, part):
        """The name of what a row is grouped by: the few there are come along as a list, so that no row asks again."""
        registry = self.env["hcs.fact"]
        column = SQL("r.%s", SQL.identifier({"department": "department_id", "agent": "user_id"}.get(part, part)))
        found = [
            value
            for (value,) in self.env.execute_query(
                SQL("SELECT DISTINCT %s FROM (%s) r WHERE %s IS NOT NULL", column, self._rows_query(fact), column)
            )
        ]
        model = registry._parts()[part].model if part in registry._parts() else ""
        if model:
            # sudo: names of departments, plans and colleagues, as the tables show them
            names = {record.id: record.display_name for record in self.env[model].sudo().browse(found)}
        else:
            names = {code: registry._part_labels(part, [code]).get(code, code) for code in found}
        if not names:
            return SQL("NULL::text")
        pairs = SQL(" ").join(SQL("WHEN %s THEN %s", key, self._harmless(name)) for key, name in names.items())
        return SQL("CASE %s %s END", column, pairs)

    @api.model
    def _harmless(self, text):
        text = str(text or "")
        return f"'{text}" if text[:1] in FORMULA else text

    def _rows_query(self, fact):
        return self.env["hcs.fact"]._frozen(fact, self.id)

    def _rows_select(self, fact, columns):
        return SQL(
            "SELECT %s FROM (%s) r ORDER BY r.day, r.res_id",
            SQL(", ").join(SQL("%s AS %s", query, SQL.identifier(title)) for title, query in columns),
            self._rows_query(fact),
        )

    @staticmethod
    def _spool():
        """A file that the answer to the browser reads and closes."""
        return tempfile.SpooledTemporaryFile(max_size=SPOOL)

    def _rows_csv(self, fact):
        """A file of the rows as CSV, written by the database itself."""
        self._check_rows_export(fact)
        columns = self._rows_columns(fact)
        self._log_export([title for title, _query in columns])
        query = self._rows_select(fact, columns)
        file = self._spool()
        file.write("\N{BYTE ORDER MARK}".encode())  # without it spreadsheets misread Chinese
        text = self.env.cr.mogrify(query.code, query.params).decode()
        self.env.cr._obj.copy_expert(f"COPY ({text}) TO STDOUT WITH CSV HEADER", file)
        file.seek(0)
        return file

    def _rows_xlsx(self, fact):
        """The same rows as a workbook, read and written in batches: memory does not grow with them."""
        self._check_rows_export(fact)
        import xlsxwriter

        columns = self._rows_columns(fact)
        self._log_export([title for title, _query in columns])
        file = self._spool()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}  # fmt: skip
        with xlsxwriter.Workbook(file, options) as workbook:
            sheet = workbook.add_worksheet(self._sheet_name(self._area_names().get(self._fact_area(fact), fact)))
            sheet.freeze_panes(1, 0)
            head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECEF"})
            sheet.set_column(0, len(columns) - 1, 14)
            for number, (title, _query) in enumerate(columns):
                sheet.write_string(0, number, title, head)
            write = {
                int: sheet.write_number,
                float: sheet.write_number,
                str: sheet.write_string,
                date: sheet.write_datetime,
            }
            for row, values in enumerate(self._rows_batches(fact, columns), start=1):
                for column, value in enumerate(values):
                    if value is not None:
                        write[type(value)](row, column, value)
        file.seek(0)
        return file

    @api.model
    def _fact_area(self, fact):
        return self.env["hcs.fact"]._facts()[fact].area

    def _rows_batches(self, fact, columns):
        """The rows of the file one by one, fetched from the database a few at a time."""
        query = self._rows_select(fact, columns)
        with self.env.cr._cnx.cursor("hcs_summary_rows") as cursor:
            cursor.itersize = BATCH
            cursor.execute(query.code, query.params)
            yield from cursor
