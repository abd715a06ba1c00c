import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.urls import urljoin

# 24 signs of 6 bit each
TOKEN_BYTES = 18
PATH = "/hcs/l/"


@dataclass(frozen=True)
class Purpose:
    """What a kind of link is for."""

    label: str
    model: str
    # how long it opens, unless whoever sends it says otherwise
    hours: int = 72
    # used up by the first thing that is sent; otherwise open until the record says that all is done
    once: bool = False


class HcsAccessLink(models.Model):
    """A door for one person to one record, without an account.

    Only a fingerprint of the key is kept, so that nobody who reads the database, a list or a backup can open the door.
    What is behind it is said by the record (``hcs.access.link.mixin``); which doors there are by :meth:`_purposes`.
    """

    _name = "hcs.access.link"
    _description = "Access Link"
    _inherit = ["hcs.input.mixin"]
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict", readonly=True)
    purpose = fields.Selection("_selection_purpose", required=True, readonly=True)
    res_model = fields.Char("Record type", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True, readonly=True)
    token_hash = fields.Char(required=True, readonly=True, copy=False, groups="base.group_system")
    lang = fields.Char("Language", readonly=True)
    once = fields.Boolean("Single Use", readonly=True, help="Used up by the first answer; otherwise open until done.")
    expires_at = fields.Datetime("Open Until", required=True, readonly=True)
    used_at = fields.Datetime("Used up", readonly=True, copy=False)
    revoked_at = fields.Datetime("Withdrawn", readonly=True, copy=False)
    use_ids = fields.One2many("hcs.access.link.use", "link_id", "Uses", readonly=True)
    is_open = fields.Boolean("Open", compute="_compute_is_open", search="_search_is_open")

    _token_uniq = models.UniqueIndex("(token_hash)")
    _record_idx = models.Index("(res_model, res_id)")

    # ---------------------------------------------------------------- what links are for

    @api.model
    def _purposes(self):
        """Every kind of link, ``{code: Purpose}``; a room adds its own."""
        return {}

    @api.model
    def _selection_purpose(self):
        return [(code, purpose.label) for code, purpose in self._purposes().items()]

    # ---------------------------------------------------------------- shown

    @api.depends("purpose", "create_date")
    def _compute_display_name(self):
        labels = dict(self._selection_purpose())
        for link in self:
            link.display_name = f"{labels.get(link.purpose, link.purpose)} {link.id or ''}".strip()

    @api.depends("expires_at", "used_at", "revoked_at")
    def _compute_is_open(self):
        now = fields.Datetime.now()
        for link in self:
            link.is_open = not (link.used_at or link.revoked_at) and bool(link.expires_at) and link.expires_at > now

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return (
            Domain("used_at", "=", False)
            & Domain("revoked_at", "=", False)
            & Domain("expires_at", ">", fields.Datetime.now())
        )

    # ---------------------------------------------------------------- made

    @api.model
    def _issue(self, record, purpose, lang=None, hours=None, replace=True, token=None):
        """A new link to ``record``; its address is told this once and never again.

        :param lang: language of the person who gets it; the hospital's by default
        :param replace: earlier links of this kind to the record do not open any more
        :param token: the key, where it is one that a person types; drawn by default
        :return: the link and its address
        """
        record.ensure_one()
        spec = self._purposes()[purpose]
        if spec.model != record._name:
            raise ValueError(f"A link of kind {purpose} leads to {spec.model}.")
        token = token or secrets.token_urlsafe(TOKEN_BYTES)
        # sudo: links are made by what people do, never by hand
        links = self.sudo()
        if replace:
            links._revoke(record, purpose)
        company = record.sudo().company_id or self.env.company
        link = links.create(
            {
                "company_id": company.id,
                "purpose": purpose,
                "res_model": record._name,
                "res_id": record.id,
                "token_hash": self._fingerprint(token),
                "lang": lang or company.partner_id.lang or self.env.lang,
                "once": spec.once,
                "expires_at": fields.Datetime.now() + timedelta(hours=hours or spec.hours),
            }
        )
        return link, urljoin(self.get_base_url(), PATH + token)

    @api.model
    def _revoke(self, record, purpose=None):
        """Close the open links to ``record``: what they were for is over."""
        domain = Domain("res_model", "=", record._name) & Domain("res_id", "in", record.ids)
        domain &= Domain("is_open", "=", True)
        if purpose:
            domain &= Domain("purpose", "=", purpose)
        links = self.sudo().search(domain)  # sudo: as above
        links.write({"revoked_at": fields.Datetime.now()})
        return links

    @api.model
    def _fingerprint(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    # ---------------------------------------------------------------- opened

    @api.model
    def _find(self, token):
        """The link that ``token`` opens now, empty for every other one: wrong, expired, used up, withdrawn."""
        links = self.sudo()
        link = links.search([("token_hash", "=", self._fingerprint(token or ""))])
        record = link._get_record()
        if link.is_open and record and record._access_link_is_open(link):
            return link
        if link:
            link._note_use("refused")
        return links.browse()

    def _get_record(self):
        """What the link opens, in the language of whoever opens it; empty where it was deleted."""
        if not self or self.res_model not in self.env:
            return None
        records = self.env[self.res_model].sudo().with_company(self.company_id).with_context(lang=self.lang)
        return records.browse(self.res_id).exists()

    def _submit(self, values):
        """Take what the person sent, once: of two clicks at the same moment one is done.

        :return: words of thanks, or None where the link was used up meanwhile
        """
        self.ensure_one()
        # a second click waits, then begins anew and finds the link used up
        self.env.cr.execute(SQL("SELECT FROM hcs_access_link WHERE id = %s FOR UPDATE", self.id))
        record = self._get_record()
        if not self.is_open or not record._access_link_is_open(self):
            return None
        result = record._access_link_submit(self, values)
        self._note_use("answered")
        if self.once or result["done"]:
            self.used_at = fields.Datetime.now()
        return result["message"]

    def _note_use(self, kind):
        return self.env["hcs.access.link.use"].sudo()._note(self, kind)  # sudo: nobody writes the uses by hand
