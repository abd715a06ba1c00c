from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.urls import urljoin

from ...tools import qr
from .hcs_public_page import PATHS, START


class HcsPublicPoster(models.Model):
    """A sheet for the wall: what the page is good for, and its address as a picture for the phone.

    The address names the page and at most a department, never a person.
    """

    _name = "hcs.public.poster"
    _description = "Poster"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Headline", required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    page_id = fields.Many2one(
        "hcs.public.page",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: the start page with all of them.",
    )
    department_id = fields.Many2one(
        "hcs.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="What is sent by this poster is for this department.",
    )
    text = fields.Text(
        "Poster text", translate=True, help="Below the headline, in a few lines that are read from afar."
    )
    url = fields.Char("Address", compute="_compute_url")

    @api.depends("page_id", "department_id", "company_id")
    def _compute_url(self):
        for poster in self:
            path = PATHS[poster.page_id.code] if poster.page_id else START
            if poster.department_id:
                path += f"?department={poster.department_id.id}"
            poster.url = urljoin(poster.company_id._hcs_public_base(), path) if poster.company_id else False

    def action_print(self):
        """The sheet as a PDF."""
        self.check_access("read")
        return self.env.ref("hospital_customer_service.hcs_public_poster_report").report_action(self)

    def _qr(self, size="90mm"):
        self.ensure_one()
        return Markup(qr.svg(self.url, size=size))  # drawn as shapes; the address itself is not in it
