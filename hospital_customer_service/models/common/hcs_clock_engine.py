from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError


class HcsClock(models.Model):
    """Standing still, going on and coming to an end."""

    _inherit = "hcs.clock"

    # What passed unnoticed
    def _catch_up(self, at):
        """End the pauses that should be over at ``at``; note the warnings and breaches of the time before."""
        expired = self.filtered(lambda clock: clock.state == "paused" and clock.pause_until <= at)
        if expired:
            reason = self.env._("The longest pause was over.")
            expired._resume_at({clock: clock.pause_until for clock in expired}, reason)
        self._append_facts(at)

    # Standing still
    def _pause(self, reason, at, until=None):
        clocks = self.filtered(lambda clock: clock.state == "running" and clock.policy_id.pausable)
        if until and until <= at:
            raise UserError(self.env._("The pause must end later than it begins."))
        clocks._catch_up(at)
        rows, segments, events = {}, [], []
        for clock in clocks:
            since = max(at, clock.running_since)
            longest = since + timedelta(hours=clock.policy_id.max_pause_hours)
            end = min(until or longest, longest)
            segments.append((clock, "running", clock.running_since, since, None))
            events.append(
                {"clock": clock, "kind": "paused", "at": since, "reason": reason, "old_due_at": clock.due_at}
            )
            rows[clock] = {
                "state": "paused",
                "running_since": None,
                "paused_since": since,
                "pause_until": end,
                "pause_reason": reason,
                "next_wake_at": end,
            }
        clocks._append_segments(segments)
        clocks._append_events(events)
        clocks._set(rows)
        clocks._sync()
        return clocks

    def _resume(self, at, reason=None):
        clocks = self.filtered(lambda clock: clock.state == "paused")
        clocks._catch_up(at)
        waiting = clocks.filtered(lambda clock: clock.state == "paused")
        waiting._resume_at(dict.fromkeys(waiting, at), reason)
        return clocks

    def _resume_at(self, moments, reason=None):
        """Let paused clocks go on, each from its moment; the deadline moves by what was waited."""
        segments, events, rows = [], [], {}
        runs, measures = self._runs(), self._measures()
        for clock, moment in moments.items():
            since = max(moment, clock.paused_since)
            measure = measures(clock.unit, clock.team_id, clock.company_id)
            times = self._times(measure, [*runs[clock.id], (since, None)], clock)
            segments.append((clock, "paused", clock.paused_since, since, clock.pause_reason))
            events.append(
                {
                    "clock": clock,
                    "kind": "resumed",
                    "at": since,
                    "reason": reason,
                    "old_due_at": clock.due_at,
                    "new_due_at": times["due_at"],
                }
            )
            rows[clock] = {
                **times,
                "state": "running",
                "running_since": since,
                "paused_since": None,
                "pause_until": None,
                "pause_reason": None,
                # the wake-up finds out what comes next
                "next_wake_at": since,
            }
        self._append_segments(segments)
        self._append_events(events)
        self._set(rows)
        self._sync()

    # The end
    def _stop(self, at):
        return self._close(at, lambda clock, moment: "met_late" if moment > clock.due_at else "met")

    def _cancel(self, at):
        return self._close(at, lambda clock, moment: "cancelled")

    def _close(self, at, result):
        """End the clocks. A result is never changed again: closed clocks are not touched."""
        clocks = self.filtered(lambda clock: clock.state in ("running", "paused"))
        clocks._catch_up(at)
        rows, segments, events = {}, [], []
        for clock in clocks:
            kind = clock.state
            since = clock.paused_since or clock.running_since
            end = max(at, since)
            # while the customer was awaited no time passed
            state = result(clock, since if kind == "paused" else max(at, clock.started_at))
            segments.append((clock, kind, since, end, clock.pause_reason))
            events.append({"clock": clock, "kind": state, "at": end, "old_due_at": clock.due_at})
            rows[clock] = {
                "state": state,
                "met_at": end,
                "running_since": None,
                "paused_since": None,
                "pause_until": None,
                "pause_reason": None,
                "next_wake_at": None,
            }
        clocks._append_segments(segments)
        clocks._append_events(events)
        clocks._set(rows)
        clocks._sync()
        clocks._forget_reminders()
        return clocks

    def _take_back_cancel(self, at, reason=None):
        """Go on with deadlines whose cancelling was a mistake; what was cancelled meanwhile counts as it did before.

        One that ran has run all the time; one that stood still stood still until ``at``.
        """
        clocks = self.filtered(lambda clock: clock.state == "cancelled")
        paused = clocks.filtered(
            lambda clock: clock.segment_ids.sorted(lambda line: (line.to_at, line.id))[-1:].kind == "paused"
        )
        ran = clocks - paused
        again = {"met_at": None, "pause_until": None, "pause_reason": None}
        ran._append_events(
            [
                {"clock": clock, "kind": "resumed", "at": at, "reason": reason, "new_due_at": clock.due_at}
                for clock in ran
            ]
        )
        ran._set(
            {clock: {**again, "state": "running", "running_since": clock.met_at, "next_wake_at": at} for clock in ran}
        )
        paused._set(
            {clock: {**again, "state": "paused", "paused_since": clock.met_at, "pause_until": at} for clock in paused}
        )
        paused._resume_at(dict.fromkeys(paused, at), reason)
        clocks._sync()
        return clocks

    def _forget_reminders(self):
        """Hook of the wake-up: nobody needs to be reminded of these clocks any longer."""
