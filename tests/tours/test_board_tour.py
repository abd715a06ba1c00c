from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestBoardTour(TourCase, HcsCase):
    """RPT-08: the live board in a real browser, in both languages."""

    def _tour(self):
        service = self.env["hcs.service.type"].create({"name": "Enquiry", "code": "t_board_tour"})
        record = self.env["hcs.service.record"].create({"type_id": service.id, "caller_name": "Li"})
        self.env.flush_all()
        # of the shipped or demonstration data nothing is due
        self.env.cr.execute("UPDATE hcs_service_record SET next_due_at = NULL")
        self.env.cr.execute(
            "UPDATE hcs_service_record SET next_due_at = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(minutes=5), record.id],
        )
        self.env.invalidate_all()
        self.start_tour("/odoo/hcs-board?debug=1", "hcs_live_board", login=self.user_agent.login)

    def test_board(self):
        self._tour()

    def test_board_in_chinese(self):
        self._in_chinese(self.user_agent)
        self._tour()
