"""FUP-04: the patient answers on the tablet of the desk, where an agent is signed in; over real HTTP."""

from odoo.tests import HttpCase, tagged

from tests.followup import FollowupCase


@tagged("post_install", "-at_install", "hcs_followup")
class TestTablet(HttpCase, FollowupCase):
    def setUp(self):
        super().setUp()
        self.mine = self._make_task().with_user(self.user_followup)
        self.address = self.mine.action_open_tablet()["url"]

    def _open(self, address):
        page = self.url_open(address)
        self.assertEqual(page.status_code, 200)
        return page.text

    def test_the_questions_open_signed_in_or_not(self):
        self.assertIn("o_survey_form", self._open(self.address))
        self.authenticate(self.user_followup.login, self.user_followup.login)
        self.assertIn("o_survey_form", self._open(self.address))

    def test_a_made_up_token_opens_nothing(self):
        self.authenticate(self.user_followup.login, self.user_followup.login)
        self.assertNotIn("o_survey_form", self._open(f"{self.address[:-4]}beef"))
