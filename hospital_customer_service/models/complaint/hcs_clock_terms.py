from types import SimpleNamespace

from odoo import api, fields, models

# what a day more is worth where a term is counted in minutes
DAY_IN = {"minute": 24 * 60, "working_minute": 8 * 60}
# terms the hospital may give itself more time for
EXTENDABLE = ("answer", "legal")


class HcsClock(models.Model):
    """Terms of complaints: the authority's own moment, and days that were granted on top (CMP-03)."""

    _inherit = "hcs.clock"

    extended_days = fields.Integer("Extended by (days)", readonly=True, aggregator=None)

    @api.model
    def _fitting(self, records, events):
        fitting = super()._fitting(records, events)
        if hasattr(records, "_fit_terms"):
            return {record: record._fit_terms(rules) for record, rules in fitting.items()}
        return fitting

    def _changed_values(self, rule, team, measures, runs):
        """Days that were granted outlive a change of the policy or of the number of departments."""
        if self.extended_days:
            rule = rule._replace(target=rule.target + self._extra(rule.unit, self.extended_days))
        return super()._changed_values(rule, team, measures, runs)

    @api.model
    def _extra(self, unit, days):
        return days * DAY_IN.get(unit, 1)

    def _is_extendable(self):
        return self.purpose in EXTENDABLE and self.state in ("running", "paused")

    def _extended_times(self, days, runs, measures):
        target = self.target + self._extra(self.unit, days)
        measure = measures(self.unit, self.team_id, self.company_id)
        longer = SimpleNamespace(target=target, warn_percent=self.warn_percent)
        return {"target": target, **self._times(measure, runs[self.id], longer)}

    def _extend(self, days, at, reason):
        """Let open clocks end ``days`` later."""
        clocks = self.filtered(lambda clock: clock.state in ("running", "paused"))
        clocks._catch_up(at)
        runs, measures = clocks._runs(), clocks._measures()
        rows, events = {}, []
        for clock in clocks:
            values = clock._extended_times(days, runs, measures)
            events.append(clock._due_changed(values, at, reason))
            rows[clock] = {
                **values,
                "extended_days": clock.extended_days + days,
                "next_wake_at": clock.pause_until or at,
            }
        clocks._append_events(events)
        clocks._set(rows)
        clocks._sync()
