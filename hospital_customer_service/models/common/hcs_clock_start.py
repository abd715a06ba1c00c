from collections import defaultdict, namedtuple

from odoo import api, models, tools
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


def promise(rule):
    """What makes two policies the same promise, of which a record has one at a time."""
    return (rule.id if rule.purpose in MANY else rule.purpose, rule.start_event, rule.stop_event)


class HcsClock(models.Model):
    """Which policies hold for a record, and the clocks that they start."""

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
                    fitting[record].setdefault(promise(rule), rule)
        return {record: list(rules.values()) for record, rules in fitting.items()}

    # Start
    @api.model
    def _start(self, records, event, at, new_round=False, fresh=False):
        """Start the clocks of ``event``; records that are ``fresh`` have just been made and have none yet."""
        if (
            not records._clock_inverse
            or not records
            or not any(r.start_event == event for r in self._rules(records._name))
        ):
            return self.sudo().browse()
        started = self.sudo().browse()
        for ids in split_every(BATCH, records.ids):
            batch = records.sudo().browse(ids).with_prefetch(records._prefetch_ids)
            started |= self.sudo()._start_batch(batch, {record: [(event, at)] for record in batch}, new_round, fresh)
        return started

    @api.model
    def _start_batch(self, records, starts, new_round=False, fresh=False):
        """Insert the clocks that ``starts``, ``{record: [(event, at), …]}``, call for."""
        inverse = records._clock_inverse
        present = defaultdict(set) if fresh else self._present(records)
        fitting = self._fitting(records, {event for pairs in starts.values() for event, _at in pairs})
        measures = self._measures()
        rows = []
        for record, pairs in starts.items():
            last = max((number for number, _what in present[record.id]), default=0)
            number = last + 1 if new_round else last or 1
            team, company = record._clock_team(), record._clock_company()
            for event, at in pairs:
                for rule in fitting[record]:
                    if rule.start_event == event and (number, promise(rule)) not in present[record.id]:
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
            key = (policy_id if purpose in MANY else purpose, start_event, stop_event)
            present[record_id].add((number, key))
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
