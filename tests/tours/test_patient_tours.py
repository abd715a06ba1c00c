from odoo import Command
from odoo.tests import tagged

from tests.common import HcsCase
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestPatientTours(TourCase, HcsCase):
    """The patient's card in the browser."""

    def _registered(self):
        patient = self.env["hcs.patient"].search([("create_uid", "=", self.user_agent.id)])
        self.assertEqual(len(patient), 1)
        return patient

    def test_register_find_and_consent(self):
        """PAT-01, PAT-05, SEC-01: registered by keyboard, found by initials and by the phone's tail, masked."""
        self.start_tour("/odoo", "hcs_patient_register", login=self.user_agent.login)
        patient = self._registered()
        self.assertEqual((patient.id_number, patient.phone_ids.number), ("11010519491231002X", "13912345678"))
        self.assertEqual((str(patient.birthdate), patient.sex), ("1949-12-31", "female"))
        self.assertEqual(patient.consent_ids.mapped(lambda c: (c.purpose, c.state)), [("survey", "given")])

    def test_register_in_chinese(self):
        """LOC-01: the same hands, Chinese words."""
        self._in_chinese(self.user_agent)
        self.start_tour("/odoo", "hcs_patient_register", login=self.user_agent.login)
        self.assertTrue(self._registered().consent_ids)

    def test_reveal_leaves_a_line(self):
        """SEC-01: one click, one line that names the person, the patient and the field."""
        patient = self.env["hcs.patient"].create(
            {"name": "Tour Patient", "phone_ids": [Command.create({"number": "13912345678"})]}
        )
        self.start_tour(f"/odoo/hcs-patients/{patient.id}?debug=1", "hcs_patient_reveal", login=self.user_pii.login)
        lines = self.env["hcs.access.log"].search([("patient_id", "=", patient.id), ("kind", "=", "reveal")])
        self.assertEqual(lines.user_id, self.user_pii)
        self.assertEqual(lines.mapped("detail"), ["number"])
