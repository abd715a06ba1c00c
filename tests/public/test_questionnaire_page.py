"""FUP-04, PS6: a questionnaire by link begins like the other pages, and its address is not guessed."""

from odoo.tests import HttpCase, tagged

from tests.followup import FollowupCase


@tagged("post_install", "-at_install", "hcs_public")
class TestQuestionnairePage(HttpCase, FollowupCase):
    def setUp(self):
        super().setUp()
        self.env["hcs.access.link.try"].search([]).unlink()
        task = self._make_task().with_user(self.user_followup)
        self.company.write({"name": "Renji", "phone": "021-12345678"})
        self.address = task.action_open_tablet()["url"]
        self.authenticate(None, None)

    def test_it_names_the_hospital_and_whom_to_call(self):
        page = self.url_open(self.address).text
        self.assertIn("o_survey_form", page)
        head = page[page.index("o_hcs_survey_head") :][:600]
        self.assertIn("Renji", head)
        self.assertIn("tel:021-12345678", head)

    def test_whoever_guesses_waits(self):
        """After twenty wrong ones the right one does not open either: nothing tells them apart."""
        wrong = f"{self.address[:-4]}beef"
        for _try in range(20):
            self.assertNotIn("o_survey_form", self.url_open(wrong).text)
        self.assertNotIn("o_survey_form", self.url_open(self.address).text)
        self.authenticate(self.user_followup.login, self.user_followup.login)
        self.assertIn("o_survey_form", self.url_open(self.address).text, "our own people are not held up")
