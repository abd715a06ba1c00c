from odoo import models

from ..common.arguments import a_text, arguments


class HcsComplaintRaiseMixin(models.AbstractModel):
    """A record from which a complaint, a suggestion or a praise is opened.

    Without a text the quick entry opens, filled with what the record knows. With a text, as from the call console, the
    ticket is made at once.
    """

    _name = "hcs.complaint.raise.mixin"
    _description = "Opens Complaints, Suggestions and Praise"

    def _complaint_links(self):
        """Hook: ``source`` and the records the ticket points to."""
        self.ensure_one()
        return {}

    @arguments(text=a_text, severity=a_text)
    def action_raise_complaint(self, text=None, severity=None):
        return self._raise_ticket("complaint", text, severity)

    def action_raise_suggestion(self, text=None):
        return self._raise_ticket("suggestion", text)

    def action_raise_praise(self, text=None):
        return self._raise_ticket("praise", text)

    def _raise_ticket(self, kind, text=None, severity=None):
        self.ensure_one()
        self.check_access("read")
        tickets = self.env["hcs.complaint.ticket"]
        tickets.browse().check_access("create")
        links = self._complaint_links()
        if text is None:
            return tickets._open_intake(kind=kind, **links)
        return self._made_ticket(tickets._raise(kind, text, severity=severity, **links))

    def _made_ticket(self, ticket):
        """Hook: what follows on the record the ticket came from."""
        return ticket._get_form_action()
