from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_public_host = fields.Char(
        "Host of the public pages",
        help="Name in the address at which this hospital's pages are opened, such as service.example.org. Needed only "
        "where several hospitals share this database; an unknown name shows the first hospital.",
    )
    hcs_public_keep_days = fields.Integer(
        "Days public forms are counted",
        default=14,
        help="So long is kept how often forms were sent; limits ask for the last day only.",
    )

    _hcs_public_keep_days_range = models.Constraint(
        "CHECK (hcs_public_keep_days BETWEEN 1 AND 366)", "Forms are counted between 1 and 366 days."
    )
    _hcs_public_host_uniq = models.UniqueIndex(
        "(lower(hcs_public_host)) WHERE hcs_public_host IS NOT NULL", "Another hospital has this host already."
    )

    @api.constrains("hcs_public_host")
    def _check_hcs_public_host(self):
        for company in self:
            host = company.hcs_public_host
            if host and not all(sign.isalnum() or sign in "-.:" for sign in host):
                raise ValidationError(
                    self.env._("Type the name only, such as service.example.org, without https:// and without a path.")
                )

    @api.model
    def _hcs_of_host(self, host):
        """The hospital whose pages are opened at ``host``; without one of that name, the one visitors belong to."""
        name = (host or "").lower()
        # sudo: asked for people without any right
        known = self.sudo().search([("hcs_public_host", "!=", False)])
        for candidate in (name, name.partition(":")[0]):
            if found := known.filtered(lambda company, name=candidate: company.hcs_public_host.lower() == name):
                return found
        return self.env.ref("base.public_user").sudo().company_id

    def _hcs_public_base(self):
        """Beginning of the addresses of this hospital's pages."""
        self.ensure_one()
        base = self.get_base_url()
        if host := self.sudo().hcs_public_host:
            return f"{base.partition('://')[0]}://{host}"
        return base
