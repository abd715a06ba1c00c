"""ADM-01, ORG-02: a user of one hospital never reads a record of another."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from tests.security import rooms
from tests.security.one_of_each import OneOfEachCase

# shared by every hospital: words and codes, nobody's data
SHARED = rooms.SHARED | {"hcs.call.outcome", "hcs.followup.reason", "hcs.kpi", "hcs.specialty"}
# a plan of every hospital may name what belongs to one; the words of a script and the windows of a team tell of nobody
WORDS_ONLY = {"hcs.service.type.team_id", "hcs.followup.plan.team_id", "hcs.followup.plan.script_id"}


@tagged("post_install", "-at_install", "hcs_security")
class TestCompanies(OneOfEachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other hospital"})
        every = [
            f"group_hcs_{name}" for name in ("admin", "followup", "complaint", "vip", "executive", "pii", "export")
        ]
        cls.stranger = cls._make_user(
            "hcs_stranger", *every, company_id=cls.other.id, company_ids=[Command.set(cls.other.ids)]
        )
        cls.records = cls._make_one_of_each()

    def test_one_of_each_was_made(self):
        kept = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("hcs.") and not model._abstract and not model._transient
        }
        self.assertEqual(kept - SHARED, set(self.records))

    def test_another_hospital_sees_nothing(self):
        for model, record in self.records.items():
            if model in rooms.UNSEEN:
                continue
            with self.subTest(model=model):
                own = record.with_user(self.stranger)
                self.env.invalidate_all()
                self.assertFalse(own.search(Domain("id", "=", record.id)))
                self.assertFalse(own.has_access("read"))
                try:
                    shown = own.read()
                except AccessError:
                    shown = []
                self.assertEqual(shown, [])
                self.assertNotIn(record.id, dict(own.name_search("", limit=None)))

    def test_the_hospital_itself_sees_them(self):
        """Breaks the test above where a record would be hidden from everybody."""
        native = self._make_user("hcs_native", *(f"group_hcs_{name}" for name in ("admin", "executive")))
        for model, record in self.records.items():
            own = record.with_user(native)
            with self.subTest(model=model):
                if model in rooms.UNSEEN:
                    self.assertFalse(own.has_access("read"))
                else:
                    self.assertTrue(own.search(Domain("id", "=", record.id)))

    def test_no_record_points_into_another_hospital(self):
        """A many2one shows the name of what it points to, whatever the reader may read."""
        unchecked = []
        for model in self.records:
            fields = self.env[model]._fields
            by_hand = self.env[model].with_user(self.user_admin).has_access("write")
            if not by_hand or "company_id" not in fields or not fields["company_id"].store:
                continue
            for field in fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and not field.readonly
                    and field.comodel_name.startswith("hcs.")
                    and "company_id" in self.env[field.comodel_name]._fields
                    and not field.check_company
                ):
                    unchecked.append(str(field))
        self.assertEqual(set(unchecked), WORDS_ONLY)

    def test_one_stray_row_in_a_batch_is_refused(self):
        """Rows made in bulk are compared as a whole; the one that points elsewhere is found all the same."""
        home = self.records["hcs.department"]
        away = self.env["hcs.department"].create({"name": "Away", "company_id": self.other.id})
        patient = self.records["hcs.patient"]
        rows = [{"patient_id": patient.id, "department_id": home.id} for _number in range(3)]
        self.assertEqual(len(self.env["hcs.visit"].create(rows)), 3)
        with self.assertRaises(UserError):
            self.env["hcs.visit"].create([*rows, {"patient_id": patient.id, "department_id": away.id}])
        self.assertEqual(self.env["hcs.visit"].create([*rows])._check_company(["department_id"]), None)
