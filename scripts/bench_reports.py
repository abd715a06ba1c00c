"""Goals of the summaries: figures over all follow-ups and over one quarter of eight, and a summary compiled.

Every figure is the median of interleaved rounds over that of a yard-stick in the same run: one sequential ``count(*)``
of the tasks, or the rows of the summary frozen and nothing counted.
"""

import statistics
import time
from datetime import date
from unittest.mock import patch

ROUNDS = 5
# Eight reporting quarters from 26 December 2023 to 25 December 2025, the seventh of which is asked for alone
FIRST, LAST = date(2023, 12, 26), date(2025, 12, 25)
QUARTER = date(2025, 6, 26), date(2025, 9, 25)
DEPARTMENTS, AGENTS, PATIENTS = 30, 20, 5_000
ONE_DAY = date(2025, 7, 15)
ALL_GOAL, QUARTER_GOAL, COMPILE_GOAL = 14, 2, 4
# from the table of days, and what one late day costs there
DAYS_GOAL, TOUCHED_GOAL = 1, 0.1
# the director's screen against counting its twelve closed months from the rows
TREND_GOAL = 0.1


def _fill(env, rows):
    """``rows`` follow-ups of random dates, departments, agents, outcomes and states, straight into the table."""
    company = env.company
    departments = env["hcs.department"].create([{"name": f"Department {n}"} for n in range(DEPARTMENTS)])
    agents = env["res.users"].with_context(no_reset_password=True).create(
        [{"name": f"Agent {n}", "login": f"bench_agent_{n}"} for n in range(AGENTS)]
    )  # fmt: skip
    steps = env["hcs.followup.plan.step"].search([])
    patients = env["hcs.patient"].with_context(tracking_disable=True).create(
        [{"name": f"Patient {n}"} for n in range(min(PATIENTS, rows))]
    )  # fmt: skip
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO hcs_followup_task (patient_id, step_id, department_id, user_id, company_id, state, priority,
                                       occurrence, anchor_at, not_before, next_try_at, late_at, due_at,
                                       first_attempt_at, attempt_count, failed_count, last_outcome)
        SELECT (%(patients)s::int[])[1 + (random() * %(patients_last)s)::int],
               (%(steps)s::int[])[1 + (random() * %(steps_last)s)::int],
               (%(departments)s::int[])[1 + (random() * %(departments_last)s)::int],
               (%(agents)s::int[])[1 + (random() * %(agents_last)s)::int],
               %(company)s, state, '0', 0, due - interval '1 day', due - interval '3 hours', due, due, due,
               CASE WHEN state IN ('done', 'unsuccessful')
                    THEN due - interval '2 hours' + random() * interval '150 min' END,
               1, CASE WHEN state = 'unsuccessful' THEN 1 + (random() * 2)::int ELSE 0 END,
               CASE state WHEN 'done' THEN 'answered' WHEN 'unsuccessful'
                    THEN (ARRAY['no_answer', 'powered_off', 'empty_number', 'busy', 'refused', 'wrong_person'])
                         [1 + (random() * 5)::int] END
          FROM (SELECT timestamp '2023-12-25 16:00' + random() * interval '730 days' AS due,
                       (ARRAY['done', 'done', 'done', 'done', 'unsuccessful', 'expired', 'cancelled'])
                       [1 + (random() * 6)::int] AS state
                  FROM generate_series(1, %(rows)s)) drawn
        """,
        {
            "patients": patients.ids,
            "patients_last": len(patients) - 1,
            "steps": steps.ids,
            "steps_last": len(steps) - 1,
            "departments": departments.ids,
            "departments_last": len(departments) - 1,
            "agents": agents.ids,
            "agents_last": len(agents) - 1,
            "company": company.id,
            "rows": rows,
        },
    )
    env.cr.commit()
    env.cr.execute("ANALYZE hcs_followup_task")
    env.cr.commit()
    env.invalidate_all()


def _timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def _count(env):
    """One scan of the whole table, the yard-stick: no index may shorten it."""
    env.cr.execute(
        "SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off"
    )
    env.cr.execute("SELECT count(*) FROM hcs_followup_task")
    env.cr.fetchone()
    env.cr.execute("RESET enable_indexscan; RESET enable_indexonlyscan; RESET enable_bitmapscan")


def _plain_freeze(env, summary):
    """The least a summary can cost: its rows frozen by the one INSERT … SELECT, and nothing counted."""
    registry = env["hcs.fact"]
    span = registry._span(summary.company_id, summary.date_from, summary.date_to)
    savepoint = env.cr.savepoint(flush=False)
    registry._freeze("followup", summary.id, span, True)
    savepoint.close(rollback=True)


def _followup_codes(env):
    registry = env["hcs.fact"]
    return [code for code in env["hcs.day.figure"]._possible() if registry._measures()[code].facts == ("followup",)]


def _trend(env):
    """The director's screen on the day after the last of the data, nothing remembered."""
    trend = env["hcs.trend"]
    env.invalidate_all()
    with patch.object(type(trend), "_today", lambda _self, _company: LAST):
        return trend.get_overview("month")


def _count_months(env, codes):
    """The same twelve closed months counted one by one."""
    trend = env["hcs.trend"]
    with patch.object(type(trend), "_today", lambda _self, _company: LAST):
        months = trend._periods(env.company, "month")[:-1]
    for month in months:
        env["hcs.fact"]._count(env.company, month.date_from, month.date_to, codes)


def goals(env, rows):
    _fill(env, rows)
    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    days, codes = env["hcs.day.figure"], _followup_codes(env)
    days._refresh_span("followup", env["hcs.fact"]._span(env.company, FIRST, LAST))
    env.cr.execute("ANALYZE hcs_day_figure")
    analysis = env["hcs.followup.analysis"]
    summary = env["hcs.summary"].create({"kind": "quarter", "date_from": QUARTER[0]})
    runs = {
        name: [] for name in ("count", "all", "quarter", "days", "touched", "freeze", "compile", "trend", "months")
    }
    for _round in range(ROUNDS):
        runs["count"].append(_timed(lambda: _count(env)))
        runs["all"].append(_timed(lambda: analysis.get_breakdown(FIRST, LAST)))
        runs["quarter"].append(_timed(lambda: analysis.get_breakdown(*QUARTER)))
        runs["days"].append(_timed(lambda: days._total(env.company, codes, *QUARTER)))
        runs["touched"].append(_timed(lambda: days._refresh(env.company, [ONE_DAY], ["followup"])))
    for _round in range(3):
        runs["trend"].append(_timed(lambda: _trend(env)))
        runs["months"].append(_timed(lambda: _count_months(env, codes)))
        runs["freeze"].append(_timed(lambda: _plain_freeze(env, summary)))
        runs["compile"].append(_timed(summary.action_compile))
    median = {name: statistics.median(times) for name, times in runs.items()}
    names = (
        ("all", f"summary of {rows:,} follow-ups by week, department, outcome", "count", ALL_GOAL),
        ("quarter", "summary of one quarter of eight", "count", QUARTER_GOAL),
        ("days", "the same quarter from the table of days", "count", DAYS_GOAL),
        ("touched", "counting one late day again", "count", TOUCHED_GOAL),
        ("trend", f"trend of 12 months of {rows:,} follow-ups / counting them", "months", TREND_GOAL),
        ("compile", f"compiling a quarter of {summary.row_count:,} / freezing its rows", "freeze", COMPILE_GOAL),
    )
    for key, name, base, goal in names:
        ratio = median[key] / median[base]
        yield name, f"{ratio:.2f} x", f"<= {goal} x", ratio <= goal
