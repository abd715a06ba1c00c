import logging
from collections import defaultdict, namedtuple
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import clock as arithmetic

_logger = logging.getLogger(__name__)

LOCK_KEY = 726_301_905
TRIES = 3
# nobody is there although somebody should be: ask again after a while
RETRY = timedelta(minutes=15)
# who is told instead, where the one who should be told is not on duty
CHAINS = {
    "owner": ("owner", "team_leader", "director"),
    "team_leader": ("team_leader", "director"),
    "director": ("director",),
    "executive": ("executive", "director"),
}
Step = namedtuple("Step", "percent addressee repeat times")


class HcsClock(models.Model):
    """Waking up: each clock says when it wants to be looked at, one scheduled action looks at those that do."""

    _inherit = "hcs.clock"

    @api.model
    def _cron_wake(self, limit=1000):
        """Look at all clocks whose time has come, in batches. A run that did not take place is made up for."""
        cron, now, failures = self.env["ir.cron"], fields.Datetime.now(), 0
        cron._commit_progress()
        while True:
            try:
                done = self._wake(now, limit)
                left = cron._commit_progress(done)
            except psycopg2.errors.SerializationFailure:
                # somebody changed one of the clocks meanwhile: look again
                self.env.cr.rollback()
                failures += 1
                if failures >= TRIES:
                    break
                continue
            if done < limit or not left:
                break

    @api.model
    def _wake(self, now, limit=1000):
        """Look at the ``limit`` clocks that wait longest, unless another run does.

        :return: how many were looked at
        """
        self = self.sudo()
        self.flush_model()
        self.env.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s)", LOCK_KEY))
        if not self.env.cr.fetchone()[0]:
            return 0
        ids = [
            clock_id
            for [clock_id] in self.env.execute_query(
                SQL(
                    "SELECT id FROM hcs_clock WHERE next_wake_at < %s ORDER BY next_wake_at LIMIT %s "
                    "FOR NO KEY UPDATE SKIP LOCKED",
                    now,
                    limit,
                )
            )
        ]
        self.browse(ids)._look_at(now)
        return len(ids)

    def _look_at(self, now):
        """Bring these clocks up to ``now``; one that cannot be counted waits, and holds up no other."""
        try:
            with self.env.cr.savepoint():
                self._catch_up(now)
                self._tell(self._climb(now), now)
        except psycopg2.errors.SerializationFailure:
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught
            if len(self) > 1:
                for clock in self:
                    clock._look_at(now)
            elif self:
                _logger.warning("Deadline %s could not be looked at (%s)", self.id, type(error).__name__)
                self._set({self: {"next_wake_at": now + RETRY}})

    def _climb(self, now):
        """Find the rungs of the ladder that were reached, write them down and say when to look again.

        :return: list of ``(clock, step, users)`` of the rungs that had not been told before
        """
        clocks = self.filtered(lambda clock: clock.state == "running")
        runs, told, measures = clocks._runs(), clocks._told(), self._measures()
        people = self.env["hcs.clock.duty"]._people(clocks, now)
        wakes, events, reached = {}, [], []
        for clock in clocks:
            measure = measures(clock.unit, clock.team_id, clock.company_id)
            later = []
            for step in clock._ladder():
                start = clock._moment(step.percent, measure, runs[clock.id])
                last = told[clock.id].get((step.percent, step.addressee), -1)
                at = start + timedelta(days=step.repeat * (last + 1))
                if last >= 0 and (not step.repeat or step.times and last >= step.times):
                    continue
                if at >= now:
                    later.append(at)
                    continue
                users = people.on_duty(clock, step.addressee)
                if not users:
                    later.append(people.next_duty(clock))
                    continue
                # of repetitions that were missed the last one counts
                number = int((now - start).total_seconds() // 86400 // step.repeat) if step.repeat else 0
                if step.times:
                    number = min(number, step.times)
                if step.repeat and not (step.times and number >= step.times):
                    later.append(start + timedelta(days=step.repeat * (number + 1)))
                events.append(
                    {
                        "clock": clock,
                        "kind": "escalation",
                        "at": now,
                        "level": step.percent,
                        "number": number,
                        "addressee": step.addressee,
                    }
                )
                reached.append((clock, step, users))
            wakes[clock] = {"next_wake_at": min(later, default=None)}
        new = self._append_events(events)
        self._set(wakes)
        fresh = []
        for event, (clock, step, users) in zip(events, reached, strict=True):
            key = (clock.id, "escalation", step.percent, event["number"], step.addressee)
            if key in new:
                fresh.append((clock, step, users, new[key]))
        if fresh:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO hcs_clock_event_user_rel (event_id, user_id) VALUES %s",
                    SQL(", ").join(
                        SQL("(%s, %s)", event_id, user.id) for *_rest, users, event_id in fresh for user in users
                    ),
                )
            )
        return [(clock, step, users) for clock, step, users, _event in fresh]

    def _ladder(self):
        """Rungs of the clock: the warning and the end go to the person in charge, the others as the policy says."""
        self.ensure_one()
        steps = {(100, "owner"): (0, 0)}
        if self.warn_percent:
            steps[self.warn_percent, "owner"] = (0, 0)
        for line in self.policy_id.escalation_ids:
            steps[line.percent, line._addressee()] = (line.repeat_days, line.repeat_times)
        return [Step(percent, addressee, *repeat) for (percent, addressee), repeat in sorted(steps.items())]

    def _moment(self, percent, measure, runs):
        if percent == 100:
            return self.due_at
        if percent == self.warn_percent:
            return self.warn_at
        return arithmetic.level(measure, runs, self.target, percent)

    def _told(self):
        """Rungs that were told: ``{clock id: {(percent, addressee): last repetition}}``."""
        told = defaultdict(dict)
        for clock_id, level, addressee, number in self.env.execute_query(
            SQL(
                "SELECT clock_id, level, addressee, max(number) FROM hcs_clock_event WHERE kind = 'escalation' "
                "AND clock_id = ANY(%s) GROUP BY clock_id, level, addressee",
                list(self._ids),
            )
        ):
            told[clock_id][level, addressee] = number
        return told
