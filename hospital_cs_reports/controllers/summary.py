from werkzeug.wsgi import wrap_file

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

    # not readonly: what leaves the house is written down
    @http.route("/hcs/summary/<int:summary_id>/rows/<string:fact>.<string:form>", type="http", auth="user")
    def summary_rows(self, summary_id, fact, form):
        """The counted rows of one kind, for whoever may read the summary and take data out."""
        summary = request.env["hcs.summary"].search([("id", "=", summary_id)])
        makers = {"csv": ("text/csv; charset=utf-8", "_rows_csv"), "xlsx": (XLSX, "_rows_xlsx")}
        if not summary or form not in makers or fact not in request.env["hcs.fact"]._facts():
            raise request.not_found()
        kind, maker = makers[form]
        file = getattr(summary, maker)(fact)
        response = request.make_response(
            None,
            headers=[
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(f"{summary._file_name()}_{fact}.{form}")),
                ("Cache-Control", "no-store"),
            ],
        )
        response.response = wrap_file(request.httprequest.environ, file)
        response.direct_passthrough = True
        return response
