from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.arguments import a_text, arguments

KINDS = [
    ("mediation", "People's mediation"),
    ("administrative", "Administrative mediation"),
    ("court", "Court"),
    ("authority", "Health authority"),
    ("appraisal", "Medical appraisal"),
    ("police", "Police"),
    ("other", "Other"),
]


class HcsDisputeRoute(models.Model):
    """A way outside the house: mediation, court, authority, police; its number, dates, and deadlines (CP9)."""

    _name = "hcs.dispute.route"
    _description = "External Way"
    _inherit = ["hcs.complaint.part.mixin", "hcs.thread.mixin", "hcs.clock.mixin", "hcs.export.mixin"]
    _order = "opened_on desc, id desc"
    _clock_inverse = "dispute_route_id"
    _flow_fields = frozenset({"state", "closed_on", "result", "next_due_at"})

    ticket_id = fields.Many2one("hcs.complaint.ticket", "Dispute", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    kind = fields.Selection(KINDS, required=True, default="mediation", tracking=True)
    name = fields.Char("Where", required=True, help="Committee, court or authority.")
    number = fields.Char("Case number", tracking=True)
    contact = fields.Char(help="Office and phone of who deals with it there.")
    opened_on = fields.Date(required=True, default=fields.Date.context_today)
    deadline_at = fields.Datetime("Next deadline", tracking=True, help="Until when something has to be done.")
    deadline_for = fields.Char("What is due", help="Statement, hearing, documents, appeal.")
    user_id = fields.Many2one(
        "res.users",
        "Who sees to it",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        [("open", "Open"), ("ended", "Ended")], "Status", required=True, readonly=True, default="open", copy=False
    )
    result = fields.Text(readonly=True, copy=False)
    closed_on = fields.Date("Ended on", readonly=True, copy=False)
    clock_ids = fields.One2many("hcs.clock", "dispute_route_id", "Deadlines", readonly=True)
    deadline_set_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("kind", "name", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for route in self:
            route.display_name = " · ".join(filter(None, (kinds.get(route.kind), route.name, route.number)))

    @api.constrains("deadline_at")
    def _check_deadline(self):
        now = fields.Datetime.now()
        for route in self:
            if route.deadline_at and route.deadline_at <= (route.deadline_set_at or now):
                raise ValidationError(self.env._("A deadline lies ahead. Check the time."))

    # What the clock engine asks
    @api.model
    def _clock_events(self):
        return [("set", self.env._("Deadline set")), ("met", self.env._("Done"))]

    def _clock_owner_users(self):
        return self.user_id or self.ticket_id.sudo()._clock_owner_users()

    def _clock_team(self):
        return self.ticket_id.sudo().team_id

    def _hcs_reference(self):
        return self.sudo().ticket_id.reference

    def _fit_terms(self, rules):
        """The deadline is a moment somebody else has set."""
        self.ensure_one()
        start = self.deadline_set_at
        if not self.deadline_at or not start or self.deadline_at <= start:
            return []
        minutes = -(-int((self.deadline_at - start).total_seconds()) // 60)
        return [rule._replace(target=minutes, unit="minute") for rule in rules]

    # ORM
    @api.model_create_multi
    def create(self, vals_list):
        routes = super().create(vals_list)
        routes.filtered("deadline_at")._deadline_changed()
        return routes

    def write(self, vals):
        if not self.env.su and any(route.state == "ended" for route in self):
            raise UserError(self.env._("This way has ended; its papers stay as they are."))
        result = super().write(vals)
        if "deadline_at" in vals:
            self._deadline_changed()
        return result

    def _deadline_changed(self):
        """Another deadline: the clock runs to the new moment; a new one after the last was met is a new round."""
        for route in self.sudo():  # sudo: clocks are the system's
            if route._clocks():
                if route.deadline_at:
                    route._clock_reapply()
                else:
                    route._clock_cancel()
            elif route.deadline_at:
                now = fields.Datetime.now()
                route.deadline_set_at = now
                route._clock_new_round("set", now)

    # ACTIONS
    def action_deadline_met(self):
        """What was due is done."""
        self._check_open()
        if any(not route._clocks() for route in self):
            raise UserError(self.env._("No deadline is running. Enter the next one."))
        self._clock_stop("met")
        # sudo: written by its buttons only
        self.sudo().write({"deadline_at": False, "deadline_for": False})

    @arguments(result=a_text)
    def action_end(self, result):
        """It has ended: agreement, judgement, decision."""
        self._check_open()
        if not isinstance(result, str) or not result.strip():
            raise UserError(self.env._("Write down how it ended."))
        self._clock_cancel()
        # sudo: written by its buttons only
        self.sudo().write({"state": "ended", "result": result.strip(), "closed_on": fields.Date.context_today(self)})

    def _check_open(self):
        self.check_access("write")
        if any(route.state != "open" for route in self):
            raise UserError(self.env._("This way has ended already. Reload the page."))

    def action_open_end(self):
        """Open the small form that asks how it ended."""
        self.ensure_one()
        return self.env["hcs.complaint.note.wizard"]._open("route_end", self.env._("How It Ended"), route_id=self)
