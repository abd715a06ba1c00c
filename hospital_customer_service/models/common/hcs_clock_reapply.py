from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from .hcs_clock_policy import MANY
from .hcs_clock_start import BATCH, promise


class HcsClock(models.Model):
    """What a changed rule, priority or calendar means for the clocks that run."""

    _inherit = "hcs.clock"

    # Changed rules
    @api.model
    def _reapply(self, records, at):
        """Give the open clocks of ``records`` the policies that hold now, and start those that hold only now.

        Time that ran and time that stood still are kept. A clock that no policy fits any longer is cancelled.
        """
        if not records._clock_inverse:
            return self.sudo().browse()
        changed = self.sudo().browse()
        for ids in split_every(BATCH, records.ids):
            changed |= self.sudo()._reapply_batch(records.sudo().browse(ids), at)
        return changed

    @api.model
    def _reapply_batch(self, records, at):
        inverse = records._clock_inverse
        every = self.search([(inverse, "in", records.ids)], order="id")
        clocks = every.filtered(lambda clock: clock.state in ("running", "paused"))
        clocks._catch_up(at)
        fitting = self._fitting(records, set(every.policy_id.mapped("start_event")))
        runs, measures, nothing = clocks._runs(), self._measures(), self.browse()
        rows, events, unwanted = {}, [], nothing
        for clock in clocks:
            record = clock[inverse]
            rule = next((rule for rule in fitting[record] if promise(rule) == clock._promise()), None)
            if not rule:
                unwanted |= clock
                continue
            values = clock._changed_values(rule, record._clock_team(), measures, runs[clock.id])
            if not clock._differs(values):
                continue
            events.append(clock._due_changed(values, at))
            rows[clock] = {**values, "next_wake_at": clock.pause_until or at}
        changed = nothing.union(*rows)
        changed._append_events(events)
        changed._set(rows)
        unwanted._cancel(at)
        starts = defaultdict(list)
        for record, own in every.grouped(lambda clock: clock[inverse]).items():
            last = max(own.mapped("round"))
            present = own.filtered(lambda clock, last=last: clock.round == last)
            for event, same in present.grouped(lambda clock: clock.policy_id.start_event).items():
                starts[record].append((event, min(same.mapped("started_at"))))
        started = self._start_batch(records, starts) if starts else nothing
        (changed | unwanted)._sync()
        return changed | unwanted | started

    def _remeasure(self, at):
        """Count anew after holidays or working hours changed; what was promised stays as it is."""
        clocks = self.sudo().filtered(lambda clock: clock.state in ("running", "paused"))
        clocks._catch_up(at)
        runs, measures = clocks._runs(), self._measures()
        rows, events = {}, []
        for clock in clocks:
            values = self._times(measures(clock.unit, clock.team_id, clock.company_id), runs[clock.id], clock)
            if clock._differs(values):
                events.append(clock._due_changed(values, at, self.env._("Working time changed.")))
                rows[clock] = {**values, "next_wake_at": clock.pause_until or at}
        clocks._append_events(events)
        clocks._set(rows)
        clocks._sync()

    @api.model
    def _hours_changed(self, domain):
        """Working time of the clocks of ``domain`` changed."""
        at = fields.Datetime.now()
        due = Domain("state", "in", ("running", "paused")) & Domain("unit", "in", ("working_minute", "working_day"))
        self.sudo().search(due & Domain(domain))._remeasure(at)

    def _due_changed(self, values, at, reason=None):
        return {
            "clock": self,
            "kind": "due_changed",
            "at": at,
            "old_due_at": self.due_at,
            "new_due_at": values["due_at"],
            "reason": reason,
        }

    def _changed_values(self, rule, team, measures, runs):
        """What the clock should say under ``rule``."""
        measure = measures(rule.unit, team, self.company_id)
        return {
            "policy_id": rule.id,
            "target": rule.target,
            "unit": rule.unit,
            "warn_percent": rule.warn_percent,
            "team_id": team.id or None,
            **self._times(measure, runs, rule),
        }

    def _differs(self, values):
        """Whether the clock says anything else than ``values``."""
        own = {name: self[name].id if name.endswith("_id") else self[name] for name in values}
        return any(own[name] != (value or False) for name, value in values.items())

    def _promise(self):
        return (
            self.policy_id.id if self.purpose in MANY else self.purpose,
            self.policy_id.start_event,
            self.policy_id.stop_event,
        )
