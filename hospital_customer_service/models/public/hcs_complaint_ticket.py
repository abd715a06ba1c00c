from odoo import SUPERUSER_ID, Command, api, models

OTHER_CATEGORY = "other"
RECEIVED = "page_received"
# a name of one sign would be found in every sentence
SHORTEST_NAME = 2


class HcsComplaintTicket(models.Model):
    """A complaint, a suggestion or praise that somebody wrote on the public page (CMP-01, CMP-08)."""

    _inherit = "hcs.complaint.ticket"

    @property
    def _flow_fields(self):
        return super()._flow_fields | {"receipt_number", "mail_address_id"}

    @api.model
    def _register_page(self, company, kind, text, named="", files=(), **values):
        """Register what came by the page: the complaint office answers for it until somebody accepts it.

        :param company: hospital whose page it was
        :param named: whom it is about, as it was typed; staff found by it are behind the wall from the first moment
        :param files: list of ``(name, content, mimetype)``
        :param values: columns of the ticket
        :return: the ticket, with the rights of the system
        """
        practitioners, users = self._named_in(company, named)
        receiver = self._page_receiver(company, practitioners.user_id | users)
        tickets = self.with_user(receiver).with_company(company).sudo()
        if named:
            text = self.env._("%(text)s\n\nIt is about: %(named)s", text=text, named=named)
        ticket = tickets._raise(
            kind, text, source="web", company_id=company, received_by_id=receiver.id, **values
        ).sudo()
        if kind == "praise":
            ticket._page_praise(practitioners, users)
        elif practitioners or users:
            ticket._page_allegation(practitioners, users)
        self.env["ir.attachment"].sudo().create(
            [
                {"name": name, "raw": content, "mimetype": mimetype, "res_model": ticket._name, "res_id": ticket.id}
                for name, content, mimetype in files
            ]
        )
        holder = ticket.holder_id
        if holder.active and holder.id != SUPERUSER_ID:
            ticket._remind(
                holder,
                ticket._for(holder)._("%(reference)s came by the public page: take it.", reference=ticket.reference),
            )
        # no record behind it: whoever reads messages learns of no complaint (FEATURES CP5)
        ticket._case_send(RECEIVED, ticket.complainant_phone, key=ticket.receipt_number)
        return ticket

    @api.model
    def _page_receiver(self, company, named):
        """Who answers first; the system where the hospital has no complaint office."""
        office = self.sudo().new({"company_id": company.id})._office_user(but=named)
        return office or self.env["res.users"].browse(SUPERUSER_ID)

    @api.model
    def _named_in(self, company, named):
        """Staff of ``company`` whose whole names stand in what was typed."""
        typed = "".join((named or "").casefold().split())
        practitioners = self.env["hcs.practitioner"].sudo()
        users = self.env["res.users"].sudo()
        if len(typed) < SHORTEST_NAME:
            return practitioners, users

        def is_named(person):
            name = "".join((person.name or "").casefold().split())
            return len(name) >= SHORTEST_NAME and name in typed

        practitioners = practitioners.search_fetch([("company_id", "=", company.id)], ["name"]).filtered(is_named)
        users = users.search_fetch([("share", "=", False), ("company_ids", "in", company.ids)], ["name"])
        return practitioners, users.filtered(is_named) - practitioners.user_id

    def _page_allegation(self, practitioners, users):
        """Who is named sees nothing of it, before anybody has read it."""
        categories = self.env["hcs.complaint.category"].sudo()
        company = [("company_id", "in", (self.company_id.id, False))]
        category = categories.search([*company, ("code", "=", OTHER_CATEGORY)], limit=1)
        category = category or categories.search(company, limit=1)
        self.allegation_ids = [
            Command.create(
                {
                    "category_id": category.id,
                    "department_id": self.department_id.id,
                    "practitioner_ids": [Command.set(practitioners.ids)],
                    "staff_ids": [Command.set(users.ids)],
                }
            )
        ]

    def _page_praise(self, practitioners, users):
        lines = [{"practitioner_id": person.id} for person in practitioners]
        lines += [{"user_id": user.id, "department_id": self.department_id.id} for user in users]
        if not lines and self.department_id:
            lines = [{"department_id": self.department_id.id}]
        self.praise_ids = [Command.create(vals) for vals in lines]
