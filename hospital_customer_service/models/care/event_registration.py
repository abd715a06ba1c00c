from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.mask import is_masked, mask_name
from ..common.hcs_export_mixin import EXPORT_GROUP
from ..common.hcs_masked_mixin import PII_GROUP
from .event_event import CENTRE

# Odoo's own columns, which everybody with a right to events reads: they stay empty where a patient may stand
OPEN_COLUMNS = ("name", "email", "phone", "company_name", "partner_id")
FLOW_FIELDS = frozenset({"hcs_seat", "hcs_waitlisted_at", "hcs_invitation_id", "hcs_booking_how", "date_closed"})
# who is registered stays so: another person is another registration
FIXED_FIELDS = frozenset({"event_id", "hcs_patient_id", "company_id"})


class EventRegistration(models.Model):
    """Somebody who wants to come to an activity, or came.

    A patient is linked and nothing of the card is copied: name, e-mail and phone of Odoo's registration are read by
    whoever has a right to events, go into its mails and make contacts. Somebody without a card is kept in columns of
    our own, masked as everywhere (DESIGN §6.2).
    """

    _name = "event.registration"
    _inherit = ["event.registration", "hcs.masked.mixin", "hcs.read.log.mixin"]
    _log_read_patient_field = "hcs_patient_id"

    hcs_kind = fields.Selection(related="event_id.hcs_kind", string="Kind of Activity")
    hcs_patient_id = fields.Many2one(
        "hcs.patient", "Patient", index="btree_not_null", ondelete="restrict", groups=CENTRE, copy=False
    )
    hcs_person_name = fields.Char("Full name of the person", groups=PII_GROUP, copy=False)
    hcs_person_name_masked = fields.Char(
        "Person",
        compute="_compute_hcs_person_masked",
        inverse="_inverse_hcs_person_name_masked",
        compute_sudo=True,
        groups=CENTRE,
        help="Somebody without a patient card. Shown by the surname; type the whole name to change it.",
    )
    hcs_person_phone = fields.Char("Full number of the person", groups=PII_GROUP, copy=False)
    hcs_person_phone_masked = fields.Char(
        "Phone of the person",
        compute="_compute_hcs_person_masked",
        inverse="_inverse_hcs_person_phone_masked",
        search="_search_hcs_person_phone_masked",
        compute_sudo=True,
        groups=CENTRE,
        help="Shown without its beginning. Type the whole number to change it.",
    )
    hcs_how = fields.Selection(
        [("desk", "At the desk"), ("link", "By the invitation"), ("walk_in", "Came unannounced"), ("roster", "List")],
        "How",
        default="desk",
        groups=CENTRE,
    )
    hcs_note = fields.Char("Remark", groups=CENTRE)

    _hcs_person_uniq = models.UniqueIndex(
        "(event_id, hcs_patient_id) WHERE hcs_patient_id IS NOT NULL AND state <> 'cancel'",
        "This patient is registered for the activity already.",
    )
    # whatever program writes: what is known of a patient never stands in a column that others read
    _hcs_nothing_open = models.Constraint(
        "CHECK ((hcs_patient_id IS NULL AND hcs_person_name IS NULL AND hcs_person_phone IS NULL)"
        " OR num_nonnulls(name, email, phone, company_name, partner_id) = 0)",
        "A registration for a patient keeps name and number on the patient card alone.",
    )

    @api.depends("hcs_person_name", "hcs_person_phone")
    def _compute_hcs_person_masked(self):
        self._mask_into("hcs_person_phone", "hcs_person_phone_masked")
        for registration in self:
            registration.hcs_person_name_masked = mask_name(registration.hcs_person_name)

    def _inverse_hcs_person_name_masked(self):
        for registration in self:
            name = registration.hcs_person_name_masked
            if not is_masked(name):
                # sudo: an agent enters a name that the agent may not read in full afterwards
                registration.sudo().hcs_person_name = name
        self.invalidate_recordset(["hcs_person_name_masked"], flush=False)

    def _inverse_hcs_person_phone_masked(self):
        self._unmask_into("hcs_person_phone_masked", "hcs_person_phone")

    def _search_hcs_person_phone_masked(self, operator, value):
        return self._search_masked("hcs_person_phone", operator, value)

    # WRITTEN
    def _hcs_check_vals(self, vals):
        """Refuse in words what the columns of Odoo's events would tell everybody who runs an event."""
        if any(vals.get(name) for name in OPEN_COLUMNS):
            raise UserError(
                self.env._(
                    "Choose the patient, or enter the person of this activity. Names and numbers are not written "
                    "into the columns of Odoo's events, because people outside the service centre read them."
                )
            )
        if not self.env.su and FLOW_FIELDS & vals.keys():
            raise AccessError(self.env._("This follows from the buttons of the registration. Use them."))

    @api.constrains("event_id", "hcs_patient_id", *OPEN_COLUMNS)
    def _check_hcs_person(self):
        for registration in self.sudo():  # sudo: the columns are compared, not shown
            event, patient = registration.event_id, registration.hcs_patient_id
            if patient and not event.hcs_kind:
                raise ValidationError(self.env._("Patients are registered for activities of the service centre only."))
            if event.hcs_kind and any(registration[name] for name in OPEN_COLUMNS):
                registration._hcs_check_vals(dict.fromkeys(OPEN_COLUMNS, True))
            if patient and patient.company_id != event.company_id:
                raise ValidationError(self.env._("The activity belongs to another hospital than the patient."))

    # DISCUSSION AND MAIL
    def _partner_find_from_emails(
        self,
        records_emails,
        avoid_alias=True,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
    ):
        """No contact is made of somebody who comes to an activity: every internal user may read contacts."""
        ours = any(registration.sudo().hcs_kind for registration in records_emails)
        return super()._partner_find_from_emails(
            records_emails,
            avoid_alias=avoid_alias,
            ban_emails=ban_emails,
            filter_found=filter_found,
            additional_values=additional_values,
            no_create=no_create or ours,
        )

    def action_send_badge_email(self):
        if self.hcs_kind:
            raise UserError(self.env._("Badges are not mailed for activities. The invitation carries the code."))
        return super().action_send_badge_email()

    # EXPORT
    def export_data(self, fields_to_export):
        """Who comes to an activity leaves the house in the hands of those who were given that right."""
        ours = self.filtered("hcs_kind")
        if ours and not self.env.su and not self.env.user.has_group(EXPORT_GROUP):
            raise AccessError(
                self.env._(
                    "You may not export who comes to an activity. Ask an administrator for the right “Exports "
                    "patient data”."
                )
            )
        if ours:
            ours._log_read("export", ", ".join(fields_to_export)[:250])
        return super().export_data(fields_to_export)

    def _get_registration_summary(self):
        """What the scanner of the registration desk shows."""
        summary = super()._get_registration_summary()
        if self.hcs_kind and self.env.user.has_group(CENTRE):
            summary["name"] = self._hcs_label()
        return summary

    def _hcs_label(self):
        self.ensure_one()
        return self.hcs_patient_id.display_name or self.hcs_person_name_masked or self.display_name
