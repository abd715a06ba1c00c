"""A plain table as a spreadsheet, written row by row so that a large one costs little memory."""

import io


def write_workbook(sheets):
    """Return the bytes of a workbook.

    :param sheets: list of ``(title, columns, rows)``; ``columns`` is a list of ``(label, width)`` and ``rows`` an
        iterable of lists of plain values. Text is never read as a formula.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
        wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        for title, columns, rows in sheets:
            sheet = workbook.add_worksheet(_sheet_name(title))
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            for position, (__, width) in enumerate(columns):
                sheet.set_column(position, position, width)
            sheet.write_row(0, 0, [label for label, __ in columns], head)
            for number, row in enumerate(rows, 1):
                for position, value in enumerate(row):
                    if value or value == 0 and value is not False:
                        sheet.write(number, position, value, wrap)
    return buffer.getvalue()


def _sheet_name(title):
    """A title that spreadsheets accept: 31 characters, none of the reserved ones."""
    return "".join(" " if char in "[]:*?/\\" else char for char in title)[:31]
