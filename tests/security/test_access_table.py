"""DESIGN §4: each model, role and operation stands in one table (ORG-02)."""

from odoo.tests import new_test_user, tagged

from tests.common import MODULE, ROLES, HcsCase

# r read, w write, c create, u unlink; the roles are the users of tests.common
TABLE = """
model                       agent leader director admin followup complaint vip  dept exec pii  export his outsider
hcs.access.log              -     -      r        r     -        -         -    -    -    -    -      -   -
hcs.calendar.day            r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.call.outcome            r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.calling.season          r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.calling.slot            r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.calling.window          r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.consent                 rc    rc     rc       rc    rc       rc        rc   -    -    rc   rc     -   -
hcs.contact                 rc    rc     rc       rc    rc       rc        rc   -    -    rc   rc     -   -
hcs.department              r     rwc    rwcu     rwcu  r        r         r    r    r    r    r      -   -
hcs.followup.analysis       -     r      r        r     -        -         -    -    r    -    -      -   -
hcs.followup.assign.wizard  -     rwc    rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.followup.attempt        r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.followup.outcome.wizard -     rwc    rwc      rwc   rwc      -         -    -    -    rwc  -      -   -
hcs.followup.plan           r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.plan.step      r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.reason         r     rwc    rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.followup.satisfaction   r     rwcu   rwcu     rwcu  rwcu     r         r    -    r    rwcu r      -   -
hcs.followup.sheet.wizard   -     rwc    rwc      rwc   -        -         -    -    rwc  -    -      -   -
hcs.followup.task           r     rwcu   rwcu     rwcu  rw       r         r    -    r    rw   r      -   -
hcs.forbidden.word          r     r      rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.his.charge              -     -      -        r     -        -         -    -    -    -    -      -   -
hcs.his.import              -     -      -        ru    -        -         -    -    -    -    -      -   -
hcs.his.key                 -     -      -        r     -        -         -    -    -    -    -      -   -
hcs.his.mapping             -     -      rwcu     rwcu  -        -         -    -    -    -    -      -   -
hcs.his.message             -     -      -        rwu   -        -         -    -    -    -    -      -   -
hcs.his.source              -     -      r        rwcu  -        -         -    -    -    -    -      -   -
hcs.his.upload              -     -      -        rwc   -        -         -    -    -    -    -      -   -
hcs.his.wait                -     -      -        r     -        -         -    -    -    -    -      -   -
hcs.holiday.notice          -     -      rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.holiday.notice.line     -     -      rwcu     rwcu  -        -         -    -    -    -    -      -   -
hcs.kpi                     r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.opinion                 rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  -    r    rwc  rwc    -   -
hcs.opinion.category        r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.patient                 rwc   rwc    rwc      rwc   rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.patient.identifier      rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.patient.phone           rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.patient.relation        rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.practitioner            r     rwc    rwcu     rwcu  r        r         r    r    r    r    r      -   -
hcs.script                  r     rwc    rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.script.version          r     rwc    rwcu     rwcu  r        r         r    -    -    r    r      -   -
hcs.specialty               r     rwc    rwcu     rwcu  r        r         r    r    r    r    r      -   -
hcs.summary                 r     r      rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.summary.answer          r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.summary.compile.wizard  -     -      rwc      rwc   -        -         -    -    -    -    -      -   -
hcs.summary.feedback        r     r      rwcu     rwcu  r        r         r    -    rwcu r    r      -   -
hcs.summary.line            r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.summary.return          -     -      -        -     -        -         -    -    rwc  -    -      -   -
hcs.summary.row             r     r      r        r     r        r         r    -    r    r    r      -   -
hcs.team                    r     rw     rwcu     rwcu  r        r         r    -    r    r    r      -   -
hcs.treatment.course        rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.treatment.step          rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.visit                   rwc   rwc    rwcu     rwcu  rwc      rwc       rwc  -    -    rwc  rwc    -   -
hcs.visit.diagnosis         rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
hcs.visit.procedure         rwcu  rwcu   rwcu     rwcu  rwcu     rwcu      rwcu -    -    rwcu rwcu   -   -
"""
SHORT = {"dept": "department", "exec": "executive"}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
# lines that are written once; what a deleted one said would be lost
LEDGERS = ("hcs.access.log", "hcs.consent", "hcs.contact", "hcs.followup.attempt", "hcs.summary.answer",
           "hcs.summary.line", "hcs.summary.row")  # fmt: skip
# where patients are recognised by; the directory is no secret
OUTSIDE_THE_CENTRE = ("department", "his", "outsider")
DIRECTORY = ("hcs.department", "hcs.practitioner", "hcs.specialty")


def parse(table):
    """``{model: {role: letters}}``"""
    head, *lines = (line.split() for line in table.strip().splitlines())
    roles = [SHORT.get(role, role) for role in head[1:]]
    return {model: dict(zip(roles, cells, strict=True)) for model, *cells in lines}


@tagged("post_install", "-at_install", "hcs_security")
class TestAccessTable(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = parse(TABLE)
        cls.models = {
            name for name, model in cls.env.registry.items() if name.startswith("hcs.") and not model._abstract
        }

    def allowed(self, user, model):
        records = self.as_user(user, model)
        return "".join(letter for letter, name in OPERATIONS.items() if records.has_access(name)) or "-"

    def test_every_model_role_and_operation(self):
        for model, roles in self.table.items():
            for role, letters in roles.items():
                with self.subTest(model=model, role=role):
                    self.assertEqual(self.allowed(getattr(self, f"user_{role}"), model), letters)

    def test_every_model_and_every_role_is_in_the_table(self):
        self.assertEqual(self.models, set(self.table))
        self.assertEqual({f"user_{role}" for role in next(iter(self.table.values()))}, set(ROLES))

    def test_rights_beside_the_ladder_open_nothing_alone(self):
        """Unmasked data and exports need a role that shows patients first; the feed's account needs none at all."""
        for group in ("group_hcs_pii", "group_hcs_export", "group_hcs_his"):
            user = new_test_user(self.env, login=group, groups=f"base.group_user,{MODULE}.{group}")
            for model in self.models:
                self.assertEqual(self.allowed(user, model), "-", f"{group} {model}")

    def test_nobody_deletes_or_edits_a_ledger(self):
        for model in LEDGERS:
            for role, letters in self.table[model].items():
                self.assertFalse(set(letters) & set("wu"), f"{model} {role}")

    def test_outside_the_centre_nobody_reads_more_than_the_directory(self):
        for model, roles in self.table.items():
            for role in OUTSIDE_THE_CENTRE:
                known = model in DIRECTORY and role == "department"
                self.assertEqual(roles[role], "r" if known else "-", f"{model} {role}")
