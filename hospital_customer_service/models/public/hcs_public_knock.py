import ipaddress
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OUTCOMES = [
    ("taken", "Form taken"),
    ("wrong", "Sent back to be corrected"),
    ("robot", "Sent by a program"),
    ("address", "Too many from one connection"),
    ("number", "Too many with one number"),
]
PRUNED_AT_ONCE = 50_000


class HcsPublicKnock(models.Model):
    """Forms sent to the public pages, counted to keep floods out (SEC-04).

    Neither connection nor number is kept: a fingerprint salted with a secret of this database says only whether two
    of them are the same. Lines are forgotten after some days (a setting of the hospital).
    """

    _name = "hcs.public.knock"
    _description = "Form sent to a public page"
    _inherit = ["hcs.ledger.mixin", "hcs.input.mixin"]
    _order = "id desc"
    _rec_name = "at"
    _log_access = False

    page_id = fields.Many2one("hcs.public.page", required=True, index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
    address_hash = fields.Char("Connection", readonly=True, help="A fingerprint that leads back to nobody.")
    number_hash = fields.Char("Number", readonly=True, help="A fingerprint that leads back to nobody.")
    at = fields.Datetime("Time", required=True, readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)

    _address_idx = models.Index("(address_hash, page_id, at)")
    _number_idx = models.Index("(number_hash, page_id, at) WHERE number_hash IS NOT NULL")
    _at_idx = models.Index("(at)")

    @api.model
    def _admit(self, page, address, number=None):
        """Whether one more form of ``page`` is taken from this connection, with this number.

        :param address: network address of whoever sends, as Odoo's proxy mode tells it
        :param number: phone number in the form, if there is one
        :return: None, or ``"address"`` or ``"number"``: whose limit is reached
        """
        now = fields.Datetime.now()
        if page.address_limit and self._count("address_hash", self._address_key(address), page, now - HOUR) >= (
            page.address_limit
        ):
            return "address"
        key = self._number_key(number, page)
        if key and page.number_limit and self._count("number_hash", key, page, now - DAY) >= page.number_limit:
            return "number"
        return None

    @api.model
    def _count(self, field, key, page, since):
        limit = max(page.address_limit, page.number_limit)
        return self.sudo().search_count(
            [(field, "=", key), ("page_id", "=", page.id), ("at", ">", since), ("outcome", "in", ("taken", "wrong"))],
            limit=limit,
        )

    @api.model
    def _note(self, page, address, outcome, number=None):
        # sudo: written for people without any right, by nobody's hand
        return self.sudo().create(
            {
                "page_id": page.id,
                "company_id": page.env.company.id,
                "address_hash": self._address_key(address),
                "number_hash": self._number_key(number, page),
                "at": fields.Datetime.now(),
                "outcome": outcome,
            }
        )

    @api.model
    def _address_key(self, address):
        """One connection: of the newer kind of addresses a household has more than anybody can count."""
        try:
            known = ipaddress.ip_address(address or "")
        except ValueError:
            known = None
        if known and known.version == 6:
            address = known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False).network_address
        return self.env["hcs.access.link.try"]._place_of(str(address or ""))

    @api.model
    def _number_key(self, number, page):
        if not number:
            return False
        country = page.env.company.country_id.code
        number = self.env["hcs.patient.phone"]._format_e164(number, country) or number
        return self.env["hcs.access.link.try"]._place_of(f"number {number}")

    @api.autovacuum
    def _gc_knocks(self):
        """Forget what no limit asks for any more; a ledger, so that nobody else can."""
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        now = fields.Datetime.now()
        for company in companies:
            before = now - timedelta(days=max(company.hcs_public_keep_days, 1))
            self.env.cr.execute(
                SQL(
                    "DELETE FROM hcs_public_knock WHERE id IN (SELECT id FROM hcs_public_knock"
                    " WHERE company_id = %s AND at < %s LIMIT %s)",
                    company.id,
                    before,
                    PRUNED_AT_ONCE,
                )
            )
        self.invalidate_model(flush=False)
