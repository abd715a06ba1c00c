"""SEC-04: the technical part of an answer to a failed call holds no row of ours; wrong ids are refused in words."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from tests.common import HcsCase

NAME, NUMBER = "王秀英", "110101196005040027"


@tagged("post_install", "-at_install", "hcs_security")
class TestAnswers(HcsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = cls.env["hcs.patient"].create({"name": NAME, "notes": "Private"})
        keys = cls.env["res.users.apikeys"].with_user(cls.user_agent)
        cls.key = keys._generate(None, "test", fields.Datetime.now() + timedelta(days=1))

    def call(self, method="get_timeline", **arguments):
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        return self.url_open(f"/json/2/hcs.patient/{method}", data=json.dumps(arguments), headers=headers)

    def refused_by(self, statement, wrapped=False):
        """The answer to a call during which PostgreSQL refuses the row of the patient."""

        def break_it(patient, *_args, **_kwargs):
            try:
                patient.env.cr.execute(statement, [patient.id])
            except Exception as error:
                if wrapped:
                    raise ValueError("while something else was done") from error
                raise

        with patch.object(type(self.env["hcs.patient"]), "get_timeline", break_it), mute_logger("odoo.sql_db"):
            return self.call(ids=self.patient.ids)

    def test_a_refused_row_is_not_repeated(self):
        response = self.refused_by("UPDATE hcs_patient SET company_id = NULL WHERE id = %s")
        self.assertEqual(response.status_code, 422)
        self.assertIn("violates not-null constraint", response.json()["debug"], "what went wrong is still told")
        for word in (NAME, "Private", "Failing row"):
            self.assertNotIn(word, response.text.encode().decode("unicode_escape") + str(response.json()))

    def check_crash(self, wrapped):
        with mute_logger("odoo.http"):
            response = self.refused_by("SELECT (name || ' at')::date FROM hcs_patient WHERE id = %s", wrapped)
        self.assertEqual(response.status_code, 500)
        self.assertIn("invalid input syntax", response.json()["debug"])
        self.assertNotIn(NAME, str(response.json()))

    def test_nor_where_the_call_crashes(self):
        self.check_crash(wrapped=False)

    def test_nor_where_another_error_follows(self):
        self.check_crash(wrapped=True)

    def test_ids_that_are_none(self):
        for ids in (5, "7", [True], ["7"], [[1]], [{}], [0], [-1], [2**40], {"a": 1}, [1.5], None):
            with self.subTest(ids=ids):
                response = self.call(ids=ids)
                self.assertEqual(response.status_code, 422, response.text)
                self.assertIn("ids", response.json()["message"])
        self.assertEqual(self.call(ids=self.patient.ids, context=[1]).status_code, 422)
        self.assertEqual(self.call(ids=self.patient.ids, context={"lang": "en_US"}).status_code, 200)
        self.assertEqual(self.call(ids=self.patient.ids).status_code, 200)
