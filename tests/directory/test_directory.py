from datetime import date

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from tests.common import HcsCase


@tagged("post_install", "-at_install", "hcs_directory")
class TestDirectory(HcsCase):
    """Departments, practitioners and specialties (DIR-01)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hcs.department"].create(
            {"name": "Orthopaedics", "code": "T-ORTH", "diseases": "Fractures, arthrosis", "services": "Arthroscopy"}
        )
        cls.specialty = cls.env["hcs.specialty"].create({"name": "Joint replacement", "code": "T-JR"})
        cls.doctor = cls.env["hcs.practitioner"].create(
            {
                "name": "Zhang Min",
                "code": "T-D001",
                "title": "chief",
                "department_id": cls.department.id,
                "specialty_ids": cls.specialty.ids,
                "expertise": "Knees of athletes",
                "fee": 50,
            }
        )

    def search_box(self, model, field, text):
        """What the search box of ``model`` finds for ``text`` in its first field, as an agent."""
        arch = self.env[model].get_view(view_type="search")["arch"]
        node = etree.fromstring(arch).find(f".//field[@name='{field}']")
        domain = safe_eval(node.get("filter_domain"), {"self": text})
        return self.as_user(self.user_agent, model).search(domain)

    def test_an_agent_finds_a_department(self):
        """By name, code or disease."""
        for text in ("ortho", "T-ORTH", "arthrosis"):
            self.assertIn(self.department, self.search_box("hcs.department", "name", text), text)
        self.assertIn(self.department, self.search_box("hcs.department", "services", "arthroscopy"))

    def test_an_agent_finds_an_expert(self):
        """By name, code, specialty or what the person is known for."""
        for text in ("zhang", "T-D001", "joint", "athletes"):
            self.assertIn(self.doctor, self.search_box("hcs.practitioner", "name", text), text)

    def test_codes_are_found_by_name_search(self):
        for model, code, record in [
            ("hcs.department", "T-ORTH", self.department),
            ("hcs.practitioner", "T-D001", self.doctor),
            ("hcs.specialty", "T-JR", self.specialty),
        ]:
            self.assertEqual(self.env[model].name_search(code)[0][0], record.id)

    def test_counts_cost_the_same_for_one_and_for_fifty(self):
        departments = self.department | self.env["hcs.department"].create([{"name": f"D{n}"} for n in range(49)])
        self.env.flush_all()
        for some in (departments[:1], departments):
            self.env.invalidate_all()
            with self.assertQueryCount(1):
                some.mapped("practitioner_count")
        self.assertEqual(self.department.practitioner_count, 1)

    @freeze_time("2026-11-21 20:00:00")
    def test_a_leader_vouches_for_an_entry(self):
        """The day is the reader's: 04:00 on the 22nd in Shanghai."""
        for record in (self.department, self.doctor):
            record.with_user(self.user_leader).action_confirm()
            self.assertEqual(record.confirmed_on, date(2026, 11, 22))
            with self.assertRaises(AccessError):
                record.with_user(self.user_agent).action_confirm()

    def test_respondents_and_reviewers_read_the_directory(self):
        for user in (self.user_department, self.user_executive):
            self.assertEqual(self.doctor.with_user(user).department_id.name, "Orthopaedics")
            with self.assertRaises(AccessError):
                self.doctor.with_user(user).phone = "1"

    def test_a_department_does_not_belong_to_itself(self):
        child = self.env["hcs.department"].create({"name": "Hands", "parent_id": self.department.id})
        with self.assertRaises(ValidationError):
            self.department.parent_id = child

    @mute_logger("odoo.sql_db")
    def test_keys_are_unique_in_a_hospital(self):
        for model, record in [("hcs.department", self.department), ("hcs.practitioner", self.doctor)]:
            record.external_ref = "X1"
            for values in ({"code": record.code}, {"external_ref": "X1"}):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self.env[model].create({"name": "Twin", **values})
            company = self.env["res.company"].create({"name": f"Other hospital {model}"})
            self.env[model].create({"name": "Twin", "code": record.code, "company_id": company.id})

    def test_hospitals_do_not_mix(self):
        company = self.env["res.company"].create({"name": "Second hospital"})
        theirs = self.env["hcs.department"].create({"name": "Theirs", "company_id": company.id})
        with self.assertRaises(UserError):
            self.doctor.department_id = theirs
        self.assertNotIn(theirs, self.as_user(self.user_agent, "hcs.department").search([]))
        with self.assertRaises(AccessError):
            theirs.with_user(self.user_agent).read(["name"])

    def test_a_department_with_people_is_not_deleted(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.department.unlink()
        self.department.action_archive()
        self.assertFalse(self.department.active)

    @mute_logger("odoo.sql_db")
    def test_a_fee_is_not_negative(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.doctor.fee = -1
            self.env.flush_all()

    def test_forms(self):
        with Form(self.env["hcs.department"].with_user(self.user_leader)) as form:
            form.name = "Eyes"
            form.location = "Building 2"
        with Form(self.env["hcs.practitioner"].with_user(self.user_leader)) as person:
            person.name = "Li Na"
            person.department_id = form.record
            person.specialty_ids.add(self.specialty)
        self.assertEqual(form.record.practitioner_ids, person.record)
        self.assertEqual(person.record.currency_id, self.company.currency_id)
