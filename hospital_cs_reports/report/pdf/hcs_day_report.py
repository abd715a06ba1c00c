from odoo import api, models


class ReportHcsDay(models.AbstractModel):
    """Prepares the printed day: plain tuples from the matrix that the screen shows."""

    _name = "report.hospital_cs_reports.report_day"
    _description = "Printed day in figures"

    @api.model
    def _get_report_values(self, docids, data=None):
        sheets = self.env["hcs.day.sheet"].browse(docids)
        sheets.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "hcs.day.sheet",
            "docs": sheets,
            "prepared": {sheet.id: self._prepare(sheet) for sheet in sheets},
        }

    def _prepare(self, sheet):
        matrix = sheet._get_matrix()
        areas = self.env["report.hospital_cs_reports.report_summary"]._areas(self.env["hcs.summary"], matrix)
        return {"title": matrix.title, "areas": areas, "charts": {}}
