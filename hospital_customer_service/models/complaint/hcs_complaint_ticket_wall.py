from odoo import models


class HcsComplaintTicket(models.Model):
    """Staff whom a complaint names see nothing of it: who stands behind the wall (DESIGN §6.3, FEATURES CP5).

    A rule for everybody hides the ticket; its parts ask the ticket; messages and activities are kept back by
    ``hcs.complaint.wall``. Here is who is walled, and what a person loses at the moment of being named.
    """

    _inherit = "hcs.complaint.ticket"
    _behind_wall = True

    def _raise_wall(self):
        """Put the wall where the allegations say: around those they name now, and around nobody else."""
        for ticket in self.sudo():  # sudo: the wall stands whoever names the staff
            named = ticket.allegation_ids._named_users()
            new = named - ticket.walled_user_ids
            if named == ticket.walled_user_ids:
                continue
            if new:
                ticket._take_from(new)
            ticket.walled_user_ids = named
            if new:
                ticket._forget(new)

    def _take_from(self, users):
        """The ticket is no longer theirs; what they answered for goes to the complaint office."""
        self.ensure_one()
        values = {"handler_ids": [(3, user.id) for user in users]}
        if self.user_id in users:
            values["user_id"] = False
        if self.pending_user_id in users:
            values["pending_user_id"] = False
        before = self.holder_id
        if before in users:
            office = self._office_user(but=users)
            values |= {"holder_id": office.id, "handler_ids": [*values["handler_ids"], (4, office.id)]}
            values["handler_ids"] = [command for command in values["handler_ids"] if command[1]]
        self.write(values)
        if before in users:
            self._add_transfer("walled", before, office)
            if office:
                self._remind(office, self._for(office)._("%(reference)s is yours now: decide who takes it.",
                                                         reference=self.reference))  # fmt: skip

    def _forget(self, users):
        """Nothing of the ticket reaches them any longer: no following, no reminder, no unread message."""
        self.message_unsubscribe(users.partner_id.ids)
        self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("user_id", "in", users.ids)]
        ).unlink()
        self.env["mail.notification"].search(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "=", self.id),
                ("res_partner_id", "in", users.partner_id.ids),
            ]
        ).unlink()

    def _assignment_qualified(self, users):
        """Work is dealt neither to those it names nor, the second time, to those who had it before."""
        qualified = super()._assignment_qualified(users)
        return {
            ticket: qualified[ticket] - ticket.sudo().walled_user_ids - ticket.sudo().former_user_ids
            for ticket in self
        }

    def _discussion_domain(self):
        """Tickets whose discussion the reader may see: those he may see at all."""
        return []
