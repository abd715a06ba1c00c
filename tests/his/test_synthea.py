"""The published Synthea export, where it lies beside the project (issue: the main job on real input)."""

from pathlib import Path

from odoo.tests import tagged

from tests.his.common import HisCase

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "synthea-10"


@tagged("post_install", "-at_install", "hcs_his")
class TestSynthea(HisCase):
    def load(self):
        files = [(path.name, path.open("rb")) for path in sorted(DATA.glob("*.ndjson"))]
        try:
            record = self.env["hcs.his.import"]._read(self.source, "synthea", files)
        finally:
            for _name, stream in files:
                stream.close()
        self.apply()
        return record

    def test_the_whole_export_twice(self):
        if not DATA.is_dir():
            self.skipTest("expected: ../shared/data/synthea-10 is not here")
        record = self.load()
        self.assertEqual((record.received_count, record.error_count, record.new_count), (3969, 0, 0))
        self.assertFalse(record.message_ids.filtered(lambda message: message.state != "done"))
        patients = self.patients.search([("external_source", "=", "test")])
        visits = self.all_visits()
        self.assertEqual((len(patients), len(patients.filtered("deceased"))), (13, 3))
        self.assertEqual((len(visits), len(visits.filtered(lambda visit: visit.kind == "inpatient"))), (1215, 49))
        self.assertEqual(len(visits.filtered("patient_id.deceased")), 818)
        self.assertEqual(len(visits.filtered("surgery")), 14)
        self.assertFalse(visits.filtered(lambda visit: not visit.department_id or not visit.practitioner_id))
        before = {visit.id: visit.write_date for visit in visits}
        again = self.load()
        self.assertEqual((again.known_count, len(self.all_visits())), (3969, 1215))
        self.assertEqual({visit.id: visit.write_date for visit in self.all_visits()}, before)
