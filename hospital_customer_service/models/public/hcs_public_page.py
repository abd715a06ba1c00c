from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.urls import urljoin

CODES = [
    ("question", "Ask a question"),
    ("expert", "Find an expert"),
    ("booking", "Book a seat"),
    ("complaint", "Complaint, suggestion or praise"),
    ("vip", "Become a member"),
    ("case", "Follow a case"),
    ("consent", "Consent to messages and calls"),
]
PATHS = {
    "question": "/hcs/p/question",
    "expert": "/hcs/p/experts",
    "booking": "/hcs/p/book",
    "complaint": "/hcs/p/complaint",
    "vip": "/hcs/p/vip",
    "case": "/hcs/p/case",
    "consent": "/hcs/p/consent",
}
START = "/hcs/p"
# reached from another page only: its address alone leads nowhere
BEHIND = ("booking",)


class HcsPublicPage(models.Model):
    """A page anybody may open without an account (SVC-08): what it says, whose work it makes, how often it is taken.

    A page without a hospital is every hospital's; a hospital's own one, archived too, goes before it.
    """

    _name = "hcs.public.page"
    _description = "Public Page"
    _inherit = ["hcs.input.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char("Page title", required=True, translate=True)
    code = fields.Selection(CODES, "Page", required=True, index=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True, help="Switched off, its address answers like one that never was.")
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: a page of every hospital.")
    hint = fields.Char("Line below the title", translate=True, help="What the start page says below the title.")
    intro = fields.Text("First words", translate=True, help="What the page says before it asks for anything.")
    url = fields.Char("Address", compute="_compute_url")
    # Whose work it makes
    service_type_id = fields.Many2one(
        "hcs.service.type",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="What is sent becomes a service record of this type, with its deadlines.",
    )
    team_id = fields.Many2one(
        "hcs.team",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Takes what is sent here. Empty: the team of the service type.",
    )
    # How often
    address_limit = fields.Integer(
        "Per connection and hour",
        default=60,
        aggregator=None,
        help="So many forms are taken from one network connection within an hour. Everybody in the hospital's own "
        "network may share one. 0: any number.",
    )
    number_limit = fields.Integer(
        "Per phone number and day",
        default=5,
        aggregator=None,
        help="So many forms are taken with one phone number within 24 hours. 0: any number.",
    )
    # What may be sent along
    file_limit = fields.Integer("Files", default=0, aggregator=None, help="So many files may be sent. 0: none.")
    file_megabytes = fields.Integer("Megabytes per file", default=5, aggregator=None)

    _code_uniq = models.UniqueIndex("(code, COALESCE(company_id, 0))", "This page exists already.")
    _limits_range = models.Constraint(
        "CHECK (address_limit >= 0 AND number_limit >= 0 AND file_limit BETWEEN 0 AND 9"
        " AND file_megabytes BETWEEN 1 AND 20)",
        "Limits cannot be negative; at most 9 files of at most 20 megabytes are taken.",
    )

    @api.depends("code", "company_id")
    def _compute_url(self):
        for page in self:
            company = page.company_id or self.env.company
            page.url = urljoin(company._hcs_public_base(), PATHS[page.code]) if page.code else False

    @api.model
    def _pages(self, company):
        """The pages ``company`` offers, ``{code: page}`` in their order."""
        # sudo: asked for people without any right
        pages = self.sudo().with_context(active_test=False)
        found = pages.search(Domain("company_id", "in", (company.id, False)))
        own = {page.code: page for page in found.sorted(lambda page: bool(page.company_id))}
        # what was archived is no page, and nothing that a page offers either
        shown = found.with_context(active_test=True)
        return {page.code: page for page in shown if page == own[page.code] and page.active}

    @api.model
    def _find(self, code, company):
        """The page ``code`` of ``company``; empty where it is switched off."""
        return self._pages(company).get(code, self.browse())

    def action_open(self):
        """Look at the page as a visitor does."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": PATHS[self.code], "target": "new"}
