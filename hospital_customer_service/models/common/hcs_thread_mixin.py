from odoo import models


class HcsThreadMixin(models.AbstractModel):
    """Chatter that never turns a patient into a contact, never names one outside, and never tells the unentitled.

    DESIGN §6.2: every internal user may read contacts, so a contact made of a patient would tell the whole hospital
    who is ill. Mail subjects, notifications and activities travel beyond the record's own rules, therefore they carry
    a reference instead of the display name.
    """

    _name = "hcs.thread.mixin"
    _inherit = ["mail.thread", "mail.activity.mixin", "hcs.input.mixin"]
    _description = "Discussion without contacts of patients"

    # False on models whose names anybody in the hospital may know, such as departments
    _hcs_name_is_private = True

    def _hcs_reference(self):
        """What to call the record where its name must not appear."""
        self.ensure_one()
        if not self._hcs_name_is_private:
            return self.display_name
        reference = self.sudo().reference if "reference" in self._fields else False
        return reference or f"{self.env['ir.model']._get(self._name).display_name} #{self.id}"

    def _hcs_allowed_partners(self, partner_ids):
        """Those of ``partner_ids`` who are users entitled to read all of these records."""
        users = self.env["res.users"].sudo().search([("partner_id", "in", list(partner_ids))])
        allowed = users.filtered(lambda user: len(self.with_user(user)._filtered_access("read")) == len(self))
        return allowed.partner_id.ids

    # Mail
    def _message_compute_subject(self):
        return self._hcs_reference()

    def _partner_find_from_emails(
        self,
        records_emails,
        avoid_alias=True,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
    ):
        return super()._partner_find_from_emails(
            records_emails,
            avoid_alias=avoid_alias,
            ban_emails=ban_emails,
            filter_found=filter_found,
            additional_values=additional_values,
            no_create=True,
        )

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        if partner_ids and self._hcs_name_is_private:
            partner_ids = self._hcs_allowed_partners(partner_ids)
        return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        if not self or not self._hcs_name_is_private:
            return recipients
        allowed = set(self._hcs_allowed_partners([person["id"] for person in recipients if person.get("id")]))
        return [person for person in recipients if not person.get("id") or person["id"] in allowed]
