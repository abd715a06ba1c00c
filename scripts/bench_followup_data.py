"""A hospital made for measuring: visits, plans and a work list by the hundred thousand, and a clock."""

import gc
import resource
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

import psycopg2

from odoo.sql_db import connection_info_for

VISITS = 20_000
NOW = datetime(2026, 6, 2, 10, 0)
# 19:05 there
IN_WINDOW = datetime(2026, 6, 2, 11, 5)


@contextmanager
def scratch(env):
    """Undo everything that happens inside."""
    with env.cr.savepoint() as savepoint:
        yield
        env.flush_all()
        env.invalidate_all()
        savepoint.rollback()
        env.invalidate_all()


def settle(env, *tables):
    """Keep what was made, and leave the tables as the server's own housekeeping would."""
    env.flush_all()
    env.cr.commit()
    connection = psycopg2.connect(**connection_info_for(env.cr.dbname)[1])
    connection.autocommit = True
    with connection.cursor() as cr:
        cr.execute(f"VACUUM ANALYZE {', '.join(tables)}")
    connection.close()


def seconds(function):
    gc.collect()
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def ratio(name, measured, goal, at_least=False):
    ok = measured >= goal if at_least else measured <= goal
    sign = "≥" if at_least else "≤"
    return name, f"{measured:.3g}", f"{sign} {goal:g}", ok


def peak_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def clone(cr, table, source, record_id, columns):
    """Copy a row for each row of ``source`` (SQL), so that columns other rooms add do not break the bench.

    :param columns: dict of column → SQL expression on ``source`` (alias ``s``)
    """
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table]
    )
    names = [row[0] for row in cr.fetchall()]
    values = ", ".join(columns.get(name) or f't."{name}"' for name in names)
    targets = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f"INSERT INTO {table} ({targets}) SELECT {values} FROM {table} t, {source} WHERE t.id = %s RETURNING id",  # noqa: S608
        [record_id],
    )
    return sorted(row[0] for row in cr.fetchall())


def build_leads(env, rows):
    """As many opportunities of Odoo's crm, spread over its stages."""
    stages = env["crm.stage"].search([]).ids
    env.cr.execute(
        """INSERT INTO crm_lead (name, type, active, stage_id, team_id, user_id, company_id, priority, probability,
                                 email_from, create_uid, create_date, write_uid, write_date)
           SELECT 'Lead ' || n, 'opportunity', TRUE, (%(stages)s)[1 + n %% %(count)s], %(team)s, %(user)s, %(company)s,
                  (n %% 3)::text, 10, 'lead' || n || '@example.com', 1, now(), 1, now() - n * interval '1 second'
             FROM generate_series(1, %(rows)s) n""",
        {
            "stages": stages,
            "count": len(stages),
            "team": env["crm.team"].search([], limit=1).id or None,
            "user": env.uid,
            "company": env.company.id,
            "rows": rows,
        },
    )


def build_visits(env, visits=VISITS):
    """Patients with a visit each; a third of the visits in a department of their own."""
    cr = env.cr
    departments = env["hcs.department"].create([{"name": f"Bench {number}"} for number in range(3)])
    patient = env["hcs.patient"].create({"name": "Bench"})
    visit = env["hcs.visit"].create(
        {
            "patient_id": patient.id,
            "state": "completed",
            "arrived_at": NOW - timedelta(hours=2),
            "ended_at": NOW - timedelta(hours=1),
            "amount_known": True,
            "amount_spent": 100,
            "diagnosis": "Bench",
        }
    )
    env.flush_all()
    # eight letters by chance, so that a search finds one patient and not all of them
    word = "translate(substr(md5(s.n::text), 1, 8), '0123456789', 'ghijklmnop')"
    patients = clone(
        cr,
        "hcs_patient",
        f"generate_series(1, {visits}) s(n)",
        patient.id,
        {"name": word, "name_search_key": f"' ' || {word}", "mrn": "NULL"},
    )
    first = departments.ids[0]
    visit_ids = clone(
        cr,
        "hcs_visit",
        f"(SELECT id FROM hcs_patient WHERE id BETWEEN {patients[0]} AND {patients[-1]}) s",  # noqa: S608
        visit.id,
        {
            "patient_id": "s.id",
            "reference": "'B' || s.id",
            "department_id": f"{first} + mod(s.id, 3)",
            "ended_at": "t.ended_at + mod(s.id, 60) * interval '1 minute'",
        },
    )
    cr.execute("ANALYZE hcs_patient, hcs_visit, hcs_followup_task")
    return visit_ids, departments


def build_plans(env, departments, domain="[]"):
    """Six steps: three for every visit, three for a third of them."""
    plans = env["hcs.followup.plan"]
    plans.search([]).active = False
    steps = [
        [
            (0, 0, {"name": f"Day {day}", "offset": day, "latest": day + 1, "unit": "day", "evening_only": day == 0})
            for day in days
        ]
        for days in ((0, 3, 7), (1, 5, 30))
    ]
    return plans.create(
        [
            {"name": "All", "code": "bench_all", "payment": "paid", "domain": domain, "step_ids": steps[0]},
            {
                "name": "Third",
                "code": "bench_third",
                "department_ids": departments[:1].ids,
                "domain": domain,
                "step_ids": steps[1],
            },
        ]
    )


@contextmanager
def empty_tasks(env):
    """A fresh table for one measurement: rows that were rolled back before would stay in the way of the next one."""
    with scratch(env):
        env.cr.execute("TRUNCATE hcs_followup_task CASCADE")
        yield


def build_tasks(env, rows):
    """A work list of ``rows`` tasks, a tenth of them open, and as many leads."""
    cr = env.cr
    visit_ids, departments = build_visits(env, max(rows // 5, 1000))
    plans = build_plans(env, departments)
    steps = plans.step_ids.ids
    users = [env.uid]
    env.flush_all()
    cr.execute(
        """INSERT INTO hcs_followup_task
                  (patient_id, visit_id, step_id, department_id, company_id, user_id, state, priority, occurrence,
                   anchor_at, not_before, due_at, next_try_at, late_at, attempt_count, failed_count, callback_count,
                   amount_unknown, create_uid, create_date, write_uid, write_date)
           SELECT v.patient_id, v.id, (%(steps)s::int[])[1 + s], v.department_id, v.company_id,
                  CASE WHEN v.id %% 4 = 0 THEN %(user)s END,
                  CASE WHEN (v.id + s) %% 10 = 0 THEN 'open' ELSE 'done' END, '0', 0,
                  d.at, d.at, d.at + interval '9 hours', d.at, d.at + interval '9 hours', 0, 0, 0, FALSE,
                  1, now(), 1, now()
             FROM hcs_visit v, generate_series(0, 4) s,
                  LATERAL (SELECT %(now)s::timestamp - (v.id * 7 + s) %% 700 * interval '1 day' AS at) d
            WHERE v.id = ANY(%(visits)s)""",
        {"steps": steps, "user": users[0], "now": NOW, "visits": visit_ids},
    )
    [stage] = env["crm.stage"].search([], limit=1).ids or [None]
    team = env["crm.team"].search([], limit=1)
    cr.execute(
        """INSERT INTO crm_lead (name, type, active, stage_id, team_id, user_id, company_id, priority, probability,
                                 email_from, create_uid, create_date, write_uid, write_date)
           SELECT 'Lead ' || n, 'opportunity', TRUE, %(stage)s, %(team)s, %(user)s, %(company)s, (n %% 3)::text, 10,
                  'lead' || n || '@example.com', 1, now(), 1, now() - n * interval '1 second'
             FROM generate_series(1, %(rows)s) n""",
        {"stage": stage, "team": team.id or None, "user": env.uid, "company": env.company.id, "rows": rows},
    )
    cr.execute("ANALYZE hcs_patient, hcs_visit, hcs_followup_task, crm_lead")


def build_queue(env, size):
    """``size`` open calls of as many patients with a number each, all due in the window of ``IN_WINDOW``."""
    cr = env.cr
    visit_ids, departments = build_visits(env, size)
    plans = env["hcs.followup.plan"].search([("code", "=", "bench_all")]) or build_plans(env, departments)[:1]
    phone = env["hcs.patient.phone"].create({"patient_id": env["hcs.patient"].create({"name": "P"}).id, "number": "1"})
    env.flush_all()
    clone(
        cr,
        "hcs_patient_phone",
        f"(SELECT DISTINCT patient_id FROM hcs_visit WHERE id BETWEEN {visit_ids[0]} AND {visit_ids[-1]}) s",  # noqa: S608
        phone.id,
        {"patient_id": "s.patient_id"},
    )
    cr.execute(
        """INSERT INTO hcs_followup_task
                  (patient_id, visit_id, step_id, department_id, company_id, state, priority, occurrence, anchor_at,
                   not_before, due_at, next_try_at, late_at, attempt_count, failed_count, callback_count,
                   amount_unknown, create_uid, create_date, write_uid, write_date)
           SELECT v.patient_id, v.id, %(step)s, v.department_id, v.company_id, 'open', (v.id %% 3)::text, 0,
                  %(now)s, %(now)s, d.due, %(now)s, d.due, 0, 0, 0, FALSE, 1, now(), 1, now()
             FROM hcs_visit v, LATERAL (SELECT %(now)s::timestamp + (v.id %% 500) * interval '1 minute' AS due) d
            WHERE v.id = ANY(%(visits)s)""",
        {"step": plans.step_ids[0].id, "now": NOW, "visits": visit_ids},
    )
    env["hcs.calling.slot"]._ensure(env.company, IN_WINDOW.date(), IN_WINDOW.date())
    cr.execute("ANALYZE hcs_patient, hcs_patient_phone, hcs_visit, hcs_followup_task")
    env.invalidate_all()
