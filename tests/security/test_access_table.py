"""DESIGN §4: each model, role and operation stands in one table (ORG-02, ORG-03)."""

from odoo.tests import new_test_user, tagged

from tests.common import MODULE, ROLES, HcsCase
from tests.security.rooms import DEPARTMENT, LEDGERS, TABLE

SHORT = {"dept": "department", "exec": "executive"}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
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
                known = DEPARTMENT | dict.fromkeys(DIRECTORY, "r") if role == "department" else {}
                self.assertEqual(roles[role], known.get(model, "-"), f"{model} {role}")
