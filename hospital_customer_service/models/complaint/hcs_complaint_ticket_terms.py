from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .hcs_complaint_ticket import OPEN_STATES

# what decides which terms hold, beside what every step looks at
TERMS = {"anonymous", "complainant_role"}


class HcsComplaintTicket(models.Model):
    """Terms that run side by side; the earliest leads, all are shown (CMP-03, FEATURES CP3)."""

    _inherit = "hcs.complaint.ticket"

    department_count = fields.Integer(
        "Departments named",
        compute="_compute_department_count",
        store=True,
        compute_sudo=True,
        aggregator=None,
        help="The regulation allows 5 working days for one department and 10 for several.",
    )
    terms_from = fields.Datetime(
        readonly=True, copy=False, help="Since when the terms run: the receipt, or the last time it was opened again."
    )
    extension_ids = fields.One2many("hcs.complaint.extension", "ticket_id", string="Extensions", readonly=True)

    @property
    def _flow_fields(self):
        return super()._flow_fields | {"terms_from"}

    @api.depends("allegation_ids.department_id")
    def _compute_department_count(self):
        for ticket in self:
            ticket.department_count = len(ticket.allegation_ids.department_id)

    @api.constrains("external_due_at", "received_at")
    def _check_external_due(self):
        for ticket in self:
            if ticket.external_due_at and ticket.external_due_at <= ticket.received_at:
                raise ValidationError(
                    self.env._("The authority's deadline lies before the complaint was received. Check both times.")
                )

    # ORM
    def write(self, vals):
        result = super().write(vals)
        if TERMS & set(vals):
            self._terms_changed()
        return result

    def _weigh_again(self):
        """A graver complaint, another kind or source: other terms."""
        self._terms_changed()

    # What the clock engine asks
    def _terms_changed(self):
        """Find the terms that hold now; time that was used stays used."""
        for ticket in self.filtered(lambda ticket: ticket.state in OPEN_STATES):
            ticket._clock_reapply()
            ticket._clock_start("created", ticket.terms_from or ticket.received_at)

    def _fit_terms(self, rules):
        """The rules that hold for this ticket: the authority's moment in place of a number of days."""
        self.ensure_one()
        fitting = []
        for rule in rules:
            if rule.stop_event == "answered" and self.state == "answered":
                continue
            if rule.purpose == "authority":
                start = self.terms_from or self.received_at
                if not self.external_due_at or self.external_due_at <= start:
                    continue
                minutes = -(-int((self.external_due_at - start).total_seconds()) // 60)
                rule = rule._replace(target=minutes, unit="minute")
            fitting.append(rule)
        return fitting

    def _clock_new_round(self, event, at=None):
        """Opened again: what ran from the receipt runs anew, from now."""
        if event != "reopened":
            return super()._clock_new_round(event, at)
        at = at or fields.Datetime.now()
        self.sudo().write({"terms_from": at})
        return super()._clock_new_round("created", at) | self._clock_start("reopened", at)

    # ACTIONS
    def action_extend(self):
        """Open the small form that asks for more time."""
        self.ensure_one()
        clocks = self._clocks().filtered(lambda clock: clock._is_extendable())
        if not clocks:
            raise UserError(
                self.env._("None of its deadlines can be extended: they are over, or they are not the hospital's.")
            )
        first = min(clocks, key=lambda clock: clock.due_at)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for More Time"),
            "res_model": "hcs.complaint.extension",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id, "default_clock_id": first.id},
        }
