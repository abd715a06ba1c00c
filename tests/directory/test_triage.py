"""DIR-03: the triage box of the desk: departments of this hospital, urgency, advice, the way into an emergency."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from tests.common import HcsCase


@tagged("post_install", "-at_install", "hcs_directory")
class TestTriage(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.department"].search([]).active = False
        departments = cls.env["hcs.department"]
        cls.emergency = departments.create({"name": "急诊科", "phone": "8120", "location": "Ground floor"})
        cls.internal = departments.create({"name": "内科"})
        cls.lungs = departments.create({"name": "呼吸内科"})
        cls.bones = departments.create({"name": "创伤骨科"})

    def match(self, text):
        return self.as_user(self.user_agent, "hcs.triage.rule").action_match(text)

    def test_departments_of_the_hospital(self):
        """The one named like the specialty; a small hospital's general one; none where there is none."""
        for text, department in (("膝盖疼", self.bones), ("咳嗽三天", self.lungs), ("胃胀反酸", self.internal)):
            self.assertEqual(self.match(text)[0]["department_id"], department.id, text)
        line = self.match("牙疼")[0]
        self.assertEqual((line["department_id"], line["department"]), (False, "Dentistry"))
        self.bones.specialty_ids = self.env.ref("hospital_customer_service.hcs_specialty_dentistry")
        self.assertEqual(self.match("牙疼")[0]["department_id"], self.bones.id)

    def test_a_red_flag(self):
        line = self.match("胸口疼，冒冷汗")[0]
        self.assertEqual((line["department_id"], line["urgency"]), (self.emergency.id, "emergency"))
        self.assertTrue(line["red_flag"])
        self.assertEqual((line["phone"], line["location"]), ("8120", "Ground floor"))
        self.assertIn("120", line["advice"])
        self.assertEqual(line["matched"], ["胸口疼", "冒冷汗"])
        self.assertFalse([line for line in self.match("没有胸痛，咳嗽") if line["red_flag"]])

    def test_a_department_stands_once(self):
        lines = self.match("胃胀反酸，头痛")
        self.assertEqual([line["department_id"] for line in lines], [self.internal.id])
        self.assertEqual(lines[0]["matched"], ["胃胀", "反酸", "头痛"])

    def test_the_box(self):
        form = Form(self.as_user(self.user_agent, "hcs.triage.help"))
        form.text = "喘不上气"
        self.assertTrue(form.red_flag)
        self.assertEqual(len(form.line_ids), 1)
        form.text = "abc"
        self.assertTrue(form.unknown)
        self.assertFalse(form.red_flag)

    def test_a_hospital_writes_its_own_rules(self):
        """A rule of one's own counts at once, in one's own hospital only; changes survive an update."""
        rules = self.env["hcs.triage.rule"]
        self.assertFalse(self.match("zzz"))
        rule = rules.create({"name": "Own", "words": "zzz", "department_id": self.bones.id, "urgency": "urgent"})
        self.assertEqual(self.match("zzz")[0]["department_id"], self.bones.id)
        other = self.env["res.company"].create({"name": "Other hospital"})
        rule.write({"department_id": False, "company_id": other.id})
        self.assertFalse(self.match("zzz"))
        shipped = self.env.ref("hospital_customer_service.hcs_triage_rule_teeth")
        shipped.active = False
        self.assertFalse(self.match("牙疼"))
        self.env["hcs.triage.word"].create({"kind": "variant", "word": "qqq", "replacement": "咳嗽"})
        self.assertEqual(self.match("qqq")[0]["department_id"], self.lungs.id)
        data = self.env["ir.model.data"].search([("model", "=", "hcs.triage.rule"), ("res_id", "=", shipped.id)])
        self.assertTrue(data.noupdate)

    def test_empty_rules_are_refused(self):
        with self.assertRaises(ValidationError):
            self.env["hcs.triage.rule"].create({"name": "Empty", "words": "*, +"})
        for values in (
            {"kind": "negation", "replacement": "a"},
            {"kind": "variant"},
            {"kind": "characters", "replacement": "ab"},
        ):
            with self.assertRaises(ValidationError):
                self.env["hcs.triage.word"].create({"word": "x", **values})

    def test_outsiders_ask_nothing(self):
        with self.assertRaises(AccessError):
            self.as_user(self.user_outsider, "hcs.triage.rule").action_match("x")
