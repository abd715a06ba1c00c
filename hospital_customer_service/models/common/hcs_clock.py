from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from .hcs_clock_policy import PURPOSES, UNITS

OPEN = ("running", "paused")
STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("met_late", "Met late"),
    ("cancelled", "Cancelled"),
]


def owners(registry):
    """The many2one to the record a clock belongs to -> model of that record; each room adds its own."""
    found = {}
    for name, model in registry.items():
        inverse = getattr(model, "_clock_inverse", None)
        if inverse and not model._abstract:
            found[inverse] = name
    return dict(sorted(found.items()))


class OneOwner(models.Constraint):
    """CHECK that a clock belongs to exactly one record, whatever the rooms there are."""

    def get_definition(self, registry):
        names = ", ".join(f'"{name}"' for name in owners(registry))
        return f"CHECK (num_nonnulls({names}) = 1)" if names else "CHECK (true)"


class HcsClock(models.Model):
    """One promise to one record, counted down (FEATURES D1).

    What the policy said is copied when the clock starts. The time that ran and the time that stood still are lines of
    ``hcs.clock.segment``; when the clock is due can be computed from them at any time. Only the engine writes here.
    """

    _name = "hcs.clock"
    _description = "Deadline"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _order = "due_at, id"

    policy_id = fields.Many2one("hcs.clock.policy", required=True, index=True, ondelete="restrict")
    purpose = fields.Selection(PURPOSES, required=True)
    round = fields.Integer(required=True, default=1, aggregator=None, help="One more each time it is re-opened.")
    target = fields.Integer("Time Allowed", required=True, aggregator=None)
    unit = fields.Selection(UNITS, required=True)
    warn_percent = fields.Integer(aggregator=None)
    team_id = fields.Many2one("hcs.team", index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    state = fields.Selection(STATES, required=True, default="running")
    started_at = fields.Datetime(required=True)
    running_since = fields.Datetime(help="When the present stretch of running time began.")
    due_at = fields.Datetime(required=True)
    warn_at = fields.Datetime()
    met_at = fields.Datetime("Ended At")
    paused_since = fields.Datetime()
    pause_until = fields.Datetime(help="When the clock goes on by itself.")
    pause_reason = fields.Char()
    provisional = fields.Boolean(help="The deadline reaches into a year whose holidays are not announced yet.")
    next_wake_at = fields.Datetime()
    segment_ids = fields.One2many("hcs.clock.segment", "clock_id", "Stretches")
    event_ids = fields.One2many("hcs.clock.event", "clock_id", "Events")
    is_overdue = fields.Boolean("Overdue", compute="_compute_moment", search="_search_is_overdue")
    is_warned = fields.Boolean("Running Out", compute="_compute_moment", search="_search_is_warned")
    seconds_left = fields.Integer(compute="_compute_moment", aggregator=None)
    subject = fields.Char("Record", compute="_compute_subject")

    _wake_idx = models.Index("(next_wake_at) WHERE next_wake_at IS NOT NULL")
    _due_idx = models.Index("(due_at, id)")
    _one_owner = OneOwner("", "A deadline belongs to exactly one record.")
    _round_uniq = models.UniqueIndex(
        lambda registry: (
            f"(policy_id, round, {', '.join(f'COALESCE({name}, 0)' for name in owners(registry))})"
            if owners(registry)
            else ""
        ),
        "This deadline runs already.",
    )

    @api.depends("policy_id", "round")
    def _compute_display_name(self):
        for clock in self:
            name = clock.policy_id.sudo().name or ""
            clock.display_name = f"{name} ({clock.round})" if clock.round > 1 else name

    def _compute_subject(self):
        for clock in self:
            owner = clock.sudo()._owner()
            clock.subject = owner._clock_subject() if owner is not None else False

    @api.depends("state", "due_at", "warn_at", "met_at", "paused_since")
    def _compute_moment(self):
        now = fields.Datetime.now()
        for clock in self:
            at = clock.met_at or clock.paused_since or now
            running = clock.state == "running"
            clock.is_overdue = running and bool(clock.due_at) and clock.due_at < now
            clock.is_warned = running and bool(clock.warn_at) and clock.warn_at <= now
            clock.seconds_left = int((clock.due_at - at).total_seconds()) if clock.due_at else 0

    def _search_is_overdue(self, operator, value):
        return self._search_passed("due_at", operator)

    def _search_is_warned(self, operator, value):
        return self._search_passed("warn_at", operator)

    def _search_passed(self, column, operator):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "running") & Domain(column, "<", fields.Datetime.now())

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists sort and group by the fields that depend on the moment (DESIGN §6.3)."""
        columns = {"is_overdue": "due_at", "is_warned": "warn_at", "seconds_left": "due_at"}
        if field_expr not in columns:
            return super()._field_to_sql(alias, field_expr, query)
        now = fields.Datetime.now()
        column = self._field_to_sql(alias, columns[field_expr], query)
        if field_expr == "seconds_left":
            end = SQL(
                "COALESCE(%s, %s, %s)",
                self._field_to_sql(alias, "met_at", query),
                self._field_to_sql(alias, "paused_since", query),
                now,
            )
            return SQL("EXTRACT(EPOCH FROM %s - %s)::int", column, end)
        return SQL("(%s = 'running' AND %s < %s)", self._field_to_sql(alias, "state", query), column, now)

    # Walls: whoever may not read a record may not read its clocks
    @api.model
    @tools.ormcache()
    def _clock_owner_fields(self):
        return owners(self.env.registry)

    def _owners(self):
        """Pairs of an owner field and the clocks that belong through it."""
        clocks = self.sudo()
        for name in self._clock_owner_fields():
            if mine := clocks.filtered(name):
                yield name, mine

    def _owner(self):
        """The record the clock belongs to."""
        self.ensure_one()
        return next((self[name] for name in self._clock_owner_fields() if self[name]), None)

    def action_open_owner(self):
        """Open the record the clock belongs to."""
        owner = self._owner()
        return {
            "type": "ir.actions.act_window",
            "res_model": owner._name,
            "res_id": owner.id,
            "views": [(False, "form")],
        }

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._readable_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _readable_domain(self):
        readable = Domain.FALSE
        for name, model in self._clock_owner_fields().items():
            records = self.env[model].with_context(active_test=False)
            if records.has_access("read"):
                readable |= Domain(name, "in", records._search([]))
        return readable

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        forbidden = result[0] if result else self.browse()
        walled = self.browse()
        for name, clocks in (self - forbidden)._owners():
            allowed = clocks[name].with_env(self.env)._filtered_access("read").ids
            walled |= clocks.filtered(lambda clock, name=name, allowed=allowed: clock[name].id not in allowed)
        walled = walled.with_env(self.env)
        if not walled:
            return result
        return forbidden | walled, lambda: self.env["ir.rule"]._make_access_error(operation, walled)
