from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import receipt

# filled by buttons and by the intake
INTAKE_FIELDS = {
    "receipt_number",
    "praise_told_at",
    "thanked_at",
    "thanked_by_id",
    "thanked_how",
    "thanks_note",
    "decision",
    "decision_reason",
    "assessment",
    "assessed_at",
    "assessed_by_id",
    "reply",
    "reply_how",
    "replied_at",
    "replied_by_id",
    "effect",
    "effect_at",
}
# where the complainant stands at the desk
SIGNED_SOURCES = ("in_person",)


class HcsComplaintTicket(models.Model):
    """How it came in: a number to ask by, the box it was found in, others about the same matter (CMP-01)."""

    _inherit = "hcs.complaint.ticket"

    receipt_number = fields.Char(
        readonly=True,
        copy=False,
        help="Given to the complainant, who asks by it. It tells nothing and leads to no other ticket.",
    )
    category_id = fields.Many2one(
        "hcs.complaint.category",
        "Main category",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    department_id = fields.Many2one(
        "hcs.department",
        "Main department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The department it is mostly about. Each allegation names its own.",
    )
    box_opening_id = fields.Many2one(
        "hcs.suggestion.box.opening",
        "Found in the box",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    similar_ids = fields.Many2many(
        "hcs.complaint.ticket", compute="_compute_similar_ids", string="Perhaps the same matter"
    )
    similar_count = fields.Integer(compute="_compute_similar_ids")

    _receipt_uniq = models.UniqueIndex(
        "(receipt_number) WHERE receipt_number IS NOT NULL", "This receipt number was given out already."
    )
    _same_matter_idx = models.Index("(patient_id, received_at) WHERE patient_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        for ticket in tickets.sudo():  # sudo: drawn here, never typed
            ticket.receipt_number = self._draw_receipt()
        return tickets

    @api.model
    def _draw_receipt(self):
        number = receipt.draw()
        # sudo: the number must be new among all tickets, whoever draws it
        while self.sudo().with_context(active_test=False).search_count([("receipt_number", "=", number)], limit=1):
            number = receipt.draw()
        return number

    @api.model
    def _check_flow_fields(self, names):
        if not self.env.su and (forbidden := INTAKE_FIELDS.intersection(names)):
            labels = sorted(self._fields[name]._description_string(self.env) for name in forbidden)
            raise UserError(self.env._("The buttons of the ticket set this: %(fields)s.", fields=", ".join(labels)))
        return super()._check_flow_fields(names)

    # ---------------------------------------------------------------- the same matter

    @api.model
    def _search_same_matter(self, company, patient, phone, category, department, kind="complaint", at=None):
        """Tickets of the same person about the same category or department within the days of the hospital.

        Of those the reader may not open only the number, the day and the state are told by the caller; staff whom a
        ticket names are not told of it at all.
        """
        days = company.hcs_complaint_same_days
        person = Domain.FALSE
        if patient:
            person |= Domain("patient_id", "in", patient._merged_family().ids)
        digits = "".join(sign for sign in phone or "" if sign.isdecimal())
        if len(digits) > 6:
            person |= Domain("complainant_phone", "in", [phone.strip(), digits])
        about = Domain.FALSE
        if category:
            about |= Domain("category_id", "=", category.id) | Domain("allegation_ids.category_id", "=", category.id)
        if department:
            about |= Domain("department_id", "=", department.id)
            about |= Domain("allegation_ids.department_id", "=", department.id)
        if days <= 0 or person == Domain.FALSE or about == Domain.FALSE:
            return self.browse()
        at = at or fields.Datetime.now()
        kinds = ["suggestion"] if kind == "suggestion" else ["complaint", "dispute"]
        domain = person & about & Domain("company_id", "=", company.id) & Domain("kind", "in", kinds)
        domain &= Domain("received_at", ">=", at - timedelta(days=days)) & Domain("received_at", "<=", at)
        # sudo: somebody else may handle the other ticket; only its number is shown
        tickets = self.sudo().search(domain & Domain("walled_user_ids", "not in", self.env.uid), limit=5)
        return tickets.with_env(self.env)

    @api.depends("kind", "patient_id", "category_id", "department_id", "allegation_ids", "duplicate_of_id")
    @api.depends_context("uid")
    def _compute_similar_ids(self):
        for ticket in self:
            others = ticket.browse()
            if ticket.kind != "praise" and not ticket.duplicate_of_id:
                sudo = ticket.sudo()  # sudo: the number is compared, not shown
                others = self._search_same_matter(
                    ticket.company_id or self.env.company,
                    ticket.patient_id,
                    sudo.complainant_phone,
                    ticket.category_id or ticket.allegation_ids[:1].category_id,
                    ticket.department_id or ticket.allegation_ids[:1].department_id,
                    kind=ticket.kind,
                    at=ticket.received_at and ticket.received_at + timedelta(days=1),
                )
            others = others.filtered(lambda other, ticket=ticket: other.id != ticket._origin.id)
            ticket.similar_ids = others._filtered_access("read")
            ticket.similar_count = len(ticket.similar_ids)

    # ---------------------------------------------------------------- asked by the receipt

    @api.model
    def get_receipt_status(self, number):
        """What may be told to whoever asks by a receipt number: how far it is, never what it is about.

        :return: ``{"reference", "state", "received_on", "due_on"}``
        """
        self.browse().check_access("read")
        if not isinstance(number, str) or not receipt.is_valid(number):
            raise UserError(self.env._("This is not a receipt number. Ask the caller to read it again, sign by sign."))
        domain = [("receipt_number", "=", receipt.shown(number)), ("company_id", "in", self.env.companies.ids)]
        ticket = self.sudo().with_context(active_test=False).search(domain, limit=1)  # sudo: only the state is told
        if not ticket or self.env.user in ticket.walled_user_ids:
            raise UserError(self.env._("No ticket has this receipt number. Ask the complaint office."))
        company = ticket.company_id
        states = dict(self._fields["state"]._description_selection(self.env))
        due = ticket.next_due_at and company._hcs_local_date(ticket.next_due_at)
        return {
            "reference": ticket.reference,
            "state": states[ticket.state],
            "received_on": fields.Date.to_string(company._hcs_local_date(ticket.received_at)),
            "due_on": fields.Date.to_string(due) if due else False,
        }
