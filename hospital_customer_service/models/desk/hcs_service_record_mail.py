from odoo import api, fields, models

from .hcs_service_record import OPEN_STATES

LONGEST_SUBJECT = 150


class HcsServiceRecord(models.Model):
    """What a person asks by e-mail becomes a service record, and every answer finds it again (SVC-08)."""

    _inherit = "hcs.service.record"

    @api.model
    def _mail_new(self, address, values, text):
        subject = " ".join((values["subject"] or "").split())[:LONGEST_SUBJECT]
        vals = {
            "company_id": values["company_id"],
            "type_id": address.type_id.id,
            "channel": "email",
            "subject": subject or False,
            "description": text or False,
            "patient_id": values["patient_id"],
            "caller_name": values["name"] or False,
            "sender_email": values["sender_email"],
            "mail_address_id": values["mail_address_id"],
        }
        if address.team_id:
            vals["team_id"] = address.team_id.id
        return self.create(vals)

    def _mail_person(self):
        """A relative who writes about a patient is another person than the patient."""
        person = self.patient_id
        return person if self.sudo().caller_relation == "self" else person.browse()

    def _mail_target(self, sender):
        """The living record: the one it was merged into, the one that follows it; empty where one has to follow."""
        record, seen = self, self
        while True:
            onward = record.merged_into_id or (
                record.state not in OPEN_STATES
                and not record._may_reopen(fields.Datetime.now())
                and record.successor_id
            )
            if not onward or onward in seen:
                break
            seen |= onward
            record = onward
        if record.state in OPEN_STATES or record._may_reopen(fields.Datetime.now()):
            return record
        return self.browse()

    def _mail_follow(self, text, sender):
        """A new record after one that was closed long ago."""
        last = self
        while last.merged_into_id or last.successor_id:
            last = last.merged_into_id or last.successor_id
        agent = last.user_id.filtered("active")
        record = last._make_successor(reason=self.env._("The customer wrote again."))
        record.sudo().write(
            {
                "user_id": agent.id,
                "channel": "email",
                "description": text or False,
                "sender_email": sender or last.sudo().sender_email,
                "mail_address_id": last.sudo().mail_address_id.id,
            }
        )
        record._mail_tell(self.env._("The customer wrote again after the request was closed"))
        return record

    def _mail_answered(self, text):
        """The customer's answer ends the waiting; on a record closed a short while ago it opens it again."""
        now = fields.Datetime.now()
        record = self.sudo()
        if record.state == "waiting":
            record._resume(now)
        elif record.state not in OPEN_STATES:
            agent = record.user_id
            record._reopen(self.env._("The customer answered by e-mail."), now)
            record.write({"user_id": agent.id})

    def _mail_note(self, direction, text, email, at):
        record = self.sudo()
        self.env["hcs.contact"].sudo().create(
            {
                "patient_id": record.patient_id.id,
                "caller_name": False if record.patient_id else self.env._("Caller of %s", record.reference),
                "channel": "email",
                "direction": direction,
                "purpose": "service",
                "number": email,
                "started_at": at or fields.Datetime.now(),
                "outcome": "mail_in" if direction == "in" else "mail_out",
                "user_id": self.env.uid if direction == "out" else False,
                "note": text,
                "res_model": self._name,
                "res_id": self.id,
                "company_id": record.company_id.id,
            }
        )
        self.invalidate_recordset(["contact_ids"])

    def _mail_sent(self, answered):
        self._after_contact("email", "out", fields.Datetime.now(), True, answered)

    def _mail_users(self):
        record = self.sudo()
        return record.user_id or record.team_id._leaders().get(record.team_id, self.env["res.users"])
