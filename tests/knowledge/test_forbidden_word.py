from odoo.tests import tagged, users

from tests.common import HcsCase


@tagged("post_install", "-at_install", "hcs_knowledge")
class TestForbiddenWord(HcsCase):
    """KNW-01: forbidden expressions are listed and flagged in recorded answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = cls.env["hcs.forbidden.word"]
        cls.words.search([]).unlink()
        cls.latin = cls.words.create({"name": "Hurry up"})
        cls.chinese = cls.words.create({"name": "不归我管"})

    @users("hcs_agent")
    def test_found_whatever_the_case_and_the_line(self):
        words = self.words.with_env(self.env)
        self.assertEqual(words._find("I told her to HURRY\n  up, please."), self.latin)
        self.assertEqual(words._find("他说这事不归我管。hurry up"), self.latin + self.chinese)
        for text in ("", False, None, "hurry upwards", "ahurry up", "归我管"):
            with self.subTest(text):
                self.assertFalse(words._find(text))

    def test_found_in_every_language_people_write_in(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.latin.with_context(lang="fr_FR").name = "Dépêchez-vous"
        self.assertEqual(self.words.with_context(lang="en_US")._find("allez, dépêchez-vous !"), self.latin)
        self.assertEqual(self.words._find("hurry up"), self.latin)

    def test_a_change_of_the_list_counts_at_once(self):
        self.assertTrue(self.words._find("hurry up"))
        self.latin.active = False
        self.assertFalse(self.words._find("hurry up"))
        self.words.create({"name": "calm down"})
        self.assertTrue(self.words._find("calm down"))
        self.chinese.unlink()
        self.assertFalse(self.words._find("不归我管"))

    def test_words_of_another_hospital_do_not_count_here(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        self.latin.company_id = other
        self.assertFalse(self.words._find("hurry up"))
        self.assertEqual(self.words._find("hurry up", company=other), self.latin)
