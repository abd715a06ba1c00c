from odoo import Command, api, models
from odoo.fields import Domain

from ...tools import receipt
from ..desk.hcs_mail_incoming_take import NoReceiver
from .hcs_complaint_ticket import OPEN_STATES


class HcsComplaintTicket(models.Model):
    """A complaint that comes by e-mail, and the letters that go to and fro about it (CMP-01, SVC-08).

    Its correspondence stands in the discussion, behind the wall, and not in the ledger of contacts: everybody in the
    centre reads that one, the staff whom the complaint names too.
    """

    _inherit = "hcs.complaint.ticket"

    @api.model
    def _mail_new(self, address, values, text):
        receiver = address._complaint_receiver()
        if not receiver:
            raise NoReceiver()
        subject = " ".join((values["subject"] or "").split())
        ticket = self.create(
            {
                "company_id": values["company_id"],
                "kind": "complaint",
                "source": "email",
                "description": "\n\n".join(part for part in (subject, text) if part),
                "patient_id": values["patient_id"],
                "complainant_name": values["name"] or False,
                "sender_email": values["sender_email"],
                "mail_address_id": values["mail_address_id"],
                "received_by_id": receiver.id,
                "handler_ids": [Command.link(receiver.id)],
                **({"team_id": address.team_id.id} if address.team_id else {}),
            }
        )
        ticket._remind(receiver, ticket._for(receiver)._("%(reference)s came by e-mail: read it and decide who takes "
                                                         "it.", reference=ticket.reference))  # fmt: skip
        return ticket

    def _mail_number(self):
        return self.sudo().receipt_number or self.reference

    @api.model
    def _mail_number_domain(self, number, company):
        own = Domain("receipt_number", "=", receipt.shown(number)) | Domain("reference", "=", number.upper())
        return own & Domain("company_id", "=", company.id)

    def _mail_person(self):
        """Who represents a patient is written to as another person."""
        person = self.patient_id
        return person if self.complainant_role == "patient" else person.browse()

    def _mail_target(self, sender):
        """The ticket of the matter; one that is over is not opened again by a mail: the office decides that."""
        return self.duplicate_of_id or self

    def _mail_answered(self, text):
        ticket = self.sudo()
        if ticket.state not in OPEN_STATES:
            office = ticket._office_user()
            if office:
                ticket._remind(office, ticket._for(office)._("%(reference)s: the complainant wrote after it was over. "
                                                             "Decide whether it is opened again.",
                                                             reference=ticket.reference))  # fmt: skip

    def _mail_users(self):
        ticket = self.sudo()
        return ((ticket.user_id | ticket.holder_id) or ticket.received_by_id) - ticket.walled_user_ids
