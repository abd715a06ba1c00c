"""See ``tests.security.rooms``; roles in the order of its head line."""

from datetime import date

# r read, w write, c create, u unlink
ACCESS = """
hcs.call.outcome            r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.allow.wizard   -     rwc    rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.followup.assign.wizard  -     rwc    rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.followup.attempt        r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.followup.cycle          r     rw     rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.number         r     rwcu   rwcu     rwcu  rw       r         r    -    -    rw   r      -   -
hcs.followup.doctor.wizard  -     rwc    rwc      rwc   rwc      -         -    -    -    rwc  -      -   -
hcs.followup.qr             -     rwc    rwc      rwc   rwc      -         -    -    -    rwc  -      -   -
hcs.followup.outcome.wizard -     rwc    rwc      rwc   rwc      -         -    -    -    rwc  -      -   -
hcs.followup.override       r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.followup.plan           r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.plan.step      r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.plan.version   r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.followup.referral       rw    rw     rw       rw    rw       rw        rw   -    rw   rw   rw     -   -
hcs.followup.replan.wizard  -     -      rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.followup.reason         r     rwc    rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.satisfaction   r     rwcu   rwcu     rwcu  rwcu     r         r    -    r    rwcu r      -   -
hcs.followup.sheet.wizard   -     rwc    rwc      rwc   -        -         -    -    rwc  -    -      -   -
hcs.followup.task           r     rwcu   rwcu     rwcu  rw       r         r    -    r    rw   r      -   -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.followup.attempt", "hcs.followup.override")
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.call.outcome": {"get_buttons"},
    "hcs.followup.allow.wizard": {"action_allow"},
    "hcs.followup.assign.wizard": {"action_assign", "action_deal"},
    "hcs.followup.attempt": {"action_refer"},
    "hcs.followup.cycle": {
        "action_close",
        "action_open_numbers",
        "action_open_tasks",
        "action_reviewed",
        "action_verified",
    },
    "hcs.followup.referral": {"action_assign", "action_done", "action_open_task"},
    "hcs.followup.doctor.wizard": {"action_send"},
    "hcs.followup.number": {"action_confirm_number", "action_no_number", "action_open_patient", "action_take"},
    "hcs.followup.outcome.wizard": {"action_record"},
    "hcs.followup.plan": {"action_change", "action_open_tasks", "action_replan"},
    "hcs.followup.replan.wizard": {"action_apply"},
    "hcs.followup.sheet.wizard": {"action_download"},
    "hcs.service.record": {"action_make_followup"},
    "hcs.followup.task": {
        "action_show_qr",
        "action_take_incoming",
        "action_allow_now",
        "action_answer",
        "action_ask_doctor",
        "action_assign",
        "action_cancel",
        "action_console_dial",
        "action_console_incoming",
        "action_console_next",
        "action_console_note_opinion",
        "action_console_outcome",
        "action_console_save",
        "action_deal",
        "action_dial",
        "action_leave_out",
        "action_next",
        "action_open_doctor_requests",
        "action_open_tablet",
        "action_outcome",
        "action_record_attempt",
        "action_refer_to_executive",
        "action_release",
        "action_reopen",
        "action_send_link",
        "get_console",
        "get_console_said",
        "get_console_satisfaction",
        "get_questionnaire",
    },
}


def make_samples(case, make, made):
    """One record of each model of this room that belongs to a hospital."""
    task, patient = made["hcs.followup.task"], made["hcs.patient"]
    values = {"company_id": case.company.id, "patient_id": patient.id}
    make("hcs.followup.number", **values)
    make("hcs.followup.referral", task_id=task.id, company_id=case.company.id, text="Too long a queue")
    made["hcs.followup.cycle"] = case.env["hcs.followup.cycle"]._ensure(case.company, date(2031, 3, 2))
    made["hcs.followup.plan.version"] = made["hcs.followup.plan"].version_ids[:1]
    make(
        "hcs.followup.override",
        task_id=task.id,
        company_id=case.company.id,
        user_id=case.env.uid,
        at="2026-03-02 02:00:00",
        until="2026-03-02 04:00:00",
        cause="holiday",
        reason="asked for",
    )
