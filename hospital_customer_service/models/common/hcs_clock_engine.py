from collections import defaultdict, namedtuple
from datetime import timedelta

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...tools import clock as arithmetic
from .hcs_clock_policy import MANY

BATCH = 1000
CLOCK_COLUMNS = """
    policy_id purpose round target unit warn_percent team_id company_id state started_at running_since due_at warn_at
    provisional next_wake_at
""".split()
Rule = namedtuple("Rule", "id company start_event stop_event purpose target unit warn_percent first domain")


class HcsClock(models.Model):
    """Starting, stopping, standing still, and what a changed rule means for the clocks that run."""

    _inherit = "hcs.clock"

    # Which policies hold
    @api.model
    @tools.ormcache("model")
    def _rules(self, model):
        """Policies of ``model`` as plain values, in their order."""
        policies = self.env["hcs.clock.policy"].sudo().search([("model", "=", model)])
        return tuple(
            Rule(
                policy.id,
                policy.company_id.id,
                policy.start_event,
                policy.stop_event,
                policy.purpose,
                policy.target,
                policy.unit,
                policy.warn_percent,
                min([policy.warn_percent or 100, 100, *policy.escalation_ids.mapped("percent")]),
                Domain(policy._get_domain()),
            )
            for policy in policies
        )

    @api.model
    def _fitting(self, records, events):
        """Policies that hold for each record: ``{record: [rule, …]}``; of each kind of promise the first that fits."""
        fitting = {record: {} for record in records}
        for rule in self._rules(records._name):
            if rule.start_event not in events:
                continue
            for record in records if rule.domain.is_true() else records.filtered_domain(rule.domain):
                if rule.company in (False, record._clock_company().id):
                    fitting[record].setdefault(_promise(rule), rule)
        return {record: list(rules.values()) for record, rules in fitting.items()}

    # Start
    @api.model
    def _start(self, records, event, at, new_round=False):
        if (
            not records._clock_inverse
            or not records
            or not any(r.start_event == event for r in self._rules(records._name))
        ):
            return self.sudo().browse()
        started = self.sudo().browse()
        for ids in split_every(BATCH, records.ids):
            batch = records.sudo().browse(ids).with_prefetch(records._prefetch_ids)
            started |= self.sudo()._start_batch(batch, {record: [(event, at)] for record in batch}, new_round)
        return started

    @api.model
    def _start_batch(self, records, starts, new_round=False):
        """Insert the clocks that ``starts``, ``{record: [(event, at), …]}``, call for."""
        inverse = records._clock_inverse
        present = self._present(records)
        fitting = self._fitting(records, {event for pairs in starts.values() for event, _at in pairs})
        measures = self._measures()
        rows = []
        for record, pairs in starts.items():
            last = max((number for number, _promise in present[record.id]), default=0)
            number = last + 1 if new_round else last or 1
            team, company = record._clock_team(), record._clock_company()
            for event, at in pairs:
                for rule in fitting[record]:
                    if rule.start_event == event and (number, _promise(rule)) not in present[record.id]:
                        times = self._times(measures(rule.unit, team, company), [(at, None)], rule, rule.first)
                        rows.append(
                            (
                                rule.id,
                                rule.purpose,
                                number,
                                rule.target,
                                rule.unit,
                                rule.warn_percent,
                                team.id or None,
                                company.id,
                                "running",
                                at,
                                at,
                                times["due_at"],
                                times["warn_at"],
                                times["provisional"],
                                times["next_wake_at"],
                                record.id,
                            )  # fmt: skip
                        )
        ids = [row[0] for row in self._insert("hcs_clock", [*CLOCK_COLUMNS, inverse], rows)]
        if ids:
            self._sync_owners(inverse, records.ids)
        return self.browse(ids)

    @api.model
    def _present(self, records):
        """Rounds and promises that the records have clocks for already: ``{record id: {(round, promise), …}}``."""
        self.flush_model()
        present = defaultdict(set)
        for record_id, number, policy_id, purpose, start_event, stop_event in self.env.execute_query(
            SQL(
                "SELECT c.%(inverse)s, c.round, c.policy_id, c.purpose, p.start_event, p.stop_event FROM hcs_clock c "
                "JOIN hcs_clock_policy p ON p.id = c.policy_id WHERE c.%(inverse)s = ANY(%(ids)s)",
                inverse=SQL.identifier(records._clock_inverse),
                ids=list(records._ids),
            )
        ):
            promise = (policy_id if purpose in MANY else purpose, start_event, stop_event)
            present[record_id].add((number, promise))
        return present

    @api.model
    def _times(self, measure, runs, rule, first=None):
        """When a clock with this history is due and warns; ``first`` is the percentage that wakes it up first."""
        due, provisional = arithmetic.due(measure, runs, rule.target)
        warn = rule.warn_percent and arithmetic.level(measure, runs, rule.target, rule.warn_percent)
        times = {"due_at": due, "warn_at": warn or None, "provisional": provisional}
        if first:
            known = {100: due, rule.warn_percent: warn}
            times["next_wake_at"] = known.get(first) or arithmetic.level(measure, runs, rule.target, first)
        return times

    # What passed unnoticed
    def _catch_up(self, at):
        """Let expired pauses end when they should have, and note the warnings and breaches of the time before ``at``."""
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
            rule = next((rule for rule in fitting[record] if _promise(rule) == clock._promise()), None)
            if not rule:
                unwanted |= clock
                continue
            values = clock._changed_values(rule, record._clock_team(), measures, runs[clock.id])
            if all(
                (clock[name].id if name.endswith("_id") else clock[name]) == (value or False)
                for name, value in values.items()
            ):
                continue
            events.append(
                {
                    "clock": clock,
                    "kind": "due_changed",
                    "at": at,
                    "old_due_at": clock.due_at,
                    "new_due_at": values["due_at"],
                }
            )
            rows[clock] = {**values, "next_wake_at": clock.pause_until if clock.state == "paused" else at}
        changed = nothing.union(*rows)
        changed._append_events(events)
        changed._set(rows)
        unwanted._cancel(at)
        starts = defaultdict(list)
        for record, own in every.grouped(lambda clock: clock[inverse]).items():
            last = max(own.mapped("round"))
            for event, same in (
                own.filtered(lambda c, last=last: c.round == last).grouped("policy_id.start_event").items()
            ):
                starts[record].append((event, min(same.mapped("started_at"))))
        started = self._start_batch(records, starts) if starts else nothing
        (changed | unwanted)._sync()
        return changed | unwanted | started

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

    def _promise(self):
        return (
            self.policy_id.id if self.purpose in MANY else self.purpose,
            self.policy_id.start_event,
            self.policy_id.stop_event,
        )

    def _forget_reminders(self):
        """Hook of the wake-up: nobody needs to be reminded of these clocks any longer."""


def _promise(rule):
    """What makes two policies the same promise, of which a record has one at a time."""
    return (rule.id if rule.purpose in MANY else rule.purpose, rule.start_event, rule.stop_event)
