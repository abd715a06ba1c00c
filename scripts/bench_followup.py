"""Speed of planning, task creation and the work list, against a plain INSERT … SELECT and against crm.lead.

``goals(env, rows)`` yields ``(name, measured, goal, ok)``; every figure is a ratio of two things done in the same run,
and the median of interleaved rounds. ``env`` is an environment of a scratch database in which the add-on and ``crm`` are
installed; nothing is committed, everything is rolled back.
"""  # noqa: E501

import statistics
import threading
from datetime import timedelta

import psycopg2.errors
from bench_followup_data import (
    IN_WINDOW,
    NOW,
    VISITS,
    build_plans,
    build_queue,
    build_tasks,
    build_visits,
    empty_tasks,
    peak_memory,
    ratio,
    scratch,
    seconds,
)
from lxml import etree

from odoo import api

ROUNDS = 3
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
    yield from queue_goals(env, rows)


# ---------------------------------------------------------------- planning


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


def list_page(env, xml_id, domain):
    """What the web client asks for when it opens a list: one page with its columns, and the count up to its limit."""
    view = env(su=True).ref(xml_id)
    model = env[view.model]
    described = model.get_view(view.id, "list")
    names = described["models"][view.model]
    arch = etree.fromstring(described["arch"])
    limit = int(arch.get("count_limit") or 10_000) + 1
    order = arch.get("default_order")
    specification = {
        name: {"fields": {"display_name": {}}} if model._fields[name].type in ("many2one", "many2many") else {}
        for name in names
        if name in model._fields and model._fields[name].type not in ("one2many", "properties")
    }

    def page():
        env.invalidate_all()
        return model.web_search_read(domain, specification, limit=80, order=order, count_limit=limit)

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


def _make_agent(env, login="bench_agent"):
    """An agent of both desks, with record rules."""
    groups = ["hospital_customer_service.group_hcs_followup", "sales_team.group_sale_salesman_all_leads"]
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Bench",
                "login": login,
                "company_id": env.company.id,
                "company_ids": [(6, 0, env.company.ids)],
                "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
            }
        )
    )
    return env(user=user.id, su=False)


# ---------------------------------------------------------------- next call


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def card_specification(model, view):
    """What the web client asks for when it opens the form."""
    names = model.get_view(view.id, "form")["models"][model._name]
    return {
        name: {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {}
        for name in names
        if name in model.fields_get(attributes=[])
    }


def queue_goals(env, rows):
    """The next call of an agent among many, and two agents at once who never get the same one."""
    size = min(rows, 100_000)
    with scratch(env):
        build_queue(env, size)
        agent = _make_agent(env)
        tasks = agent["hcs.followup.task"]
        view = env.ref("hospital_customer_service.hcs_followup_task_view_form")
        specification = card_specification(tasks, view)
        env.cr.execute("SELECT id FROM hcs_followup_task WHERE state = 'open' ORDER BY id DESC LIMIT 200")
        ids = [row[0] for row in env.cr.fetchall()]
        timings = {"next": [], "read": []}
        for task_id in ids:
            env.invalidate_all()
            timings["read"].append(seconds(lambda task_id=task_id: tasks.browse(task_id).web_read(specification)))
            env.invalidate_all()
            taken = []
            timings["next"].append(seconds(lambda taken=taken: taken.append(tasks._claim_next(now=IN_WINDOW))))
            assert taken[0], "the queue is empty"
            env.cr.execute(
                "UPDATE hcs_followup_task SET state = 'done' WHERE user_id = %s AND state = 'in_progress'", [agent.uid]
            )
        p95 = {name: percentile(values[20:], 0.95) for name, values in timings.items()}
        label = f"next call among {size:,} open ones, p95, against reading its card"
        yield ratio(label, p95["next"] / p95["read"], 1.5)
        spent = seconds(lambda: env["hcs.followup.task"]._cron_deal(now=IN_WINDOW))
        yield f"deal {size:,} calls, by hand teams only (s)", f"{spent:.2f}", "≤ 30", spent <= 30
    yield two_agents(env, min(1000, max(rows // 20, 50)))


def two_agents(env, calls):
    """Real connections: each agent takes ``calls`` tasks in transactions of their own."""
    build_queue(env, 3 * calls)
    users = [_make_agent(env, f"bench_agent_{number}").uid for number in range(2)]
    env.cr.commit()
    taken = [[], []]

    def work(number):
        tries = 0
        while len(taken[number]) < calls and tries < 3 * calls:
            tries += 1
            with env.registry.cursor() as cr:
                own = api.Environment(cr, users[number], {})["hcs.followup.task"]
                try:
                    task = own._claim_next(now=IN_WINDOW)
                    cr.execute("UPDATE hcs_followup_task SET state = 'done' WHERE id = ANY(%s)", [task.ids])
                    cr.commit()
                except psycopg2.errors.SerializationFailure:
                    cr.rollback()
                    continue
                taken[number] += task.ids

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    doubles = len(set(taken[0]) & set(taken[1]))
    short = 2 * calls - sum(map(len, taken))
    return f"2 agents × {calls:,} calls: doubles, calls missing", f"{doubles}, {short}", "0, 0", not doubles + short
