from datetime import date

from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestHolidayTour(TourCase, HcsCase):
    """SET-03: the yearly notice is one screen."""

    def test_notice(self):
        self.start_tour("/odoo", "hcs_holiday_notice", login=self.user_admin.login)
        kinds = {
            day: self.company._hcs_day_kind(day)
            for day in (date(2030, 5, 1), date(2030, 5, 5), date(2030, 5, 6), date(2030, 4, 27))
        }
        self.assertEqual([kind[0] for kind in kinds.values()], ["holiday", "holiday", "workday", "workday"])
