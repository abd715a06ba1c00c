"""PAT-06, FEATURES PA9: patients from a spreadsheet; errors name row and field; a second run changes nothing."""

import csv
import io
from pathlib import Path

from odoo.tests import tagged

from tests.patient import ID_NUMBER, PHONE, PatientCase

TEMPLATE = Path(__file__).parents[2] / "hospital_customer_service/static/xls/patients.xlsx"
OPTIONS = {"has_headers": True, "quoting": '"', "separator": ",", "encoding": "utf-8"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install", "hcs_patient")
class TestImport(PatientCase):
    def load(self, header, *rows, user=None, dryrun=False):
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        wizard = self.env["base_import.import"].with_user(user or self.user_agent)
        wizard = wizard.create({"res_model": "hcs.patient", "file": out.getvalue().encode(), "file_type": "text/csv"})
        return wizard.execute_import(header, header, dict(OPTIONS), dryrun)

    def errors(self, result):
        return {
            message["rows"]["from"] + 2: message["message"]  # the row as the spreadsheet counts it
            for message in result["messages"]
            if message["type"] == "error"
        }

    HEADER = (
        "id",
        "name",
        "id_number_masked",
        "phone_ids/number_masked",
        "identifier_ids/type",
        "identifier_ids/value_masked",
    )

    def test_an_agent_imports_patients_with_lines(self):
        """Whoever may not read numbers may bring them."""
        result = self.load(
            self.HEADER,
            ("p1", "张三", ID_NUMBER, "138 0013 8000", "visit_card", "v77"),
            ("", "", "", "010-62000000", "inpatient", "I77"),
            ("p2", "李四", "", "123", "", ""),
        )
        self.assertFalse(result["messages"])
        first, second = self.env["hcs.patient"].browse(result["ids"])
        self.assertEqual(first.phone_ids.mapped("e164"), ["+8613800138000", "+861062000000"])
        self.assertEqual(set(first.identifier_ids.mapped("value")), {"I77", "V77"})
        self.assertEqual(first.sex, "female")
        self.assertTrue(second.phone_ids.invalid, "a bad number is kept")

    def test_a_second_run_changes_nothing(self):
        rows = [("p1", "张三", ID_NUMBER, PHONE, "visit_card", "V77"), ("", "", "", "010-62000000", "", "")]
        first = self.load(self.HEADER, *rows)["ids"]
        self.assertFalse(self.load(self.HEADER, *rows)["messages"])
        patient = self.env["hcs.patient"].browse(first)
        self.assertEqual(len(patient.phone_ids), 2)
        self.assertEqual(len(patient.identifier_ids), 1)
        self.assertEqual(self.load(self.HEADER, *rows)["ids"], first)

    def test_errors_name_the_row_and_the_field(self):
        before = self.env["hcs.patient"].search_count([])
        header = ("name", "id_number_masked", "birthdate", "mrn", "sex")
        result = self.load(
            header,
            ("好", "", "1980-01-01", "M9001", ""),
            ("坏一", ID_NUMBER[:-1] + "1", "", "M9002", ""),
            ("好二", "", "", "M9003", ""),
            ("坏二", ID_NUMBER, "1950-01-01", "M9004", ""),
            ("坏三", "", "", "M1001", ""),
        )
        errors = self.errors(result)
        self.assertEqual(sorted(errors), [3, 5, 6])
        self.assertTrue(errors[3].startswith("ID number:"))
        self.assertTrue(errors[5].startswith("Date of birth:"))
        self.assertTrue(errors[6].startswith("Medical record number:"))
        for message in errors.values():
            self.assertNotIn("1949", message)
        self.assertEqual(self.env["hcs.patient"].search_count([]), before, "nothing half-written")

    def test_errors_of_form_name_row_and_field_too(self):
        result = self.load(("name", "sex"), ("张三", "male"), ("李四", "neither"))
        message = next(message for message in result["messages"] if message["type"] == "error")
        self.assertEqual((message["rows"]["from"], message["field"]), (1, "sex"))

    def test_blank_cells_are_no_choice(self):
        header = ("name", "sex", "id_type", "phone_ids/number_masked", "phone_ids/relation")
        result = self.load(header, ("张三", "", "", PHONE, ""))
        self.assertFalse(result["messages"])
        patient = self.env["hcs.patient"].browse(result["ids"])
        self.assertEqual((patient.sex, patient.id_type, patient.phone_ids.relation), ("unknown", "id_card", "self"))

    def test_a_test_run_writes_nothing(self):
        before = self.env["hcs.patient"].search_count([])
        result = self.load(("name",), ("张三",), dryrun=True)
        self.assertFalse(result["messages"])
        self.assertEqual(self.env["hcs.patient"].search_count([]), before)

    def test_the_template_imports_as_it_is(self):
        url = self.env["hcs.patient"].get_import_templates()[0]["template"]
        self.assertTrue(url.endswith(TEMPLATE.name))
        wizard = (
            self.env["base_import.import"]
            .with_user(self.user_agent)
            .create(
                {
                    "res_model": "hcs.patient",
                    "file": TEMPLATE.read_bytes(),
                    "file_type": XLSX,
                    "file_name": TEMPLATE.name,
                }
            )
        )
        self.patient.id_number = False
        preview = wizard.parse_preview({"has_headers": True})
        self.assertFalse(preview.get("error"))
        fields = [
            "/".join(preview["matches"][n]) if n in preview["matches"] else False
            for n in range(len(preview["headers"]))
        ]
        self.assertTrue(all(fields), dict(zip(preview["headers"], fields, strict=True)))
        result = wizard.execute_import(fields, preview["headers"], {**preview["options"], "has_headers": True})
        self.assertFalse(result["messages"])
        self.assertEqual(self.env["hcs.patient"].browse(result["ids"]).mapped(lambda p: len(p.phone_ids)), [2, 1])
