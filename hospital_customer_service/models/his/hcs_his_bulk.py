from odoo import models


class HcsHisBulk(models.AbstractModel):
    """Rows that the feed makes by the thousand: the usual case of the company check is seen at once.

    Odoo's check evaluates a domain for each field of each row. Where every row and every linked record are of one
    company there is nothing to find; in any other case Odoo's own check decides.
    """

    _name = "hcs.his.bulk"
    _description = "Rows made in bulk by the feed"

    def _check_company(self, fnames=None):
        if len(self) > 1 and self._is_of_one_company(fnames):
            return None
        return super()._check_company(fnames)

    def _is_of_one_company(self, fnames):
        """Whether all rows and all they are linked to have one and the same company, seen without a query per row."""
        # sudo: as in Odoo's own check, a link is wrong whoever looks
        rows = self.sudo()
        names = self._fields if fnames is None or "company_id" in fnames else fnames
        linked = [field for field in map(self._fields.get, names) if field.relational and field.check_company]
        if any(field.type != "many2one" or "company_id" not in self.env[field.comodel_name] for field in linked):
            return False
        companies = rows.company_id
        return len(companies) == 1 and all(
            target.company_id == companies for field in linked for target in rows.mapped(field.name)
        )
