"""Two runs of the job at the same moment, over real connections: nobody is written to twice."""

import psycopg2.errors

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.common.connections import ConnectionCase

MORNING = "2026-03-16 01:00:00"


@tagged("post_install", "-at_install", "hcs_care")
class TestCareConcurrency(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._clean)
        with self._connection() as env:
            company = env["res.company"].search([], limit=1)
            patients = env["hcs.patient"].create(
                [
                    {
                        "name": "Two runs",
                        "birthdate": "1970-03-16",
                        "company_id": company.id,
                        "phone_ids": [(0, 0, {"number": f"1390013900{number}"})],
                    }
                    for number in range(4)
                ]
            )
            env["hcs.consent"].create(
                [
                    {"patient_id": patient.id, "purpose": "greeting", "at": "2026-01-01 00:00:00"}
                    for patient in patients
                ]
            )
            rule = env["hcs.care.rule"].create({"name": "Two runs", "body": "Happy birthday", "sequence": 0})
            self.company_id, self.rule_id, self.patient_ids = company.id, rule.id, patients.ids

    def _clean(self):
        with self._connection() as env:
            ids = tuple(self.patient_ids)
            env.cr.execute(
                "DELETE FROM sms_sms WHERE hcs_message_id IN (SELECT id FROM hcs_message WHERE patient_id IN %s)",
                [ids],
            )
            for table in ("hcs_contact", "hcs_care_message", "hcs_message", "hcs_consent", "hcs_patient_phone"):
                env.cr.execute(f"DELETE FROM {table} WHERE patient_id IN %s", [ids])  # noqa: S608
            env.cr.execute("DELETE FROM mail_message WHERE model = 'hcs.patient' AND res_id IN %s", [ids])
            env.cr.execute("DELETE FROM hcs_patient WHERE id IN %s", [ids])
            env["hcs.care.rule"].browse(self.rule_id).unlink()

    def _plan(self, env):
        company = env["res.company"].browse(self.company_id)
        return env["hcs.care.rule"]._plan(company, company._hcs_local_date(fields.Datetime.now()), 100)

    def _mine(self, env):
        return env["hcs.care.message"].search([("patient_id", "in", self.patient_ids)])

    @freeze_time(MORNING)
    def test_two_runs_send_once(self):
        with self._connection() as env:
            self._plan(env)
            self.assertEqual(len(self._mine(env)), 4)
        with self._connection() as env:
            self.assertEqual(self._plan(env), 0, "the second run finds nothing left to plan")
        with self._connection() as first, self._connection() as second:
            batch = first["hcs.care.message"]._next_batch(100) & self._mine(first)
            self.assertEqual(len(batch), 4)
            self.assertFalse(
                second["hcs.care.message"]._next_batch(100) & self._mine(second), "the other one has them"
            )
            batch._send(fields.Datetime.now())
        with self._connection() as env:
            self.assertFalse(env["hcs.care.message"]._next_batch(100) & self._mine(env), "they are handed over")
            lines = self._mine(env)
            self.assertEqual(lines.mapped("state"), ["queued"] * 4)
            messages = env["hcs.message"].search([("patient_id", "in", self.patient_ids)])
            self.assertEqual(len(messages), 4)
            self.assertEqual(messages, lines.message_id)

    @freeze_time(MORNING)
    def test_two_plans_at_once(self):
        """Both saw that nobody was written to: the unique index lets one of them have it, the other begins anew."""
        with self._connection(commit=False) as late:
            self.assertFalse(self._mine(late), "its view of the world is fixed now")
            with self._connection() as env:
                self._plan(env)
                self.assertEqual(len(self._mine(env)), 4)
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.SerializationFailure):
                self._plan(late)
        with self._connection() as env:
            self.assertEqual(self._plan(env), 0)
            self.assertEqual(len(self._mine(env)), 4)
