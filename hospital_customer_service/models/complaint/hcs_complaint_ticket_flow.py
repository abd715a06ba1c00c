from odoo import api, models


class HcsComplaintTicket(models.Model):
    """One button per step, each with person and time (CMP-02)."""

    _inherit = "hcs.complaint.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create([self._prepare_ticket(vals) for vals in vals_list])
        for received_at, group in tickets.grouped("received_at").items():
            group._clock_start("created", received_at)
        return tickets

    @api.model
    def _prepare_ticket(self, vals):
        """Hook: values of a new ticket beside those that were typed. Whoever receives it answers for it."""
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        # sudo: agents take a number without reading the counter
        number = self.env["ir.sequence"].sudo().with_company(company).next_by_code("hcs.complaint.ticket")
        handlers = (
            [(4, self.env.uid), *vals.get("handler_ids", [])] if not self.env.su else vals.get("handler_ids", [])
        )
        return {**vals, "reference": number, "handler_ids": handlers}

    def _closing_gaps(self):
        """Hook: what must be done before the ticket may be closed, as sentences; empty where nothing is missing."""
        self.ensure_one()
        return []
