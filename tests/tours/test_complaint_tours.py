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

    def _run(self, tour, kind):
        last = self.env["hcs.complaint.ticket"].search([], order="id desc", limit=1)
        self.start_tour("/odoo/hcs-complaints?debug=1", tour, login=self.user_complaint.login)
        ticket = self.env["hcs.complaint.ticket"].search([("id", ">", last.id)])
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

    def test_suggestion_in_chinese(self):
        self._in_chinese(self.user_complaint)
        ticket = self._run("hcs_complaint_suggestion", "suggestion")
        self.assertEqual((ticket.decision, ticket.reply), ("adopted", "The chairs are ordered"))
