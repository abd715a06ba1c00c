from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# leaving "accepted" this way needs no sheet: nothing is handled any further
WITHOUT_SHEET = ("received", "accepted", "not_accepted", "withdrawn")
# Regulations on preventing and handling medical disputes, articles 15, 26 and 27
RECORD_HOURS = 6
AUTOPSY_HOURS = 48
AUTOPSY_DAYS_COOLED = 7
BODY_DAYS = 14


class HcsComplaintTicket(models.Model):
    """Medical disputes: the sheet, the duty to inform, sealing, negotiation and the ways outside (CMP-07)."""

    _inherit = "hcs.complaint.ticket"

    death = fields.Boolean("A patient died", copy=False, tracking=True)
    death_at = fields.Datetime("Died at", copy=False)
    body_cooled = fields.Boolean("Body can be frozen", default=True, copy=False)
    autopsy_until = fields.Datetime("Autopsy until", compute="_compute_death_terms")
    body_until = fields.Date("Body kept until", compute="_compute_death_terms")
    record_until = fields.Datetime(
        "Emergency record until", compute="_compute_death_terms", help="Six hours after the rescue ended."
    )
    sheet_ids = fields.One2many("hcs.dispute.sheet", "ticket_id", string="First response", copy=False)
    notice_ids = fields.One2many("hcs.dispute.notice", "ticket_id", string="Duty to inform", copy=False)
    seal_ids = fields.One2many("hcs.dispute.seal", "ticket_id", string="Sealed", copy=False)
    negotiation_ids = fields.One2many("hcs.dispute.negotiation", "ticket_id", string="Negotiations", copy=False)
    route_ids = fields.One2many("hcs.dispute.route", "ticket_id", string="External ways", copy=False)
    sheet_missing = fields.Boolean(compute="_compute_sheet_missing")

    @api.depends("death", "death_at", "body_cooled")
    def _compute_death_terms(self):
        for ticket in self:
            ticket.autopsy_until = ticket.record_until = ticket.body_until = False
            if ticket.death and ticket.death_at:
                term = timedelta(days=AUTOPSY_DAYS_COOLED) if ticket.body_cooled else timedelta(hours=AUTOPSY_HOURS)
                ticket.autopsy_until = ticket.death_at + term
                ticket.record_until = ticket.death_at + timedelta(hours=RECORD_HOURS)
                day = ticket.company_id._hcs_local_date(ticket.death_at)
                ticket.body_until = day + timedelta(days=BODY_DAYS)

    @api.depends("kind", "sheet_ids.state")
    def _compute_sheet_missing(self):
        for ticket in self:
            complete = any(sheet.state == "complete" for sheet in ticket.sheet_ids)
            ticket.sheet_missing = ticket.kind == "dispute" and not complete

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        self.env["hcs.dispute.notice"]._ensure(tickets.filtered(lambda ticket: ticket.kind == "dispute"))
        return tickets

    def write(self, vals):
        if vals.get("state") and vals["state"] not in WITHOUT_SHEET:
            for ticket in self.sudo():
                if ticket.state in ("received", "accepted") and ticket.sheet_missing:
                    raise UserError(
                        self.env._(
                            "Complete the first-response sheet of %(reference)s before the investigation begins.",
                            reference=ticket.reference,
                        )
                    )
        result = super().write(vals)
        if {"kind", "death"} & set(vals):
            self.env["hcs.dispute.notice"]._ensure(self)
        return result

    def _closing_gaps(self):
        gaps = super()._closing_gaps()
        if self.kind != "dispute":
            return gaps
        # sudo: what is missing is missing, whoever may see it
        ticket = self.sudo()
        missing = ticket.notice_ids.filtered(lambda notice: not notice.told_at)
        if missing:
            items = dict(missing._fields["item"]._description_selection(self.env))
            gaps.append(
                self.env._(
                    "The patient's side has not been told of: %(items)s.",
                    items=", ".join(items[notice.item] for notice in missing),
                )
            )
        if ticket.sheet_missing:
            gaps.append(self.env._("The first-response sheet is not complete."))
        if any(route.state == "open" for route in ticket.route_ids):
            gaps.append(self.env._("An external way is still open."))
        return gaps

    def action_sheet(self):
        """Open the first-response sheet; the first time, a new one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("First-response Sheet"),
            "res_model": "hcs.dispute.sheet",
            "res_id": self.sheet_ids[:1].id,
            "views": [(False, "form")],
            "context": {"default_ticket_id": self.id},
        }
