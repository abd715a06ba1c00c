"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.appointment.analysis    -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.activity.analysis       -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.attempt.analysis        -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.care.analysis           -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.incident.analysis       -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.message.analysis        -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.vip.analysis            -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.complaint.analysis      -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.day.figure              -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.day.sheet               -     rwc    rwc      rwc   -        -         -    -    rwc  -    -      -   -
hcs.followup.analysis       -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.kpi                     r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.result.analysis         -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.service.analysis        -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.summary                 r     r      rwcu     rwcu  r        r         r    -    rw   r    r      -   -
hcs.summary.compile.wizard  -     -      rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.summary.explanation     r     r      rw       rw    r        r         r    -    r    r    r      -   -
hcs.summary.feedback        r     rwcu   rwcu     rwcu  r        r         r    -    rwcu r    r      -   -
hcs.summary.forward         -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.summary.forward.wizard  -     -      rwc      rwc   -        -         -    -    rwc  -    -      -   -
hcs.summary.line            r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.summary.measure         r     r      rw       rw    r        r         r    -    rw   r    r      -   -
hcs.summary.minutes         r     r      rwcu     rwcu  r        r         r    -    rwcu r    r      -   -
hcs.summary.return          -     -      -        -     -        -         -    -    rwc  -    -      -   -
hcs.summary.rows.wizard     rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    rwc  rwc  rwc    -   -
hcs.trend                   -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.summary.row             r     r      r        r     r        r         r    -    r    r    r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.summary.forward", "hcs.summary.line", "hcs.summary.row")
# rows of one figure, whose hospital is asked for when it is counted
SHARED = ("hcs.trend",)
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.complaint.analysis": {"action_open_record", "get_figures"},
    "hcs.activity.analysis": {"action_open_record"},
    "hcs.appointment.analysis": {"action_open_record"},
    "hcs.attempt.analysis": {"action_open_record"},
    "hcs.care.analysis": {"action_open_record"},
    "hcs.day.figure": {"get_trend"},
    "hcs.incident.analysis": {"action_open_record"},
    "hcs.vip.analysis": {"action_open_record"},
    "hcs.day.sheet": {"action_detail_sheet", "action_open_rows", "action_open_unfinished", "action_print"},
    "hcs.followup.analysis": {"action_open_record", "get_breakdown", "get_funnel"},
    "hcs.result.analysis": {"action_open_record"},
    "hcs.service.analysis": {"action_open_record"},
    "hcs.kpi": {"action_new_version"},
    "hcs.summary": {
        "action_compile",
        "action_decide_measure",
        "action_forward",
        "action_give_feedback",
        "action_open_forward",
        "action_open_lines",
        "action_open_return",
        "action_open_rows_file",
        "action_publish",
        "action_return",
        "action_review",
        "action_revise",
        "action_submit",
        "action_xlsx",
    },
    "hcs.summary.compile.wizard": {"action_compile"},
    "hcs.summary.explanation": {"action_make_measure"},
    "hcs.summary.forward.wizard": {"action_send"},
    "hcs.summary.measure": {"action_open_measure"},
    "hcs.summary.rows.wizard": {"action_download"},
    "hcs.summary.line": {"action_open_numerator", "action_open_rows"},
    "hcs.summary.return": {"action_return"},
    "hcs.trend": {"action_open_rows", "get_course", "get_overview"},
}
# what is analysed is made by the rooms it belongs to
COMES_LAST = True


def make_samples(case, make, made):
    """Rows of analyses have the ids of what they are about."""
    summary, user = made["hcs.summary"], case.env.user
    kpi = case.env["hcs.kpi"].search([], limit=1)
    make("hcs.summary.explanation", summary_id=summary.id, kpi_id=kpi.id)
    make("hcs.summary.measure", summary_id=summary.id, action_id=made["hcs.corrective.action"].id)
    make("hcs.summary.minutes", summary_id=summary.id, minutes="<p>Good.</p>")
    make("hcs.summary.forward", summary_id=summary.id, from_id=user.id, user_id=user.id)
    record, delivery, task = made["hcs.service.record"], made["hcs.result.delivery"], made["hcs.followup.task"]
    task.state = "open"
    made["hcs.service.analysis"] = case.env["hcs.service.analysis"].browse(record.id)
    delivery.notice = True
    delivery.action_ready()
    clock = delivery.clock_ids[:1]
    made["hcs.result.analysis"] = case.env["hcs.result.analysis"].browse(clock.id)
    case.env.flush_all()
    facts = case.env["hcs.complaint.analysis"].search([("ticket_id", "=", made["hcs.complaint.ticket"].id)], limit=1)
    made["hcs.complaint.analysis"] = facts
    for name, model in (
        ("hcs.appointment.analysis", "hcs.appointment"),
        ("hcs.incident.analysis", "hcs.incident"),
        ("hcs.message.analysis", "hcs.message"),
        ("hcs.vip.analysis", "hcs.vip.term"),
        ("hcs.attempt.analysis", "hcs.followup.attempt"),
        ("hcs.care.analysis", "hcs.care.message"),
    ):
        made[name] = case.env[name].browse(made[model].id)
    event = made["hcs.activity.cost"].event_id
    case.env.cr.execute(
        "INSERT INTO event_registration (event_id, company_id, state, active, barcode)"
        " VALUES (%s, %s, 'open', TRUE, %s) RETURNING id",
        [event.id, case.company.id, f"sample{event.id}"],
    )
    made["hcs.activity.analysis"] = case.env["hcs.activity.analysis"].browse(case.env.cr.fetchone()[0])
    days = case.env["hcs.day.figure"]
    due_on = task.company_id._hcs_local_date(task.due_at)
    days._refresh(task.company_id, [due_on], ["followup"])
    made["hcs.day.figure"] = days.search([("day", "=", due_on)], limit=1)
