from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SummaryController(http.Controller):
    @http.route("/hcs/summary/<int:summary_id>/xlsx", type="http", auth="user", readonly=True)
    def summary_xlsx(self, summary_id):
        """The workbook of a summary, for whoever may read the summary."""
        summary = request.env["hcs.summary"].search([("id", "=", summary_id)])
        if not summary:
            raise request.not_found()
        return request.make_response(
            summary._get_xlsx(),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{summary._file_name()}.xlsx")),
                ("Cache-Control", "no-store"),
            ],
        )
