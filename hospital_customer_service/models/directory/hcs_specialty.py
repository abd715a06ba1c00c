from odoo import fields, models


class HcsSpecialty(models.Model):
    """A field of medicine that practitioners are asked for."""

    _name = "hcs.specialty"
    _description = "Specialty"
    _inherit = ["hcs.input.mixin"]
    _order = "name"
    _rec_names_search = ["name", "code", "aliases"]

    name = fields.Char(required=True, translate=True, index="trigram")
    code = fields.Char(index="btree_not_null")
    aliases = fields.Char(
        "Other names",
        help="Names under which callers and departments know this field of medicine, separated by commas. A "
        "department whose name contains one of them is found by triage, with a ^ only where its name begins so.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "This code belongs to another specialty.")

    def _find_department(self, names):
        """The department for this field of medicine: one that says so, else one that is called so.

        :param names: list of ``(department, {names in lower case})``
        """
        self.ensure_one()
        departments = self.env["hcs.department"]
        for department, _words in names:
            if self in department.specialty_ids:
                return department
        for alias in filter(None, (alias.strip().lower() for alias in (self.aliases or "").split(","))):
            start = alias.removeprefix("^")
            fits = [
                department
                for department, words in names
                if any(word.startswith(start) if alias != start else start in word for word in words)
            ]
            if fits:
                return min(fits, key=lambda department: len(department.name))
        return departments
