from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class HcsKeyContactMixin(models.AbstractModel):
    """A record about an Odoo contact: an organisation, its people, somebody who refers. Never a patient (CRM-01).

    The service centre types name, telephone and e-mail here; whoever may not administer contacts keeps those of the
    centre's own partners up to date nevertheless, and no others: a contact that somebody signs in with, or one of a
    patient, is refused.
    """

    _name = "hcs.key.contact.mixin"
    _description = "Record about a contact"

    _contact_is_company = False

    name = fields.Char(compute="_compute_contact", inverse="_inverse_name", search="_search_name", compute_sudo=True)
    phone = fields.Char(compute="_compute_contact", inverse="_inverse_phone", compute_sudo=True)
    email = fields.Char("E-mail", compute="_compute_contact", inverse="_inverse_email", compute_sudo=True)

    @api.depends("partner_id.name", "partner_id.phone", "partner_id.email")
    def _compute_contact(self):
        for record in self:
            partner = record.partner_id
            record.name, record.phone, record.email = partner.name, partner.phone, partner.email

    def _search_name(self, operator, value):
        return [("partner_id.name", operator, value)]

    def _inverse_name(self):
        self._write_contact("name")

    def _inverse_phone(self):
        self._write_contact("phone")

    def _inverse_email(self):
        self._write_contact("email")

    def _write_contact(self, column):
        for record in self:
            partner = record.sudo().partner_id  # sudo: the centre keeps its partners up to date, see _check_contact
            if partner and partner[column] != record[column]:
                record._check_contact(partner)
                partner[column] = record[column]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_contact(vals) for vals in vals_list])

    @api.model
    def _with_contact(self, vals):
        """A contact for what was typed, where none was chosen; one that is known by that name is taken."""
        if not self._needs_contact(vals):
            return {key: value for key, value in vals.items() if key not in ("name", "phone", "email")}
        name = vals.get("name")
        name = name.strip() if isinstance(name, str) else name
        if vals.get("partner_id") or not name:
            return vals
        # sudo: a contact of the centre's own, without the right to change all contacts
        contacts = self.env["res.partner"].sudo()
        values = self._prepare_contact(vals, name)
        partner = self._known_contact(contacts, values) or contacts.create(values)
        return {**{key: value for key, value in vals.items() if key != "name"}, "partner_id": partner.id}

    @api.model
    def _needs_contact(self, vals):
        return True

    @api.model
    def _prepare_contact(self, vals, name):
        return {
            "name": name,
            "is_company": self._contact_is_company,
            "company_id": vals.get("company_id") or self.env.company.id,
            "type": "contact",
        }

    @api.model
    def _known_contact(self, contacts, values):
        """The one organisation of this name that is known already; people share names and are never taken for one."""
        if not self._contact_is_company:
            return contacts.browse()
        domain = [
            ("name", "=", values["name"]),
            ("is_company", "=", True),
            ("company_id", "in", [values["company_id"], False]),
        ]
        found = contacts.search(domain, limit=2)
        return found if len(found) == 1 else contacts.browse()

    def _check_contact(self, partner):
        users = partner.sudo().with_context(active_test=False).user_ids
        if users or self.env["res.company"].sudo().search_count([("partner_id", "=", partner.id)], limit=1):
            raise UserError(
                self.env._(
                    "This contact belongs to an account of this system. Whoever administers contacts changes it."
                )
            )

    @api.constrains("partner_id")
    def _check_no_patient(self):
        partners = self.sudo().partner_id
        # sudo: whether a contact stands for a patient is compared, not shown
        patients = self.env["hcs.patient"].sudo().with_context(active_test=False)
        if partners and patients.search_count([("partner_id", "in", partners.ids)], limit=1):
            raise ValidationError(
                self.env._(
                    "Patients are never contacts of this kind. Choose another contact, or the patient's record."
                )
            )
