"""SVC-06: a stay that the feed announces asks the desk for help."""

from datetime import datetime

from odoo.tests import freeze_time, tagged

from tests.his import fhir_maker as make
from tests.his.common import NINE, HisCase


@tagged("post_install", "-at_install", "hcs_his")
class TestAdmissions(HisCase):
    def admissions(self):
        return self.env["hcs.service.record"].search([("visit_id", "in", self.all_visits().ids)])

    @freeze_time(datetime(2026, 8, 31, 12))
    def test_a_planned_stay_asks_once(self):
        stay = {"class": {"code": "IMP"}, "status": "planned"}
        self.feed(make.patient("1"), make.encounter("7", "1", NINE, **stay))
        record = self.admissions()
        self.assertEqual((record.type_id.code, record.channel, record.visit_id), ("admission", "his", self.visit()))
        self.feed(make.encounter("7", "1", NINE, **{**stay, "status": "arrived"}))
        self.assertEqual(self.admissions(), record)
        self.feed(make.encounter("8", "1", NINE))
        self.assertEqual(self.admissions(), record)

    def test_history_asks_for_nothing(self):
        stay = {"class": {"code": "IMP"}, "status": "arrived"}
        self.feed(make.patient("1"), make.encounter("7", "1", NINE.replace(year=2020), **stay))
        self.assertTrue(self.visit())
        self.assertFalse(self.admissions())
