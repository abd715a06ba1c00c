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
# place of the date among the columns; the day from which workbooks count days
DAY, EPOCH = 1, date(1899, 12, 30).toordinal()


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
        """``[(title, SQL, names or None)]`` of a fact in the language of the reader. Where there are ``names`` the
        rows have their keys only: names are few, rows are many.
        """
        registry = self.env["hcs.fact"]
        known, titles = registry._facts()[fact], registry._part_titles()
        columns = [(self.env._("Record"), SQL("r.res_id"), None), (self.env._("Day"), SQL("r.day"), None)]
        parts = list(dict.fromkeys(("department", "agent", *known.parts)))
        for part, names in self._rows_names(fact, parts).items():
            columns.append((titles.get(part, (part,))[0], self._part_column(part), names))
        for flag in known.flags:
            columns.append((flag, SQL("r.%s::int", SQL.identifier(flag)), None))
        for amount in (*known.amounts, *known.spreads):
            columns.append((amount, SQL("r.%s", SQL.identifier(amount)), None))
        return columns

    @staticmethod
    def _part_column(part):
        return SQL("r.%s", SQL.identifier({"department": "department_id", "agent": "user_id"}.get(part, part)))

    def _rows_names(self, fact, parts):
        """``{part: {key: name}}`` of everything the rows are grouped by: one pass over the rows."""
        registry = self.env["hcs.fact"]
        columns = SQL(", ").join(self._part_column(part) for part in parts)
        sets = SQL(", ").join(SQL("(%s)", self._part_column(part)) for part in parts)
        query = SQL("SELECT %s FROM (%s) r GROUP BY GROUPING SETS (%s)", columns, self._rows_query(fact), sets)
        found = {part: set() for part in parts}
        for values in self.env.execute_query(query):
            for part, value in zip(parts, values, strict=True):
                if value is not None:
                    found[part].add(value)
        names = {}
        for part, keys in found.items():
            is_record = registry._parts()[part].model
            labels = registry._names_of(part, [(key, "") if is_record else (0, key) for key in keys])
            names[part] = {key: labels.get((key, "") if is_record else (0, key), str(key)) for key in keys}
        return names

    @api.model
    def _harmless(self, text):
        text = str(text or "")
        return f"'{text}" if text[:1] in FORMULA else text

    def _rows_query(self, fact):
        return self.env["hcs.fact"]._frozen(fact, self.id)

    def _rows_select(self, fact, columns, named=False):
        """The rows of the file, with names or with their keys."""
        values = [
            SQL("%s AS %s", self._named(query, names) if named and names is not None else query, SQL.identifier(title))
            for title, query, names in columns
        ]
        return SQL("SELECT %s FROM (%s) r ORDER BY r.day, r.res_id", SQL(", ").join(values), self._rows_query(fact))

    def _named(self, query, names):
        if not names:
            return SQL("NULL::text")
        pairs = SQL(" ").join(SQL("WHEN %s THEN %s", key, self._harmless(name)) for key, name in names.items())
        return SQL("CASE %s %s END", query, pairs)

    @staticmethod
    def _spool():
        """A file that the answer to the browser reads and closes."""
        return tempfile.SpooledTemporaryFile(max_size=SPOOL)

    def _rows_csv(self, fact):
        """A file of the rows as CSV, written by the database itself."""
        self._check_rows_export(fact)
        columns = self._rows_columns(fact)
        self._log_export([title for title, *_more in columns])
        query = self._rows_select(fact, columns, named=True)
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
        self._log_export([title for title, *_more in columns])
        file = self._spool()
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet(self._sheet_name(self._area_names().get(self._fact_area(fact), fact)))
            sheet.freeze_panes(1, 0)
            head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECEF"})
            sheet.set_column(0, len(columns) - 1, 14)
            for number, (title, *_more) in enumerate(columns):
                sheet.write_string(0, number, title, head)
            self._write_rows(sheet, workbook.add_format({"num_format": "yyyy-mm-dd"}), fact, columns)
        file.seek(0)
        return file

    def _write_rows(self, sheet, dates, fact, columns):
        """Cell by cell by the type of its column: nothing is looked at twice, names stay texts."""
        named = [(place, names) for place, (_title, _query, names) in enumerate(columns) if names is not None]
        numbers = [place for place, (_title, _query, names) in enumerate(columns) if names is None and place != DAY]
        write_string, write_number = sheet.write_string, sheet.write_number
        for row, values in enumerate(self._rows_batches(fact, columns), start=1):
            if values[DAY] is not None:
                write_number(row, DAY, values[DAY].toordinal() - EPOCH, dates)
            for place, names in named:
                if values[place] is not None:
                    write_string(row, place, names[values[place]])
            for place in numbers:
                if values[place] is not None:
                    write_number(row, place, values[place])

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
