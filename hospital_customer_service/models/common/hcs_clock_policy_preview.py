from odoo import api, fields, models

from ...tools import clock as arithmetic

# what a change of concerns clocks that run already
RULE = ("target", "unit", "warn_percent", "domain", "model", "start_event", "stop_event", "active")
COPIED = ("target", "unit", "warn_percent")


class HcsClockPolicy(models.Model):
    """What a manager sees of a policy: a sentence, an example, and the clocks that run by it."""

    _inherit = "hcs.clock.policy"

    event_choices = fields.Json(compute="_compute_event_choices")
    summary = fields.Char("In Words", compute="_compute_summary")
    preview_at = fields.Datetime("A record started at", compute="_compute_preview_at", readonly=False)
    preview_due_at = fields.Datetime("would be due at", compute="_compute_preview")
    preview_warn_at = fields.Datetime("with a warning at", compute="_compute_preview")
    running_count = fields.Integer("Running", compute="_compute_running", aggregator=None)
    stale_count = fields.Integer("Running by an Older Rule", compute="_compute_running", aggregator=None)

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_event_choices(self):
        for policy in self:
            policy.event_choices = self.env[policy.model]._clock_events() if policy.model else []

    @api.depends(
        "model", "domain", "purpose", "start_event", "stop_event", "target", "unit", "warn_percent", "pausable",
        "max_pause_hours", "escalation_ids.percent", "escalation_ids.repeat_days", "escalation_ids.repeat_times",
        "escalation_ids.notify", "escalation_ids.user_id",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_summary(self):
        for policy in self:
            policy.summary = " ".join(policy._sentences()) if policy.model else False

    def _label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _unit_words(self):
        if self.target != 1:
            return self._label("unit").lower()
        return {
            "minute": self.env._("minute"),
            "working_minute": self.env._("working minute"),
            "working_day": self.env._("working day"),
            "calendar_day": self.env._("calendar day"),
            "counted_day": self.env._("day, the same day"),
        }[self.unit]

    def _sentences(self):
        """The policy in words."""
        events = dict(self.event_choices or [])
        sentences = [
            self.env._(
                "%(model)s: %(purpose)s within %(target)s %(unit)s from “%(start)s” to “%(stop)s”.",
                model=self._label("model"),
                purpose=self._label("purpose"),
                target=self.target,
                unit=self._unit_words(),
                start=events.get(self.start_event, "…"),
                stop=events.get(self.stop_event, "…"),
            )
        ]
        if (self.domain or "[]").strip() != "[]":
            sentences.append(self.env._("Only records that meet the condition."))
        if self.warn_percent:
            sentences.append(
                self.env._("The person in charge is warned when %s %% of the time is used.", self.warn_percent)
            )
        if self.pausable:
            sentences.append(self.env._("It may stand still for up to %s hours at a time.", self.max_pause_hours))
        for line in self.escalation_ids.sorted("percent"):
            values = {"percent": line.percent, "who": line._who(), "days": line.repeat_days}
            if line.repeat_days and line.repeat_times:
                values["times"] = line.repeat_times
                sentences.append(
                    self.env._(
                        "At %(percent)s %%: %(who)s, again every %(days)s day(s), %(times)s times at most.", **values
                    )
                )
            elif line.repeat_days:
                sentences.append(self.env._("At %(percent)s %%: %(who)s, again every %(days)s day(s).", **values))
            else:
                sentences.append(self.env._("At %(percent)s %%: %(who)s.", **values))
        return sentences

    @api.depends_context("uid")
    def _compute_preview_at(self):
        for policy in self:
            policy.preview_at = fields.Datetime.now()

    @api.depends("preview_at", "target", "unit", "warn_percent", "company_id")
    def _compute_preview(self):
        measures, no_team = self.env["hcs.clock"]._measures(), self.env["hcs.team"]
        for policy in self:
            policy.preview_due_at = policy.preview_warn_at = False
            if not policy.unit or policy.target <= 0 or not policy.preview_at:
                continue
            measure = measures(policy.unit, no_team, policy.company_id or self.env.company)
            runs = [(policy.preview_at, None)]
            policy.preview_due_at = arithmetic.due(measure, runs, policy.target)[0]
            if 0 < policy.warn_percent < 100:
                policy.preview_warn_at = arithmetic.level(measure, runs, policy.target, policy.warn_percent)

    @api.depends("active", *COPIED)
    def _compute_running(self):
        clocks = self.env["hcs.clock"].sudo()
        domain = [("policy_id", "in", self._origin.ids), ("state", "in", ("running", "paused"))]
        groups = clocks._read_group(domain, ["policy_id", *COPIED], ["__count"]) if self._origin else []
        for policy in self:
            policy.running_count = policy.stale_count = 0
            for group, *copied, count in groups:
                if group == policy._origin:
                    policy.running_count += count
                    if not policy.active or copied != [policy[name] for name in COPIED]:
                        policy.stale_count += count

    @api.onchange(*RULE)
    def _onchange_rule(self):
        if not self._origin or not self.running_count:
            return None
        return {
            "warning": {
                "type": "notification",
                "title": self.env._("%s deadlines run by this policy", self.running_count),
                "message": self.env._("They stay as they are. Save, then apply the change to them if you want it."),
            }
        }

    def action_reapply(self):
        """Let the clocks that run by these policies follow what the policies say now."""
        self.check_access("write")
        changed, clocks = 0, self.env["hcs.clock"].sudo()
        running = clocks.search([("policy_id", "in", self.ids), ("state", "in", ("running", "paused"))])
        for inverse, mine in running._owners():
            changed += len(mine[inverse].with_env(self.env)._clock_reapply())
        self.invalidate_recordset(["running_count", "stale_count"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s deadlines follow the policy now.", changed),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_running(self):
        """Show the clocks that run by the policy."""
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_clock_action")
        return {**action, "domain": [("policy_id", "in", self.ids)], "context": {"search_default_open": 1}}
