from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestCareTour(TourCase, HcsCase):
    """A rule and its preview; a material given from the card of a patient (CARE-01, CARE-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.care.rule"].search([]).active = False
        today = cls.company._hcs_local_date(fields.Datetime.now())
        cls.people = cls.env["hcs.patient"].create(
            [
                {
                    "name": name,
                    "birthdate": today - relativedelta(years=40),
                    # a letter has no hours: the tour runs on any day at any time
                    "email": f"tour{number}@example.com",
                }
                for number, name in enumerate(("Tour Birthday", "Tour Silent"))
            ]
        )
        cls.env["hcs.consent"].create({"patient_id": cls.people[0].id, "purpose": "greeting"})
        material = cls.env["hcs.education.material"].create({"name": "Tour Reading", "body": "<p>Tour words</p>"})
        material.action_publish()

    def _rule(self):
        self.start_tour("/odoo/hcs-care-rules", "hcs_care_rule", login=self.user_director.login)
        rule = self.env["hcs.care.rule"].search([("name", "=", "Tour wishes")])
        self.assertEqual((rule.occasion, rule.purpose, rule.channel), ("birthday", "greeting", "email"))
        self.assertFalse(self.env["hcs.care.message"].search([("rule_id", "=", rule.id)]), "nothing was sent")

    def _give(self):
        patient = self.people[0]
        self.start_tour(f"/odoo/hcs-patients/{patient.id}", "hcs_education_give", login=self.user_agent.login)
        given = self.env["hcs.education.delivery"].search([("patient_id", "=", patient.id)])
        self.assertEqual((given.channel, given.user_id), ("wechat", self.user_agent))

    def test_a_rule_and_its_preview(self):
        self._rule()

    def test_a_rule_and_its_preview_in_chinese(self):
        self._in_chinese(self.user_director)
        self._rule()

    def test_a_material_from_the_card(self):
        self._give()
