from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

PURPOSES = [
    ("first_response", "First response"),
    ("answer", "Answer"),
    ("resolution", "Resolution"),
    ("delivery", "Delivery"),
    ("statement", "Statement"),
    ("report", "Report"),
    ("on_the_spot", "On the spot"),
    ("legal", "Answer by law"),
    ("authority", "Answer to an authority"),
    ("other", "Other"),
]
UNITS = [
    ("minute", "Minutes"),
    ("working_minute", "Working minutes"),
    ("working_day", "Working days"),
    ("calendar_day", "Calendar days"),
    ("counted_day", "Days, the first counted"),
]
# one record may owe several reports; of the other promises it owes one of each kind
MANY = ("report", "other")


class HcsClockPolicy(models.Model):
    """A promise as data: which records, from when to when, how long, and who hears of it (DESIGN §3 common)."""

    _name = "hcs.clock.policy"
    _description = "Deadline Policy"
    _inherit = ["hcs.cached.mixin", "hcs.thread.mixin"]
    _order = "sequence, id"
    _hcs_name_is_private = False

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short name for reports and the hospital's other systems.")
    sequence = fields.Integer(
        default=10,
        aggregator=None,
        help="Of several policies with the same purpose and end, the first whose condition fits holds for a record.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for every hospital.", tracking=True)
    model = fields.Selection("_selection_model", "Applies To", required=True, tracking=True, index=True)
    domain = fields.Char(
        "Only for", default="[]", tracking=True, help="Records to which the policy applies. Empty: all of them."
    )
    start_event = fields.Char("Starts With", required=True, tracking=True, help="What makes the clock start.")
    stop_event = fields.Char("Ends With", required=True, tracking=True, help="What keeps the promise.")
    purpose = fields.Selection(PURPOSES, required=True, default="first_response", tracking=True)
    target = fields.Integer("Time Allowed", required=True, default=30, aggregator=None, tracking=True)
    unit = fields.Selection(
        UNITS,
        required=True,
        default="working_minute",
        tracking=True,
        help="Minutes and calendar days pass day and night. Working minutes and working days pass in the hours of the "
        "team, without holidays and with make-up days. The day on which a clock starts does not count as a day; where "
        "the first one is counted, one day is the same day.",
    )
    warn_percent = fields.Integer(
        "Warn At (%)", default=80, aggregator=None, tracking=True, help="Share of the time. 0: no warning."
    )
    pausable = fields.Boolean("May Pause", tracking=True, help="The clock stands still while the customer is awaited.")
    max_pause_hours = fields.Integer(
        "Longest Pause (hours)", default=24, aggregator=None, tracking=True, help="Then the clock goes on by itself."
    )
    escalation_ids = fields.One2many("hcs.clock.escalation", "policy_id", "Ladder")

    _target_positive = models.Constraint("CHECK (target > 0)", "The time allowed must be more than nothing.")
    _warn_percent_range = models.Constraint(
        "CHECK (warn_percent >= 0 AND warn_percent < 100)", "Warn between 1 % and 99 % of the time, or 0 for never."
    )
    _max_pause_positive = models.Constraint(
        "CHECK (NOT pausable OR max_pause_hours > 0)", "A pause needs an end: say how many hours it may last."
    )

    @api.model
    def _selection_model(self):
        return self._clock_models()

    @api.model
    def _clock_models(self):
        """Models that have clocks, with their names: those that inherit ``hcs.clock.mixin``."""
        owners = self.env["hcs.clock"]._clock_owner_fields().values()
        return [(name, self.env["ir.model"]._get(name).name or name) for name in owners]

    @api.constrains("domain", "model")
    def _check_domain(self):
        for policy in self:
            try:
                Domain(policy._get_domain()).validate(self.env[policy.model])
            except Exception as error:
                raise ValidationError(
                    self.env._("The condition of “%(name)s” cannot be read. Choose it anew.", name=policy.name)
                ) from error

    @api.constrains("start_event", "stop_event", "model")
    def _check_events(self):
        for policy in self:
            known = dict(self.env[policy.model]._clock_events())
            if not {policy.start_event, policy.stop_event} <= known.keys():
                raise ValidationError(
                    self.env._(
                        "“%(name)s” waits for something that never happens to these records. Choose the events again.",
                        name=policy.name,
                    )
                )

    def _ladder_changed(self):
        """Write down in words what the policy says now."""
        self.env.registry.clear_cache()
        if not self.env.context.get("install_mode"):
            for policy in self:
                policy._message_log(body=policy.summary)

    def _get_domain(self):
        self.ensure_one()
        return safe_eval(self.domain or "[]", {})
