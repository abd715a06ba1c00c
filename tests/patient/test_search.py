"""PAT-05: name, pinyin, phone, record number and ID number in one box."""

from odoo.tests import tagged

from tests.patient import ID_NUMBER, VISIT_CARD, PatientCase


@tagged("post_install", "-at_install", "hcs_patient")
class TestSearch(PatientCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("曾国藩", "仇英", "区伟"):
            cls._patient(name)

    def test_pinyin_of_all_readings(self):
        """DOMAIN §6.12."""
        cases = {"sxx": "单雄信", "SXX": "单雄信", "zgf": "曾国藩", "qy": "仇英", "ow": "区伟"}
        cases |= {"shanxiong": "单雄信", "shan xiong xin": "单雄信", "zeng guo": "曾国藩"}
        for text, name in cases.items():
            self.assertIn(name, self.find(text), text)
        self.assertNotIn("单雄信", self.find("xx"), "a middle is not a beginning")

    def test_every_key(self):
        for text in (
            "单雄",
            "雄信",
            "M1001",
            "m1001",
            ID_NUMBER,
            ID_NUMBER.lower(),
            "002x",
            VISIT_CARD,
            "110105491231002",
        ):
            self.assertEqual(self.find(text), ["单雄信"], text)

    def test_two_words_about_one_patient(self):
        self.assertEqual(self.find("单 5678"), ["单雄信"])
        self.assertEqual(self.find("曾 5678"), [])

    def test_three_digits_are_too_few_for_a_tail(self):
        self.assertEqual(self.find("678"), [])

    def test_a_closed_identifier_finds_nobody(self):
        self.patient.identifier_ids.active = False
        self.assertEqual(self.find(VISIT_CARD), [])

    def test_archived_patients_stay_away(self):
        self.patient.active = False
        self.assertEqual(self.find("sxx"), [])

    def test_a_new_name_gets_a_new_key(self):
        self.patient.name = "曹操"
        self.assertEqual(self.find("cc"), ["曹操"])
        self.assertEqual(self.find("sxx"), [])

    def test_strange_texts(self):
        for text in ("'", "\\", "%_%", '"; --', "（）", "😀", "a" * 500, "0" * 60):
            self.find(text)
        everyone = self.env["hcs.patient"].search_count([])
        self.assertEqual(self.env["hcs.patient"].search_count([("display_name", "ilike", "")]), everyone)

    def test_negation_is_the_rest(self):
        patients = self.env["hcs.patient"]
        found = patients.search_count([("display_name", "ilike", "sxx")])
        rest = patients.search_count([("display_name", "not ilike", "sxx")])
        self.assertEqual(found + rest, patients.search_count([]))

    def test_exact_names_for_imports(self):
        patients = self.env["hcs.patient"]
        self.assertEqual(patients.search([("display_name", "=", "单雄信")]), self.patient)
        self.assertEqual(patients.search([("display_name", "in", ["M1001"])]), self.patient)

    def test_names_to_choose_from_tell_people_apart(self):
        shown = self.patient.with_context(formatted_display_name=True).display_name
        for part in ("单雄信", "Female", "M1001", "*******5678"):
            self.assertIn(part, shown)
        self.assertEqual(self.patient.display_name, "单雄信")

    def test_the_box_costs_one_query(self):
        patients = self.env["hcs.patient"].with_user(self.user_agent)
        patients.search([("display_name", "ilike", "5678")])
        with self.assertQueryCount(1):
            patients.search([("display_name", "ilike", "5678")])
