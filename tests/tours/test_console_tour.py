from odoo.tests import tagged

from tests.tours.test_followup_tours import FollowupTourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestConsoleTour(FollowupTourCase):
    """FUP-15: whole calls on the console, with the keyboard alone, in both languages."""

    def _check_calls(self):
        silent, talkative = self.tasks.search([("visit_id", "in", self.visits.ids)]).sorted("patient_id")
        self.assertEqual((silent.state, silent.last_outcome), ("open", "no_answer"))
        self.assertEqual((talkative.state, talkative.last_outcome), ("done", "answered"))
        self.assertEqual(talkative.note, "wound is dry")
        self.assertEqual((talkative.opinion_ids.kind, talkative.opinion_ids.text), ("suggestion", "Open at seven"))

    def test_console(self):
        self.start_tour("/odoo/hcs-console?debug=1", "hcs_call_console", login=self.user_pii.login)
        self._check_calls()

    def test_console_in_chinese(self):
        self._in_chinese(self.user_pii)
        self.start_tour("/odoo/hcs-console", "hcs_call_console", login=self.user_pii.login)
        self._check_calls()
