import io

from odoo import models

NUMBER_FORMATS = {"count": "#,##0", "percent": "0.0%", "mean": "0.00", "per_mille": "0.00", "minutes": "#,##0.0",
                  "balance": "0.0"}  # fmt: skip
AREA_WIDTHS = (34, 16)


class HcsSummary(models.Model):
    _inherit = "hcs.summary"

    def _file_name(self):
        """Name of the files made of a summary: readable, without spaces or signs a file system refuses."""
        self.ensure_one()
        return f"{self.display_name} {self.date_from}".replace("/", "-").replace(",", "").replace(" ", "_")

    def _get_xlsx(self):
        """The summary as a workbook: a sheet per area, one of all figures and one of definitions.

        Every number stands in a cell of its own as a number; texts never become formulas.
        """
        self.ensure_one()
        import xlsxwriter

        output = io.BytesIO()
        workbook = xlsxwriter.Workbook(
            output,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        formats = self._xlsx_formats(workbook)
        matrix = self._get_matrix()
        areas = self._area_names()
        for area in dict.fromkeys(table.area for table in matrix.tables):
            tables = [table for table in matrix.tables if table.area == area]
            self._write_area(workbook, formats, areas.get(area, area), matrix, tables)
        self._write_words(workbook, formats)
        self._write_figures(workbook, formats)
        self._write_definitions(workbook, formats, matrix)
        workbook.close()
        return output.getvalue()

    def _xlsx_formats(self, workbook):
        formats = {unit: workbook.add_format({"num_format": form}) for unit, form in NUMBER_FORMATS.items()}
        formats["title"] = workbook.add_format({"bold": True, "font_size": 14})
        formats["table"] = workbook.add_format({"bold": True, "font_size": 12})
        formats["head"] = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECEF", "text_wrap": True})
        formats["dash"] = workbook.add_format({"align": "right"})
        formats["wrap"] = workbook.add_format({"text_wrap": True, "valign": "top"})
        return formats

    def _write_area(self, workbook, formats, name, matrix, tables):
        """The tables of an area one below the other."""
        sheet = workbook.add_worksheet(self._sheet_name(name))
        sheet.set_column(0, 0, AREA_WIDTHS[0])
        sheet.set_column(1, 20, AREA_WIDTHS[1])
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.write_string(0, 0, matrix.title, formats["title"])
        sheet.write_string(1, 0, f"{self.company_id.name} · {matrix.subtitle}")
        row = 3
        for table in tables:
            sheet.write_string(row, 0, table.title, formats["table"])
            row = self._write_head(sheet, formats, row + 1, ("", *table.columns))
            for line in table.rows:
                sheet.write_string(row, 0, line.label)
                for column, cell in enumerate(line.cells, start=1):
                    self._write_cell(sheet, formats, row, column, cell.unit, cell.value, cell.text)
                row += 1
            if table.note:
                sheet.write_string(row, 0, table.note)
                row += 1
            row += 1

    def _write_words(self, workbook, formats):
        """A sheet for each kind of words that there are: missed targets, measures, feedback."""
        titles = {
            "explanations": self.env._("Missed targets"),
            "measures": self.env._("Improvement measures"),
            "feedback": self.env._("Feedback"),
        }
        for name, (heads, rows) in self._words().items():
            if not rows:
                continue
            sheet = workbook.add_worksheet(self._sheet_name(titles[name]))
            sheet.set_column(0, len(heads) - 1, 26)
            first = self._write_head(sheet, formats, 0, heads)
            sheet.freeze_panes(1, 0)
            for number, texts in enumerate(rows, start=first):
                for column, text in enumerate(texts):
                    sheet.write_string(number, column, text, formats["wrap"])

    def _write_figures(self, workbook, formats):
        """Every figure in long form, with numerator and denominator: for pivot tables."""
        sheet = workbook.add_worksheet(self._sheet_name(self.env._("All figures")))
        sheet.set_column(0, 2, 26)
        sheet.set_column(3, 8, AREA_WIDTHS[1])
        heads = (
            self.env._("Grouped by"),
            self.env._("Name"),
            self.env._("Indicator"),
            self.env._("Figure"),
            self.env._("Numerator"),
            self.env._("Denominator"),
            self.env._("Previous period"),
            self.env._("Last year"),
        )
        row = self._write_head(sheet, formats, 0, heads)
        sheet.freeze_panes(1, 0)
        lines = self.env["hcs.summary.line"].search([("summary_id", "=", self.id)], order="sequence, id")
        dimensions = dict(lines._fields["dimension"]._description_selection(self.env))
        for line in lines:
            unit = line.kpi_id.unit
            sheet.write_string(row, 0, dimensions[line.dimension])
            sheet.write_string(row, 1, line.label or "")
            sheet.write_string(row, 2, line.kpi_id.name)
            own, previous, last_year = self._cells(line)
            self._write_cell(sheet, formats, row, 3, unit, own.value, own.text)
            if unit != "count":
                sheet.write_number(row, 4, line.numerator, formats["count"])
                sheet.write_number(row, 5, line.denominator, formats["count"])
            self._write_cell(sheet, formats, row, 6, unit, previous.value, previous.text)
            self._write_cell(sheet, formats, row, 7, unit, last_year.value, last_year.text)
            row += 1

    def _write_definitions(self, workbook, formats, matrix):
        sheet = workbook.add_worksheet(self._sheet_name(self.env._("Definitions")))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 4, 40)
        sheet.set_column(5, 6, 10)
        heads = (
            self.env._("Indicator"),
            self.env._("Numerator"),
            self.env._("Denominator"),
            self.env._("Left out"),
            self.env._("Date that counts"),
            self.env._("Target"),
            self.env._("Version"),
        )
        row = self._write_head(sheet, formats, 0, heads)
        sheet.freeze_panes(1, 0)
        for line in matrix.definitions:
            texts = (line.label, line.numerator, line.denominator, line.exclusions, line.date_basis, line.target)
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, formats["wrap"])
            sheet.write_number(row, len(texts), line.version)
            row += 1

    @staticmethod
    def _write_head(sheet, formats, row, heads):
        for column, head in enumerate(heads):
            sheet.write_string(row, column, head, formats["head"])
        return row + 1

    @staticmethod
    def _write_cell(sheet, formats, row, column, unit, value, text):
        """A number as a number; a figure that does not exist as the dash people read."""
        if value is None:
            sheet.write_string(row, column, text, formats["dash"])
        else:
            sheet.write_number(row, column, value, formats[unit])

    @staticmethod
    def _sheet_name(name):
        """A name Excel accepts."""
        return "".join(" " if char in "[]:*?/\\" else char for char in name)[:31]
