import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL

from .hcs_followup_task_flow import CALLBACK_EARLY, CALLBACK_LATE

CANDIDATES = 20
# how many of the queue are looked at, first and when none of them may be called
LOOK_AT = (40, 400, 4_000, 40_000)
# agreed call-backs, and the work of the open windows
STAGES = 2


class HcsFollowupTask(models.Model):
    """The next best task of an agent; two agents never get the same one (DESIGN §6.1)."""

    _inherit = "hcs.followup.task"

    def action_next(self):
        """Take the next task for the caller and open its card, whatever record the button stands on."""
        self.browse().check_access("write")
        task = self._claim_next()
        if task:
            return task._get_card_action()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "title": self.env._("Nothing to call now"), "message": self._nothing_text()},
        }

    @api.model
    def _action_next_from_menu(self):
        """The same from the menu, where there is no screen to stay on: without a call the work list opens."""
        action = self.action_next()
        if action["type"] == "ir.actions.client":
            work_list = "hospital_customer_service.hcs_followup_task_action_mine"
            action["params"]["next"] = self.env["ir.actions.act_window"]._for_xml_id(work_list)
        return action

    def _get_card_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_followup_task_action")
        action |= {"res_id": self.id, "views": [(False, "form")], "view_mode": "form", "target": "main"}
        return action

    @api.model
    def _nothing_text(self):
        now = fields.Datetime.now()
        company = self.env.company
        slot = self.env["hcs.calling.slot"]._next_slot(company, now)
        if slot and slot.from_utc > now:
            local = company._hcs_local(slot.from_utc)
            return self.env._(
                "The next calling window opens on %(day)s at %(hour)s.",
                day=local.strftime("%Y-%m-%d"),
                hour=local.strftime("%H:%M"),
            )
        return self.env._("No follow-up that you may take is due in this calling window.")

    # ---------------------------------------------------------------- claim

    @api.model
    def _claim_next(self, now=None, seen=None):
        """Return the task that now belongs to the caller, or an empty recordset.

        The one the agent has in hand comes first, then agreed call-backs, then the work of the open windows.

        :param seen: list that takes the candidates of each stage that was asked for, for whoever shows the queue next
        """
        now = fields.Datetime.to_datetime(now) or fields.Datetime.now()
        mine = self.search([("state", "=", "in_progress"), ("user_id", "=", self.env.uid)], limit=CANDIDATES)
        if mine:
            # the one that leads its call
            return (mine.filtered(lambda task: task.bundle == task.id) or mine)[:1]
        self.flush_model()
        for condition, order, free in self._queue_stages(now):
            candidates = self._get_candidates(condition, order, free)
            if seen is not None:
                seen.append(candidates)
            task = self._claim_of(candidates, now)
            if task:
                task._gather_bundle(now)
                return task
        return self.browse()

    @api.model
    def _queue_stages(self, now):
        yield (
            SQL("t.callback_agreed AND t.next_try_at BETWEEN %s AND %s", now - CALLBACK_LATE, now + CALLBACK_EARLY),
            SQL("t.next_try_at, t.id"),
            SQL("TRUE"),
        )
        callable_now = self._callable_sql(now)
        if callable_now:
            yield (
                SQL("t.next_try_at <= %s AND %s", now, callable_now),
                SQL("t.priority DESC, t.due_at, t.id"),
                SQL("%s IS NULL", self._hold_sql(self.env.companies, self._window_start(now), now)),
            )

    @api.model
    def _window_start(self, now):
        """When the hospital's present calling window opened."""
        slot = self.env["hcs.calling.slot"]._next_slot(self.env.company, now).sudo()
        return slot.from_utc if slot and slot.from_utc <= now else now

    @api.model
    def _callable_sql(self, now, alias="t"):
        """Condition on tasks that are calls and whose team may call at this moment; None where no team may.

        A step that the patient was to complete alone is a call once that failed.
        """
        steps = self._get_callable_steps(now)
        calls = steps.filtered(lambda step: step.channel == "call")
        if not steps:
            return None
        field = SQL.identifier(alias, "step_id")
        sql = SQL("%s = ANY(%s)", field, calls.ids)
        if others := steps - calls:
            sql = SQL("(%s OR %s AND %s = ANY(%s))", sql, SQL.identifier(alias, "call_instead"), field, others.ids)
        return sql

    @api.model
    def _get_callable_steps(self, now):
        """Steps whose team may call at this moment."""
        # archived ones too, whose tasks are still open
        steps = self.env["hcs.followup.plan.step"].sudo().with_context(active_test=False)
        steps = steps.search_fetch([], ["plan_id", "channel"], order="id")
        slots = self.env["hcs.calling.slot"]
        allowed = {team.id: slots._covers(team.company_id, now, team) for team in steps.plan_id.team_id}
        allowed[False] = slots._covers(self.env.company, now)
        return steps.filtered(lambda step: allowed[step.plan_id.team_id.id])

    @api.model
    def _get_candidates(self, condition, order, free):
        """A few tasks the caller may take, read without a lock.

        Whether a patient may be called is asked of the first ones in the queue only; asked in the same breath, the
        database would ask it of everybody who waits. Where nobody of them may be called, further ones are looked at.
        """
        offset = 0
        for size in LOOK_AT:
            rows = self.env.execute_query(
                SQL(
                    """
                    WITH first AS MATERIALIZED (
                        SELECT t.id, row_number() OVER () AS place
                          FROM (SELECT t.id FROM hcs_followup_task t
                                 WHERE t.state = 'open' AND (t.user_id IS NULL OR t.user_id = %(uid)s)
                                   AND t.company_id IN %(companies)s AND %(condition)s
                                 ORDER BY %(order)s OFFSET %(offset)s LIMIT %(size)s) t
                    )
                    SELECT (SELECT COUNT(*) FROM first), ARRAY(
                        SELECT t.id FROM first JOIN hcs_followup_task t ON t.id = first.id %(joins)s
                         WHERE %(dialable)s AND %(stopped)s IS NULL AND %(free)s
                         ORDER BY first.place LIMIT %(limit)s)
                    """,
                    uid=self.env.uid,
                    companies=tuple(self.env.companies.ids),
                    condition=condition,
                    order=order,
                    offset=offset,
                    size=size,
                    joins=self._stop_joins(),
                    dialable=self._dialable_sql(),
                    stopped=self._stop_sql(),
                    free=free,
                    limit=CANDIDATES,
                )
            )
            [(seen, ids)] = rows
            if ids or seen < size:
                return ids
            offset += size
        return []

    @api.model
    def _dialable_sql(self):
        """Condition in SQL: there is a number for the task ``t``."""
        return SQL(
            "EXISTS (SELECT FROM hcs_patient_phone ph WHERE ph.patient_id = t.patient_id"
            " AND ph.wrong IS NOT TRUE AND ph.number IS NOT NULL)"
        )

    @api.model
    def _claim_of(self, candidate_ids, now):
        """Claim the first candidate that nobody else takes at the same time.

        A row changed since our snapshot began makes the update fail; the savepoint keeps the request alive and the
        next candidate is tried.
        """
        cr = self.env.cr
        for task_id in candidate_ids:
            query = SQL(
                """
                UPDATE hcs_followup_task
                   SET state = 'in_progress', from_pool = user_id IS NULL, user_id = %(uid)s, claimed_at = %(now)s,
                       write_uid = %(uid)s, write_date = %(stamp)s
                 WHERE id = (SELECT id FROM hcs_followup_task
                              WHERE id = %(id)s AND state = 'open' AND (user_id IS NULL OR user_id = %(uid)s)
                                FOR UPDATE SKIP LOCKED)
             RETURNING id
                """,
                uid=self.env.uid,
                now=now,
                stamp=cr.now(),
                id=task_id,
            )
            try:
                with cr.savepoint(flush=False):
                    cr.execute(query, log_exceptions=False)
                    claimed = cr.fetchone()
            except psycopg2.errors.SerializationFailure:
                continue
            if claimed:
                task = self.browse(task_id)
                task.invalidate_recordset()
                task._prepare_satisfaction()
                return task
        return self.browse()
