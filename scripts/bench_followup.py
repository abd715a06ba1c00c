"""Speed of planning, task creation and the work list, against a plain INSERT … SELECT and against crm.lead.

``goals(env, rows)`` yields ``(name, measured, goal, ok)``; every figure is a ratio of two things done in the same run,
and the median of interleaved rounds. ``env`` is an environment of a scratch database in which the add-on and ``crm`` are
installed; nothing is committed, everything is rolled back.
"""  # noqa: E501

import gc
import resource
import statistics
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

from lxml import etree

VISITS = 20_000
ROUNDS = 3
NOW = datetime(2026, 6, 2, 10, 0)
TASK_COLUMNS = """
    patient_id, visit_id, step_id, department_id, company_id, state, priority, occurrence, anchor_at, not_before,
    due_at, next_try_at, late_at, attempt_count, failed_count, callback_count, amount_unknown, create_uid, create_date,
    write_uid, write_date
"""


def goals(env, rows=1_000_000):
    """Yield every goal of the room."""
    yield from planning_goals(env)
    yield from creation_goals(env)
    yield from list_goals(env, rows)


@contextmanager
def scratch(env):
    """Undo everything that happens inside."""
    with env.cr.savepoint() as savepoint:
        yield
        env.flush_all()
        env.invalidate_all()
        savepoint.rollback()
        env.invalidate_all()


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


# ---------------------------------------------------------------- planning


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


def keep_planned(env):
    """Keep the planned rows as the source of the plain insert they are measured against."""
    env.cr.execute(
        f"CREATE TEMP TABLE bench_task ON COMMIT DROP AS SELECT {TASK_COLUMNS} FROM hcs_followup_task ORDER BY id"  # noqa: S608
    )
    env.cr.execute("ANALYZE bench_task")


def insert_plain(env):
    env.cr.execute(
        f"INSERT INTO hcs_followup_task ({TASK_COLUMNS}) SELECT {TASK_COLUMNS} FROM bench_task"  # noqa: S608
        " ON CONFLICT (visit_id, step_id, occurrence) DO NOTHING"
    )


def planning_goals(env):
    domains = {
        "domain": "[('diagnosis', 'ilike', 'bench'), ('patient_id.name', '!=', False)]",
        "python": "[('patient_id.followup_count', '>=', 0)]",
    }
    timings = {name: [] for name in ("plain", "first", "second", *domains)}
    queries = memory = 0
    with scratch(env):
        visit_ids, departments = build_visits(env)
        visits = env["hcs.visit"].browse(visit_ids)
        plans = build_plans(env, departments)
        model = env["hcs.followup.plan"]
        with empty_tasks(env):
            tasks = model._plan_visits(visits, now=NOW)["created"]
            keep_planned(env)
            for __ in range(ROUNDS):
                with empty_tasks(env):
                    timings["plain"].append(seconds(lambda: insert_plain(env)))
                with empty_tasks(env):
                    timings["first"].append(seconds(lambda: model._plan_visits(visits, now=NOW)))
                    timings["second"].append(seconds(lambda: model._plan_visits(visits, now=NOW)))
                for name, domain in domains.items():
                    with empty_tasks(env):
                        plans.write({"domain": domain})
                        env.flush_all()
                        before, peak = env.cr.sql_log_count, peak_memory()
                        timings[name].append(seconds(lambda: model._plan_visits(visits, now=NOW)))
                        queries = max(queries, (env.cr.sql_log_count - before) / (tasks / 1000))
                        memory = max(memory, peak_memory() - peak)
    middle = {name: statistics.median(values) for name, values in timings.items()}
    label = f"plan {VISITS:,} visits → {tasks:,} tasks"
    yield ratio(f"{label}, against one INSERT … SELECT of the same rows", middle["first"] / middle["plain"], 1.5)
    yield ratio("plan with a domain in SQL, against the same", middle["domain"] / middle["plain"], 3)
    yield ratio("plan with a domain in Python, against the same", middle["python"] / middle["plain"], 3)
    yield ratio("queries per 1,000 tasks of a Python domain", queries, 15)
    yield ratio("extra memory of a Python domain (MB)", memory, 32)
    yield ratio("plan again, nothing new, against the first run", middle["second"] / middle["first"], 0.1)


# ---------------------------------------------------------------- creation


def creation_goals(env, batch=1000):
    """Records per second of ``create`` in batches, tasks against leads."""
    with scratch(env):
        visit_ids, departments = build_visits(env, 2 * batch * (ROUNDS + 1))
        step = build_plans(env, departments).step_ids[:1]
        env.cr.execute("SELECT id, patient_id FROM hcs_visit WHERE id = ANY(%s) ORDER BY id", [visit_ids])
        pairs = env.cr.fetchall()
        rates = {"task": [], "lead": []}
        for number in range(ROUNDS + 1):
            chunk = pairs[number * batch : (number + 1) * batch]
            tasks = [
                {
                    "patient_id": patient_id,
                    "visit_id": visit_id,
                    "step_id": step.id,
                    "department_id": departments[0].id,
                    "company_id": env.company.id,
                    "anchor_at": NOW,
                    "not_before": NOW + timedelta(hours=1),
                    "due_at": NOW + timedelta(hours=9),
                }
                for visit_id, patient_id in chunk
            ]
            leads = [
                {"name": f"Bench {visit_id}", "type": "lead", "user_id": env.uid}
                for visit_id, __ in chunk[: batch // 2]
            ]
            rates["task"].append(len(tasks) / seconds(lambda vals=tasks: _create(env["hcs.followup.task"], vals)))
            rates["lead"].append(len(leads) / seconds(lambda vals=leads: _create(env["crm.lead"], vals)))
        rate = {name: statistics.median(values[1:]) for name, values in rates.items()}
    yield ratio("create tasks in batches of 1,000, against crm.lead", rate["task"] / rate["lead"], 40, at_least=True)


def _create(model, vals_list):
    model.create(vals_list)
    model.env.flush_all()


# ---------------------------------------------------------------- work list


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


def list_page(env, xml_id, domain):
    """What the web client asks for when it opens a list: one page with its columns, and the count up to its limit."""
    view = env(su=True).ref(xml_id)
    model = env[view.model]
    arch = model.get_view(view.id, "list")
    names = arch["models"][view.model]
    limit = int(etree.fromstring(arch["arch"]).get("count_limit") or 10_000) + 1
    specification = {
        name: {"fields": {"display_name": {}}} if model._fields[name].type in ("many2one", "many2many") else {}
        for name in names
        if name in model._fields and model._fields[name].type not in ("one2many", "properties")
    }

    def page():
        env.invalidate_all()
        return model.web_search_read(domain, specification, limit=80, count_limit=limit)

    return page


def customer_domain(text):
    """What the search box of crm asks for when somebody types the name of a customer."""
    names = ("partner_id", "partner_name", "email_from", "name", "contact_name")
    return ["|"] * (len(names) - 1) + [(name, "ilike", text) for name in names]


def list_goals(env, rows):
    todo = [("state", "in", ["open", "in_progress"])]
    medians = {}
    for size in (rows // 10, rows):
        with scratch(env):
            build_tasks(env, size)
            agent = _make_agent(env)
            tasks = list_page(agent, "hospital_customer_service.hcs_followup_task_view_list", todo)
            leads = list_page(agent, "crm.crm_case_tree_view_oppor", [("type", "=", "opportunity")])
            patient = agent["hcs.patient"].search([], limit=1, order="id desc")
            searched = list_page(
                agent, "hospital_customer_service.hcs_followup_task_view_list", [("patient_id", "ilike", patient.name)]
            )
            by_customer = list_page(agent, "crm.crm_case_tree_view_oppor", customer_domain("Lead 77777"))
            pages = {"tasks": tasks, "leads": leads, "searched": searched, "customer": by_customer}
            timings = {name: [] for name in pages}
            for number in range(8):
                for name, page in pages.items():
                    spent = seconds(page)
                    if number:
                        timings[name].append(spent)
            medians[size] = {name: statistics.median(values) for name, values in timings.items()}
    big, small = medians[rows], medians[rows // 10]
    yield ratio(f"work list page at {rows:,} tasks as an agent, against crm.lead", big["tasks"] / big["leads"], 1.0)
    yield ratio(f"work list page at {rows:,} tasks, against {rows // 10:,}", big["tasks"] / small["tasks"], 1.3)
    yield ratio("search by patient, against crm.lead by customer", big["searched"] / big["customer"], 0.05)


def _make_agent(env):
    """An agent of both desks, with record rules."""
    groups = ["hospital_customer_service.group_hcs_followup", "sales_team.group_sale_salesman_all_leads"]
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Bench",
                "login": "bench_agent",
                "company_id": env.company.id,
                "company_ids": [(6, 0, env.company.ids)],
                "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
            }
        )
    )
    return env(user=user.id, su=False)
