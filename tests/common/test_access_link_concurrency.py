"""Two clicks at the same moment on one link, over real connections (DESIGN §1.5)."""

import psycopg2.errors

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from tests.common.connections import ConnectionCase


@tagged("post_install", "-at_install", "hcs_common")
class TestAccessLinkConcurrency(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._clean)
        with self._connection() as env:
            department = env["hcs.department"].create({"name": "Two clicks"})
            record = env["hcs.collaboration"].create({"department_id": department.id, "request": "Halve it?"})
            link, _url = env["hcs.access.link"]._issue(record, "collaboration")
            self.department_id, self.record_id, self.link_id = department.id, record.id, link.id

    def _clean(self):
        with self._connection() as env:
            cr, record = env.cr, self.record_id
            cr.execute("DELETE FROM hcs_access_link_use WHERE link_id = %s", [self.link_id])
            cr.execute("DELETE FROM hcs_access_link WHERE id = %s", [self.link_id])
            for table in ("hcs_clock_event_user_rel", "hcs_clock_segment", "hcs_clock_event"):
                column = "event_id" if table.endswith("rel") else "clock_id"
                source = (
                    "SELECT c.id FROM hcs_clock c"
                    if column == "clock_id"
                    else ("SELECT e.id FROM hcs_clock_event e JOIN hcs_clock c ON c.id = e.clock_id")
                )
                query = SQL(
                    f"DELETE FROM %s WHERE %s IN ({source} WHERE c.collaboration_id = %s)",  # noqa: S608
                    SQL.identifier(table),
                    SQL.identifier(column),
                    record,
                )
                cr.execute(query)
            cr.execute("DELETE FROM hcs_clock WHERE collaboration_id = %s", [record])
            for table, column in (
                ("mail_activity", "res_model"),
                ("mail_followers", "res_model"),
                ("mail_message", "model"),
            ):
                cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s = 'hcs.collaboration' AND res_id = %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        record,
                    )
                )
            cr.execute("DELETE FROM hcs_collaboration WHERE id = %s", [record])
            env["hcs.department"].browse(self.department_id).unlink()

    def _submit(self, env, answer):
        return env["hcs.access.link"].browse(self.link_id)._submit({"choice": "answer", "answer": answer})

    @mute_logger("odoo.sql_db")
    def test_the_second_click_begins_anew_and_finds_the_link_used_up(self):
        with self._connection(commit=False) as late:
            self.assertTrue(late["hcs.access.link"].browse(self.link_id).is_open)  # its snapshot begins here
            with self._connection() as env:
                self.assertTrue(self._submit(env, "First"))
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self._submit(late, "Second")
        with self._connection() as env:
            # as the request does when it is tried again
            self.assertIsNone(self._submit(env, "Second"))
            record = env["hcs.collaboration"].browse(self.record_id)
            self.assertEqual((record.state, record.answer), ("answered", "First"))
            link = env["hcs.access.link"].browse(self.link_id)
            self.assertEqual(link.use_ids.mapped("kind"), ["answered"])
