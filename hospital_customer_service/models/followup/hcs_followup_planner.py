from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# plans that take no visits: requests that were not booked, calls that were agreed on an earlier call
NOT_VISITS = ("consulted", "agreed")
CHUNK = 20_000
SMALL = 500
PYTHON_BATCH = 1_000
DAYS_BEFORE = timedelta(days=60)
DAYS_AFTER = timedelta(days=180)
COUNTERS = ("created", "too_late", "blocked", "existing", "replanned", "cancelled")


class HcsFollowupPlan(models.Model):
    """Turns visits into tasks: one statement for all plans and steps of up to ``CHUNK`` visits (DESIGN §6.4)."""

    _inherit = "hcs.followup.plan"

    @api.model
    def _plan_visits(self, visits, now=None):
        """Make, move and cancel the tasks of ``visits`` so that they follow the rules; asked again, nothing changes.

        Called on plans, only these are asked; called on the empty model, every active plan is.

        :param visits: recordset of ``hcs.visit``
        :param now: the moment of planning, for replays; steps whose last window is over are counted, not created
        :return: dict of ``created, too_late, blocked, existing, replanned, cancelled``
        """
        totals = dict.fromkeys(COUNTERS, 0)
        for start in range(0, len(visits), CHUNK):
            self._add_counts(totals, self._plan_chunk(visits[start : start + CHUNK].ids, now=now))
        return totals

    @api.model
    def _add_counts(self, totals, counts):
        for key in COUNTERS:
            totals[key] += counts[key]

    @api.model
    def _targets_without_visit(self):
        """Targets of plans that take no visits; a room that plans by something else adds its own."""
        return NOT_VISITS

    def _get_plans_to_run(self):
        others = self._targets_without_visit()
        # sudo: planning is the same whoever starts it
        plans = self.sudo() or self.sudo().with_context(active_test=True).search([("target", "not in", others)])
        return plans.filtered(lambda plan: plan.target not in others and plan.step_ids)

    def _plan_chunk(self, visit_ids, now=None, force=False):
        """Plan visits in one statement.

        :param force: ask the calling windows again for untouched tasks whose visit did not change
        """
        plans = self._get_plans_to_run()
        if not plans or not visit_ids:
            return dict.fromkeys(COUNTERS, 0)
        self.env.flush_all()
        return self._run_plan(plans, visit_ids, self._visit_source(plans, visit_ids), now, force)

    def _run_plan(self, plans, source_ids, source, now, force):
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        self._ensure_slots(now)
        query = self._plan_sql(plans, source_ids, source, now, force)
        with self._hash_joins(len(source_ids)):
            self.env.cr.execute(query)
            counts = dict(zip(COUNTERS, self.env.cr.fetchone(), strict=True))
        if counts["created"] or counts["replanned"] or counts["cancelled"]:
            self.env["hcs.followup.task"].invalidate_model()
        return counts

    @contextmanager
    def _hash_joins(self, size):
        """Keep the database from comparing every row with every row.

        It takes the rows of our intermediate tables for a handful and joins them one by one, which for thousands of
        visits costs hours instead of a second. Just-in-time compilation would cost more than it saves.
        """
        if size < SMALL:
            yield
            return
        settings = {"enable_nestloop": "off", "jit": "off"}
        cr = self.env.cr
        before = {}
        for name, value in settings.items():
            cr.execute("SELECT current_setting(%s), set_config(%s, %s, TRUE)", [name, name, value])
            before[name] = cr.fetchone()[0]
        yield
        for name, value in before.items():
            cr.execute("SELECT set_config(%s, %s, TRUE)", [name, value])

    @api.model
    def _ensure_slots(self, now):
        """Have calling windows around the moment of planning, in a replay of last year too."""
        slots = self.env["hcs.calling.slot"].sudo()
        slots._rebuild_pending()
        for company in self.env["res.company"].sudo().search([]):  # pylint: disable=no-search-all
            today = company._hcs_local_date(now)
            if not slots._reaches(company, today - DAYS_BEFORE) or not slots._reaches(company, today + DAYS_AFTER):
                slots._rebuild(company, today - 2 * DAYS_BEFORE, today + 2 * DAYS_AFTER)

    # ---------------------------------------------------------------- conditions of a plan

    def _match_sql(self, visit_ids):
        """Condition on the visit ``v``: does it belong to this plan?"""
        self.ensure_one()
        visits = self.env["hcs.visit"].sudo()
        parts = [SQL("v.state <> 'cancelled'"), visits._target_sql(self.target, "v")]
        if self.company_id:
            parts.append(SQL("v.company_id = %s", self.company_id.id))
        if self.department_ids:
            departments = self.env["hcs.department"].sudo().search([("id", "child_of", self.department_ids.ids)])
            parts.append(SQL("v.department_id IN %s", tuple(departments.ids)))
        if self.payment != "any":
            parts.append(
                SQL(
                    "CASE WHEN v.amount_known THEN COALESCE(v.amount_spent, 0) > 0"
                    " ELSE c.hcs_amount_unknown_as = 'paid' END = %s",
                    self.payment == "paid",
                )
            )
        domain = Domain(self._get_domain())
        if not domain.is_true():
            parts.append(self._domain_sql(domain, visit_ids))
        return SQL(" AND ").join(parts)

    def _domain_sql(self, domain, visit_ids):
        """Join the domain of a plan; only one that the database cannot answer is asked in Python."""
        visits = self.env["hcs.visit"].sudo().with_context(active_test=False)
        try:
            return SQL("v.id IN %s", visits._search(domain, order="id").subselect())
        except ValueError:
            return SQL("v.id = ANY(%s)", self._array_sql(self._filter_in_python(domain, visit_ids)))

    def _filter_in_python(self, domain, visit_ids):
        """Yield the visits that meet a domain on fields without a search method, a batch in memory at a time."""
        visits = self.env["hcs.visit"].sudo()
        for start in range(0, len(visit_ids), PYTHON_BATCH):
            batch = visits.browse(visit_ids[start : start + PYTHON_BATCH])
            yield from batch.filtered_domain(domain).ids
            batch.invalidate_recordset()
