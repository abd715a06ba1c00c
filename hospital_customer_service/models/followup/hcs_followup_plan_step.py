from odoo import api, fields, models
from odoo.exceptions import UserError

CHANNELS = [("call", "Call"), ("sms", "SMS"), ("questionnaire", "Questionnaire"), ("web", "Web link")]
STEP_RULES = {
    "plan_id", "active", "offset", "latest", "unit", "evening_only", "channel", "repeat_every", "repeat_times",
}  # fmt: skip


class HcsFollowupPlanStep(models.Model):
    """One contact of a plan: so long after the anchor, at the latest so long after it."""

    _name = "hcs.followup.plan.step"
    _description = "Follow-up Step"
    _inherit = ["hcs.input.mixin"]
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one("hcs.followup.plan", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10, aggregator=None)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    offset = fields.Integer("After", required=True, aggregator=None, help="First moment, counted from the anchor.")
    latest = fields.Integer(
        "At the latest after",
        required=True,
        aggregator=None,
        help="The task is on time until the end of the last calling window of this day. "
        "A task that a holiday moves stays on time until the end of the day it moved to.",
    )
    unit = fields.Selection([("hour", "Hours"), ("day", "Days")], required=True, default="day")
    evening_only = fields.Boolean(
        "Same evening", help="Not before the evening of the day; the next calling window where the evening is over."
    )
    repeat_every = fields.Integer(
        required=True,
        default=0,
        aggregator=None,
        help="For chronic patients: the step is done again so long after itself. 0: once.",
    )
    repeat_times = fields.Integer(
        required=True,
        default=0,
        aggregator=None,
        help="How often the step is done again. A later visit starts the series anew.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="call")
    script_id = fields.Many2one(
        "hcs.script", index="btree_not_null", ondelete="restrict", help="Empty: the script of the plan."
    )
    priority = fields.Selection([("0", "Normal"), ("1", "High"), ("2", "Urgent")], required=True, default="0")

    _offset_positive = models.Constraint('CHECK ("offset" >= 0)', "A step cannot lie before its anchor.")
    _latest_after_offset = models.Constraint(
        'CHECK (latest >= "offset")', "The latest moment of a step cannot lie before its first one."
    )

    _repeat_positive = models.Constraint(
        "CHECK (repeat_times >= 0 AND repeat_times <= 60 AND repeat_every >= 0"
        " AND (repeat_times = 0 OR repeat_every > 0))",
        "A step that is repeated needs the time between, and is repeated sixty times at most.",
    )

    @api.depends("name", "plan_id.name")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.plan_id.name} · {step.name}" if step.plan_id else step.name

    @api.model_create_multi
    def create(self, vals_list):
        """A step is named after its moment, and without a last one it is due on that day."""
        completed = []
        for vals in vals_list:
            offset = vals.get("offset") or 0
            vals = {"offset": offset, "latest": offset, **vals}
            if not vals.get("name"):
                if vals.get("unit") == "hour":
                    vals["name"] = self.env._("Hour %(number)s", number=offset)
                else:
                    vals["name"] = self.env._("Day %(number)s", number=offset)
            completed.append(vals)
        steps = super().create(completed)
        steps.plan_id._rules_changed()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if STEP_RULES & vals.keys():
            self.plan_id._rules_changed()
        return result

    def unlink(self):
        plans = self.plan_id
        result = super().unlink()
        plans.exists()._rules_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["hcs.followup.task"].sudo().search_count([("step_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Tasks were planned by this step. Archive it instead."))

    def _get_script(self):
        self.ensure_one()
        return self.script_id or self.plan_id.script_id

    def _get_span_days(self):
        """Days from the anchor to the last repetition of this step."""
        self.ensure_one()
        span = self.latest + self.repeat_every * self.repeat_times
        return span if self.unit == "day" else span // 24

    def _slot_channel(self):
        """The calling windows of a call are those of calls; everything else reaches the person by message."""
        self.ensure_one()
        return "call" if self.channel == "call" else "sms"

    def _contact_channel(self):
        """The channel the guard and the ledger of contacts know."""
        self.ensure_one()
        return {"questionnaire": "visit"}.get(self.channel, self.channel)
