from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FollowupDetailSheet(http.Controller):
    # not readonly: the download is written to the access log
    @http.route("/hcs/followup/detail_sheet/<int:wizard_id>", type="http", auth="user", methods=["GET"])
    def detail_sheet(self, wizard_id):
        """The detail sheet of a day; the wizard belongs to its user, so that nobody downloads another's."""
        wizard = request.env["hcs.followup.sheet.wizard"].search([("id", "=", wizard_id)])
        if not wizard or wizard.create_uid != request.env.user:
            raise request.not_found()
        name = f"{request.env._('Follow-up detail sheet')} {wizard.day}.xlsx"
        return request.make_response(
            wizard._make_xlsx(), [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
        )
