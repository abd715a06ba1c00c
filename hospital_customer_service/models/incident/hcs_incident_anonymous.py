from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

# what a report without a name may say
REPORT_FIELDS = {
    "anonymous",
    "company_id",
    "kind",
    "severity",
    "near_miss",
    "description",
    "occurred_at",
    "noticed_at",
    "place",
    "department_id",
    "patient_id",
    "immediate_actions",
    "equipment",
    "equipment_code",
}


class HcsIncident(models.Model):
    """Reports nobody can trace: the row, its history, its clocks and its chain are written by the system itself.

    ``sudo()`` would keep the reporter as the author of every row; therefore another user, the system, writes them. The
    answer to the reporter's client shows nothing of the record either, because a look would be logged.
    """

    _inherit = "hcs.incident"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.uid == SUPERUSER_ID:
            return super().create(vals_list)
        # a window or a default of one's own may say it as well as the form
        wished = self.default_get(["anonymous"]).get("anonymous")
        vals_list = [{"anonymous": wished, **vals} for vals in vals_list]
        if not any(vals["anonymous"] for vals in vals_list):
            return super().create(vals_list)
        ids = []
        for vals in vals_list:
            creator = self._anonymously(vals) if vals.get("anonymous") else super()
            ids += creator.create([self._anonymous_vals(vals) if vals.get("anonymous") else vals]).ids
        return self.browse(ids)

    def write(self, vals):
        if "anonymous" in vals and any(incident.anonymous != bool(vals["anonymous"]) for incident in self.sudo()):
            raise UserError(
                self.env._("An incident stays as it was reported, by name or without. Report it anew to change that.")
            )
        return super().write(vals)

    def web_save(self, vals, specification, next_id=None):
        if self or not vals.get("anonymous"):
            return super().web_save(vals, specification, next_id=next_id)
        incident = self.create(vals)
        empty = {name: [] if self._fields[name].type in ("one2many", "many2many") else False for name in specification}
        return [{**empty, "id": incident.id}]

    def _anonymously(self, vals):
        """The model in the hands of the system, with nothing of the reporter in its context."""
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        context = {"allowed_company_ids": company.ids, "lang": self.env.lang, "mail_create_nosubscribe": True}
        return self.with_user(SUPERUSER_ID).with_context(context)  # pylint: disable=context-overridden

    def _anonymous_vals(self, vals):
        """What the reporter may say, checked as if the reporter wrote it."""
        self.browse().check_access("create")
        if vals.get("company_id") and vals["company_id"] not in self.env.companies.ids:
            raise AccessError(self.env._("You do not work in this hospital. Choose another one."))
        said = {name: value for name, value in vals.items() if name in REPORT_FIELDS}
        for name in ("department_id", "patient_id"):
            if said.get(name):
                self._check_field_access(self._fields[name], "write")
                self.env[self._fields[name].comodel_name].browse(said[name]).check_access("read")
        return said
