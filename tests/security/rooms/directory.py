"""See ``tests.security.rooms``; roles in the order of its head line."""

# r read, w write, c create, u unlink
ACCESS = """
hcs.clinic.exception        r     rwc    rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.clinic.session          r     rwc    rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.clinic.template         r     rwc    rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.exam.conflict           r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.exam.trait              r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.department              r     rwc    rwcu     rwcu  r        r         r    r    r    r    r      -   -
hcs.practitioner            r     rwc    rwcu     rwcu  r        r         r    r    r    r    r      -   -
hcs.specialty               r     rwc    rwcu     rwcu  r        r         r    r    r    r    r      -   -
hcs.directory.proposal      rc    rc    rcu   rcu   rc    rc    rc    rc    r     rc    rc    -     -
hcs.directory.refusal       rwc   rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rwc   rwc   -     -
hcs.triage.help             rwc   rwc   rwc   rwc   rwc   rwc   rwc   rwc   -     rwc   rwc   -     -
hcs.triage.help.line        rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  rwcu  -     rwcu  rwcu  -     -
hcs.triage.rule             r     rwc   rwcu  rwcu  r     r     r     r     r     r     r     -     -
hcs.triage.word             r     rwc   rwcu  rwcu  r     r     r     r     r     r     r     -     -
"""
# lines that are written once; what a deleted one said would be lost
LEDGERS = ()
# methods of our own that a client may call; a new one is added here together with the test of its right
PUBLIC = {
    "hcs.department": {"action_confirm", "action_open_proposals", "action_propose"},
    "hcs.directory.proposal": {"action_accept", "action_open_entry", "action_refuse", "action_withdraw"},
    "hcs.directory.refusal": {"action_refuse"},
    "hcs.practitioner": {"action_confirm", "action_open_proposals", "action_propose"},
    "hcs.triage.help": {"action_emergency"},
    "hcs.triage.rule": {"action_match"},
    "hcs.clinic.template": {"action_open_sessions"},
}

# departments propose changes of their pages and use the triage box
DEPARTMENT = {
    "hcs.directory.proposal": "rc",
    "hcs.directory.refusal": "rwc",
    "hcs.triage.help": "rwc",
    "hcs.triage.help.line": "rwcu",
    "hcs.triage.rule": "r",
    "hcs.triage.word": "r",
}
# the same for every hospital
SHARED = ("hcs.exam.conflict", "hcs.exam.trait", "hcs.triage.word")


def _entry_samples(case, make, made):
    make("hcs.triage.rule", name="Own", words="xyz", company_id=case.company.id)
    make("hcs.directory.proposal", department_id=made["hcs.department"].id, new_value="1")


def make_samples(case, make, made):
    department = made["hcs.department"]
    template = make("hcs.clinic.template", name="Knee clinic", kind="exam", department_id=department.id)
    make("hcs.clinic.exception", name="Congress", date_from="2031-05-05", date_to="2031-05-05")
    make("hcs.clinic.session", template_id=template.id, department_id=department.id, date="2031-05-05",
         start_at="2031-05-05 01:00:00", end_at="2031-05-05 04:00:00")  # fmt: skip
    _entry_samples(case, make, made)
