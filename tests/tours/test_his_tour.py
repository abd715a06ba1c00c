import io
from datetime import date

from odoo.tests import tagged

from tests.common import HcsCase
from tests.his import hl7_maker as make
from tests.tours import TourCase


@tagged("post_install", "-at_install", "hcs_tours")
class TestHisTour(TourCase, HcsCase):
    """VIS-02, ADM-04: files of the hospital system by hand."""

    def test_upload(self):
        self.start_tour("/odoo?debug=1", "hcs_his_upload", login=self.user_admin.login)
        patients = self.env["hcs.patient"].search([("external_ref", "=like", "tour-%")])
        self.assertEqual(sorted(patients.mapped("external_ref")), ["tour-1", "tour-3"])

    def test_mend_and_replay(self):
        """In Chinese: what could not be applied is mended in the list of such messages."""
        source = self.env["hcs.his.source"].create({"name": "HL7", "code": "tour", "kind": "hl7_mllp"})
        text = make.adt("A01", control="TOUR-1", mrn="T1", pid_values={"birth": "19601304"})
        messages = self.env["hcs.his.message"]
        messages._store_files(source, [("body", io.BytesIO(text.encode()))])
        message = messages.search([("source_id", "=", source.id)])
        self.assertEqual((message.state, message.error_field), ("error", "PID-7"))
        self.user_admin.group_ids += self.env.ref("hospital_customer_service.group_hcs_pii")
        self._in_chinese(self.user_admin)
        self.start_tour("/odoo?debug=1", "hcs_his_mend", login=self.user_admin.login)
        self.assertEqual((message.state, message.error_code), ("done", False))
        patient = self.env["hcs.patient"].search([("external_source", "=", "tour")])
        self.assertEqual((patient.mrn, patient.birthdate), ("T1", date(1960, 12, 4)))
