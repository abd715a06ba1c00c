from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestComplaintTours(TourCase, HcsCase):
    """The complaint office's day: from the quick entry to the end, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hcs.department"].create({"name": "Tour Department"})
        cls.doctor = cls.env["hcs.practitioner"].create(
            {"name": "Tour Doctor", "department_id": cls.department.id, "user_id": cls.user_department.id}
        )
        cls.env["hcs.complaint.category"].create(
            {
                "name": "Tour Category",
                "code": "t_tour",
                "hcat_category": "environment",
                "default_severity": "2",
                "company_id": cls.company.id,
            }
        )

    def _run(self, tour, kind):
        last = self.env["hcs.complaint.ticket"].search([], order="id desc", limit=1)
        self.start_tour("/odoo/hcs-complaints?debug=1", tour, login=self.user_complaint.login)
        ticket = self.env["hcs.complaint.ticket"].search([("id", ">", last.id or 0)])
        self.assertEqual((ticket.kind, ticket.state, ticket.closed_by_id), (kind, "closed", self.user_complaint))
        return ticket

    def _praise(self):
        ticket = self._run("hcs_complaint_praise", "praise")
        self.assertEqual(
            (ticket.praise_ids.practitioner_id, ticket.thanks_note), (self.doctor, "Thank you for writing")
        )

    def test_praise(self):
        self._praise()

    def test_praise_in_chinese(self):
        self._in_chinese(self.user_complaint)
        self._praise()

    def _settle(self):
        ticket = self._run("hcs_complaint_settle", "complaint")
        self.assertEqual((ticket.anonymous, ticket.on_the_spot), (True, True))
        self.assertEqual(ticket.settlement, "Soap was brought at once")

    def test_settle(self):
        """CMP-01: what is settled in the same breath is registered all the same."""
        self._settle()

    def test_settle_in_chinese(self):
        self._in_chinese(self.user_complaint)
        self._settle()

    def test_suggestion_in_chinese(self):
        self._in_chinese(self.user_complaint)
        ticket = self._run("hcs_complaint_suggestion", "suggestion")
        self.assertEqual((ticket.decision, ticket.reply), ("adopted", "The chairs are ordered"))

    def _complaint(self):
        """CMP-02: everything the complaint office does on the screen; the department and the director in between."""
        last = self.env["hcs.complaint.ticket"].search([], order="id desc", limit=1)
        self.start_tour("/odoo/hcs-complaints?debug=1", "hcs_complaint_propose", login=self.user_complaint.login)
        ticket = self.env["hcs.complaint.ticket"].search([("id", ">", last.id or 0)])
        self.assertEqual((ticket.state, ticket.user_id), ("proposed", self.user_complaint))
        self.assertEqual(ticket.allegation_ids.finding, "upheld")
        statement = ticket.statement_ids
        self.assertEqual((statement.respondent_id, statement.state), (self.user_department, "requested"))
        self.start_tour("/odoo/hcs-my-statements?debug=1", "hcs_complaint_statement", login=self.user_department.login)
        self.assertEqual((statement.state, statement.answer), ("answered", "Two doctors were ill."))
        self.start_tour(
            f"/odoo/hcs-complaints/{ticket.id}?debug=1",
            "hcs_complaint_accept_statement",
            login=self.user_complaint.login,
        )
        self.assertEqual(statement.state, "accepted")
        ticket.with_user(self.user_director).action_approve()
        self.start_tour(
            f"/odoo/hcs-complaints/{ticket.id}?debug=1", "hcs_complaint_deliver", login=self.user_complaint.login
        )
        self.assertEqual((ticket.state, ticket.satisfaction, ticket.answer_id.proof), ("closed", "satisfied", "RR123"))

    def test_complaint(self):
        self._complaint()

    def test_complaint_in_chinese(self):
        self._in_chinese(self.user_complaint)
        self.user_department.lang = "zh_CN"
        self._complaint()
