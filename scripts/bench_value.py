"""Goals of the values: what the nightly statement costs over the plain SQL that only adds the visits up.

The yard-stick writes first and last paid day, paid days and money of every patient, in all and of twelve months, into
a table of its own by one ``INSERT … SELECT … GROUP BY``. The night does that too, and margins, upkeep, money given
back, scores, places on the 80/20 curve, the expected value, and the cohorts. Segments: making one anew over the least
it can cost, the same condition counted.
"""

import statistics
import time
from datetime import date

from odoo.tools import SQL

ROUNDS = 3
DAY = date(2026, 3, 16)
VISITS_EACH = 5
NIGHT_GOAL, SEGMENT_GOAL = 3, 6
PLAIN = """
    INSERT INTO bench_value (patient_id, first_day, last_day, days, days_12m, paid, paid_12m)
    SELECT patient_id, MIN(day), MAX(day), COUNT(*), COUNT(*) FILTER (WHERE day >= %(since)s), SUM(paid),
           SUM(paid) FILTER (WHERE day >= %(since)s)
      FROM (SELECT patient_id, (arrived_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day,
                   SUM(amount_spent) AS paid
              FROM hcs_visit
             WHERE company_id = %(company)s AND state IN ('arrived', 'in_progress', 'completed', 'interrupted')
               AND amount_known AND amount_spent > 0 AND arrived_at < %(until)s
             GROUP BY 1, 2) days
     GROUP BY 1
        ON CONFLICT (patient_id) DO UPDATE
       SET first_day = EXCLUDED.first_day, last_day = EXCLUDED.last_day, days = EXCLUDED.days,
           days_12m = EXCLUDED.days_12m, paid = EXCLUDED.paid, paid_12m = EXCLUDED.paid_12m
"""


def _fill(env, rows):
    """``rows`` visits of four years, of a fifth as many patients, straight into the tables."""
    company = env.company
    people = max(rows // VISITS_EACH, 1)
    departments = env["hcs.department"].create([{"name": f"Department {n}"} for n in range(30)])
    for number, department in enumerate(departments[:10]):
        env["hcs.value.setting"].create({"department_id": department.id, "margin_percent": 20 + number})
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO hcs_patient (name, company_id, sex, id_type, active, deceased)
        SELECT 'Patient ' || n, %s, 'unknown', 'none', TRUE, FALSE FROM generate_series(1, %s) n
        RETURNING id
        """,
        (company.id, people),
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        """
        INSERT INTO hcs_visit (patient_id, company_id, currency_id, department_id, kind, state, arrived_at,
                               amount_known, amount_spent, create_date, write_date)
        SELECT %(first)s + (power(random(), 2) * (%(people)s - 1))::int, %(company)s, %(currency)s,
               (%(departments)s::int[])[1 + (random() * 29)::int], 'outpatient', 'completed',
               timestamp '2022-03-16' + random() * interval '1461 days', TRUE,
               round((20 + power(random(), 4) * 5000)::numeric, 2), now(), now()
          FROM generate_series(1, %(rows)s)
        """,
        {
            "first": min(ids),
            "people": people,
            "company": company.id,
            "currency": company.currency_id.id,
            "departments": departments.ids,
            "rows": rows,
        },
    )
    env.cr.execute(
        "CREATE TABLE bench_value (patient_id int PRIMARY KEY, first_day date, last_day date, days int, days_12m int,"
        " paid numeric, paid_12m numeric)"
    )
    env.cr.commit()
    for table in ("hcs_patient", "hcs_visit"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.commit()
    env.invalidate_all()


def _timed(env, function):
    start = time.perf_counter()
    function()
    env.cr.commit()
    return time.perf_counter() - start


def goals(env, rows):
    _fill(env, rows)
    env.cr.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
    values, company = env["hcs.patient.value"], env.company
    window = values._window(company, DAY)
    plain = {"since": window["since_day"], "until": window["until"], "tz": company.hcs_tz, "company": company.id}
    segment = env["hcs.segment"].create({"name": "Bench", "domain": "[('value_money_12m', '>', 1000)]"})
    runs = {"plain": [], "night": [], "count": [], "segment": []}
    # the first round writes new rows and is no measure of the other nights
    for number in range(ROUNDS + 1):
        times = {
            "plain": _timed(env, lambda: env.cr.execute(PLAIN, plain)),
            "night": _timed(env, lambda: values._compute_company(company, day=DAY)),
            "count": _timed(env, lambda: env["hcs.patient"].search_count([("value_money_12m", ">", 1000)])),
            "segment": _timed(env, segment.action_refresh),
        }
        for name, seconds in times.items():
            runs[name] += [seconds] if number else []
    median = {name: statistics.median(times) for name, times in runs.items()}
    people = values.search_count([])
    for key, name, base, goal in (
        ("night", f"values of {people:,} patients, {rows:,} visits / plain SQL", "plain", NIGHT_GOAL),
        ("segment", f"a segment of {segment.count:,} made anew / counted", "count", SEGMENT_GOAL),
    ):
        ratio = median[key] / median[base]
        yield name, f"{ratio:.2f} x", f"<= {goal} x", ratio <= goal
    yield "  (seconds: plain, night)", f"{median['plain']:.1f} {median['night']:.1f}", "", True
