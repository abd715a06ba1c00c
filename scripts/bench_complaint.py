"""Speed of complaints: the list, what is open and the kanban at a hundred thousand tickets, against crm.lead.

``goals(env, rows)`` yields ``(name, measured, goal, ok)`` as the other parts. The reader is somebody of the complaint
office, with the wall around named staff and every record rule; the neighbour has no wall.
"""

import statistics

from bench_desk import kanban_page
from bench_followup import _make_agent, list_page
from bench_followup_data import build_leads, clone, ratio, scratch, seconds, settle

TICKETS = 100_000
ROUNDS = 12
OPEN = ("received", "accepted", "investigating", "proposed", "approved", "answered")
TODO = [("state", "in", OPEN)]


def goals(env, rows=TICKETS):
    """Yield every goal of the room."""
    rows = min(rows, TICKETS)
    _build(env, rows)
    with scratch(env):
        agent = _make_agent(env, "bench_complaint")
        agent.user.sudo().group_ids |= env.ref("hospital_customer_service.group_hcs_complaint")
        room = "hospital_customer_service.hcs_complaint_ticket_view"
        opportunities = [("type", "=", "opportunity")]
        pages = {
            "all": list_page(agent, f"{room}_list", []),
            "todo": list_page(agent, f"{room}_list", TODO),
            "leads": list_page(agent, "crm.crm_case_tree_view_oppor", opportunities),
            "kanban": kanban_page(agent, f"{room}_kanban", TODO, "state"),
            "pipeline": kanban_page(agent, "crm.crm_case_kanban_view_leads", opportunities, "stage_id"),
        }
        seen = agent["hcs.complaint.ticket"].search_count([])
        assert seen >= rows, f"the reader sees {seen} tickets only"
        timings = {name: [] for name in pages}
        for number in range(ROUNDS):
            for name, page in pages.items():
                spent = seconds(page)
                if number:
                    timings[name].append(spent)
        median = {name: statistics.median(values) for name, values in timings.items()}
    yield ratio(f"list page at {rows:,} complaints, against crm.lead", median["all"] / median["leads"], 1.0)
    yield ratio(f"open ones at {rows:,} complaints, against crm.lead", median["todo"] / median["leads"], 1.0)
    yield ratio("kanban of what is open, against the pipeline of crm.lead", median["kanban"] / median["pipeline"], 1.0)


def _build(env, rows):
    """Tickets of as many patients, a twentieth of them open; some walled, and as many leads."""
    cr = env.cr
    patient = env["hcs.patient"].create({"name": "Bench"})
    ticket = env["hcs.complaint.ticket"].create(
        {"kind": "complaint", "source": "hotline", "patient_id": patient.id, "description": "Bench"}
    )
    env.flush_all()
    states = ", ".join(f"'{state}'" for state in OPEN)
    tickets = clone(
        cr,
        "hcs_complaint_ticket",
        f"generate_series(1, {rows}) s(n)",
        ticket.id,
        {
            "reference": "'B' || s.n",
            "receipt_number": "'B' || s.n",
            "state": f"CASE WHEN mod(s.n, 20) > 0 THEN 'closed' ELSE (ARRAY[{states}])[1 + mod(s.n / 20, 6)] END",
            "received_at": "t.received_at - s.n * interval '1 minute'",
            "next_due_at": "CASE WHEN mod(s.n, 20) = 0 THEN t.received_at - s.n * interval '1 minute' END",
        },
    )
    # every tenth names somebody, who must not see it
    cr.execute(
        "INSERT INTO hcs_complaint_ticket_walled_rel (ticket_id, user_id) SELECT id, %s FROM hcs_complaint_ticket"
        " WHERE id BETWEEN %s AND %s AND mod(id, 10) = 0",
        [env.ref("base.user_admin").id, tickets[0], tickets[-1]],
    )
    build_leads(env, rows)
    settle(env, "hcs_complaint_ticket", "hcs_complaint_ticket_walled_rel", "crm_lead")
