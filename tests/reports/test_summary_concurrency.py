"""Two people press at the same moment, over real connections (DESIGN §1.5, RPT-05)."""

from uuid import uuid4

import psycopg2.errors

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from tests.common.connections import ConnectionCase

NOW = "2026-12-01 04:00:00"
GROUP = "hospital_customer_service.group_hcs_%s"


@tagged("post_install", "-at_install", "hcs_reports")
class TestSummaryConcurrency(ConnectionCase):
    def setUp(self):
        super().setUp()
        with self._connection() as env:
            users = env["res.users"].with_context(no_reset_password=True)
            hospital = env["res.company"].create({"name": f"Hospital of two readers {uuid4()}"})
            self.company_id = hospital.id
            self.director_id, *self.executive_ids = (
                users.create(
                    {
                        "name": login,
                        "login": login,
                        "company_id": hospital.id,
                        "company_ids": [(6, 0, hospital.ids)],
                        "group_ids": [(6, 0, env.ref(GROUP % role).ids)],
                    }
                ).id
                for login, role in (
                    ("hcs_sum_director", "director"),
                    ("hcs_sum_executive_1", "executive"),
                    ("hcs_sum_executive_2", "executive"),
                )
            )
        self.addCleanup(self._clean)
        with freeze_time(NOW), self._connection(self.director_id) as env:
            summary = env["hcs.summary"].create(
                {"kind": "week", "date_from": "2026-06-01", "company_id": self.company_id}
            )
            summary.action_compile()
            summary.narrative = "<p>A week without calls.</p>"
            self.summary_id = summary.id

    def _clean(self):
        with self._connection() as env:
            cr, ids = env.cr, (self.summary_id,)
            cr.execute("DELETE FROM mail_activity WHERE res_model = 'hcs.summary' AND res_id IN %s", [ids])
            cr.execute("DELETE FROM mail_followers WHERE res_model = 'hcs.summary' AND res_id IN %s", [ids])
            cr.execute("DELETE FROM mail_message WHERE model = 'hcs.summary' AND res_id IN %s", [ids])
            for table in ("explanation", "row", "line"):
                cr.execute(f"DELETE FROM hcs_summary_{table} WHERE summary_id IN %s", [ids])  # noqa: S608
            cr.execute("DELETE FROM hcs_summary WHERE id IN %s", [ids])
            people = env["res.users"].browse([self.director_id, *self.executive_ids])
            people.action_archive()
            for user in people:
                user.login = f"{user.login}_{user.id}"
            env["res.company"].browse(self.company_id).active = False

    def _summary(self, env):
        return env["hcs.summary"].browse(self.summary_id)

    def _state(self):
        with self._connection() as env:
            return self._summary(env).state, self._summary(env).reviewed_by_id.id

    @freeze_time(NOW)
    def test_submitted_twice_at_once(self):
        """The second waits for nobody: it is told that somebody is at it."""
        with self._connection(self.director_id) as first, self._connection(self.director_id, commit=False) as second:
            self.assertEqual(self._summary(second).state, "draft")
            self._summary(first).action_submit()
            first.flush_all()
            with self.assertRaisesRegex(UserError, "right now"):
                self._summary(second).action_submit()
        self.assertEqual(self._state()[0], "submitted")

    @freeze_time(NOW)
    @mute_logger("odoo.sql_db")
    def test_reviewed_and_returned_at_once(self):
        """The second comes from an older snapshot: the database refuses, and asked again it finds the new state."""
        agrees, returns = self.executive_ids
        with self._connection(self.director_id) as env:
            self._summary(env).action_submit()
        with self._connection(returns, commit=False) as later:
            self.assertEqual(self._summary(later).state, "submitted")
            with self._connection(agrees) as env:
                self._summary(env).action_review()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._summary(later).action_return("Why?")
        with self._connection(returns, commit=False) as again, self.assertRaisesRegex(UserError, "another state"):
            self._summary(again).action_review()
        self.assertEqual(self._state(), ("reviewed", agrees))

    @freeze_time(NOW)
    @mute_logger("odoo.sql_db")
    def test_text_written_while_it_is_submitted(self):
        """What is signed is what was read: a text from an older page does not slip in."""
        with self._connection(self.director_id, commit=False) as writer:
            self.assertEqual(self._summary(writer).state, "draft")
            with self._connection(self.director_id) as env:
                self._summary(env).action_submit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._summary(writer).narrative = "<p>Something else.</p>"
                writer.flush_all()
        with self._connection() as env:
            self.assertIn("without calls", self._summary(env).narrative)
