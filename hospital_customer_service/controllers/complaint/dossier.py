from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request


class ComplaintDossierController(http.Controller):
    @http.route("/hcs/complaint/<int:ticket_id>/dossier", type="http", auth="user", methods=["GET"], readonly=False)
    def dossier(self, ticket_id):
        """The dossier of a ticket for those who handle it, sent in pieces."""
        ticket = request.env["hcs.complaint.ticket"].with_context(active_test=False).search([("id", "=", ticket_id)])
        if not ticket:
            raise request.not_found()
        archive, fingerprint = ticket._make_dossier()
        size = archive.seek(0, 2)
        archive.seek(0)
        return request.make_response(
            wrap_file(request.httprequest.environ, archive),
            headers=[
                ("Content-Type", "application/zip"),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(f"{ticket.reference}.zip")),
                ("X-Content-SHA256", fingerprint),
                ("Cache-Control", "no-store"),
            ],
        )
