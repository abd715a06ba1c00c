from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcs_service_record import CENTRE

# what a record that follows another one starts with
INHERITED = (
    "patient_id", "caller_name", "caller_phone", "caller_relation", "channel", "subject", "description",
    "department_id", "practitioner_id", "company_id",
)  # fmt: skip
CALL = "mail.mail_activity_data_call"


class HcsServiceRecord(models.Model):
    """What comes next: the record that follows, the needs that propose it, the day to get in touch again (SVC-11)."""

    _inherit = "hcs.service.record"

    next_type_id = fields.Many2one(
        "hcs.service.type",
        "Service to go on with",
        compute="_compute_next_type_id",
        help="What the ending or the needs propose.",
    )

    @api.depends("closing_id", "need_ids", "successor_id")
    def _compute_next_type_id(self):
        for record in self:
            record_sudo = record.sudo()  # sudo: endings and needs are not read by everybody who reads the record
            proposed = record_sudo.closing_id.next_type_id or record_sudo.proposed_type_id
            record.next_type_id = proposed.filtered("active").id if not record_sudo.successor_id else False

    # ---------------------------------------------------------------- actions

    def action_create_next(self):
        """Open a record of the proposed service, filled in from this one and linked to it."""
        self.ensure_one()
        self.check_access("write")
        if not self.next_type_id:
            raise UserError(self.env._("No service is proposed here. Tick a need, or register a new request."))
        return self._make_successor(service=self.next_type_id)._get_form_action()

    def action_open_successor(self):
        self.ensure_one()
        return self.successor_id._get_form_action()

    def _make_successor(self, service=None, reason=None):
        """A new record that follows this one; a second request for it finds the first."""
        self.ensure_one()
        if self.successor_id and (not service or self.successor_id.type_id == service):
            return self.successor_id
        source = self.sudo()  # sudo: the caller's name and number go along unseen
        vals = {
            name: source[name].id if source._fields[name].type == "many2one" else source[name] for name in INHERITED
        }
        vals |= {
            "type_id": (service or self.type_id).id,
            "predecessor_id": self.id,
            "user_id": self.env.uid,
            "team_id": (service or self.type_id)._get_team(self.company_id).id or self.team_id.id,
        }
        successor = self.sudo().create(vals).with_env(self.env)
        self.sudo().write({"successor_id": successor.id})
        body = self.env._("Follows %(reference)s. %(reason)s", reference=self.reference, reason=reason or "")
        successor._message_log(body=body)
        self._message_log(body=self.env._("Goes on as %(reference)s.", reference=successor.reference))
        return successor

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    # ---------------------------------------------------------------- day of the next contact

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("next_contact_on")._plan_next_contact()
        return records

    def write(self, vals):
        result = super().write(vals)
        if {"next_contact_on", "user_id"} & vals.keys():
            self._plan_next_contact()
        return result

    def _plan_next_contact(self):
        """One activity of the agent on the day of the next contact, moved with it."""
        self.activity_unlink([CALL])
        for record in self:
            user = record.user_id or self.env.user
            if record.next_contact_on and record.state != "cancelled" and user.has_group(CENTRE):
                record.activity_schedule(
                    CALL,
                    date_deadline=record.next_contact_on,
                    user_id=user.id,
                    summary=self.env._("Get in touch again"),
                )
