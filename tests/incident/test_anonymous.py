"""FEATURES IN1: who reported without a name cannot be found out from anything that is stored."""

import logging

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from tests.incident import IncidentCase

REPORT = {"anonymous": True, "kind": "medical_accident", "severity": "1", "description": "Wrong dose"}


@tagged("post_install", "-at_install", "hcs_incident")
class TestAnonymous(IncidentCase):
    def traces(self, user):
        """How often each column of the database that points to a person names ``user``."""
        self.env.flush_all()
        found = {}
        for table, column, target in self.env.execute_query(
            SQL(
                "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c "
                "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
                "WHERE c.contype = 'f' AND c.confrelid IN ('res_users'::regclass, 'res_partner'::regclass)"
            )
        ):
            key = user.id if target == "res_users" else user.partner_id.id
            count = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s WHERE %s = %s",
                    SQL.identifier(table.strip('"')),
                    SQL.identifier(column),
                    key,
                )
            )[0][0]
            found[table, column] = count
        return found

    def words(self, user):
        """The texts stored about incidents and the marks of ``user`` in them."""
        tables = ("hcs_incident", "hcs_incident_report", "mail_message", "mail_activity", "hcs_clock_event")
        names = {user.login, user.name, user.email}
        found = []
        for table in tables:
            rows = self.env.execute_query(SQL("SELECT to_jsonb(t)::text FROM %s t", SQL.identifier(table)))
            found += [(table, name) for (row,) in rows for name in names if name and name in row]
        return sorted(found)

    def report_by_form(self, user, **values):
        """What the small form of the client does: default values, an answer to each change, one save."""
        incidents = self.as_user(user, "hcs.incident")
        view = self.env.ref("hospital_customer_service.hcs_incident_view_report")
        spec = {name: {} for name in ("kind", "severity", "description", "anonymous", "occurred_at", "reference")}
        incidents.get_views([(view.id, "form")])
        defaults = incidents.onchange({}, [], spec)["value"]
        defaults.pop("reference", None)
        saved = incidents.web_save({**defaults, **REPORT, **values}, spec)
        action = incidents.browse(saved[0]["id"]).action_submit()
        return saved, action

    def test_nothing_in_the_database_names_the_reporter(self):
        """Rows, history, activities, followers, clocks, chain, read log: every foreign key is counted."""
        self.tell(self.user_director)
        self.tell(self.user_executive, severity="2")
        for user in (self.user_agent, self.user_department, self.user_leader, self.user_executive):
            with self.subTest(user=user.login):
                before, words = self.traces(user), self.words(user)
                values = {"department_id": self.department.id}
                if user in (self.user_agent, self.user_leader):
                    values["patient_id"] = self.patient.id
                saved, _action = self.report_by_form(user, **values)
                after = self.traces(user)
                # who is told of an incident stands in its chain, whoever reported it
                told = {
                    ("hcs_incident_report", "user_id"),
                    ("mail_activity", "user_id"),
                    ("mail_followers", "partner_id"),
                    ("mail_mail_res_partner_rel", "res_partner_id"),
                    ("mail_notification", "res_partner_id"),
                    ("mail_message_res_partner_rel", "res_partner_id"),
                    ("hcs_clock_event_user_rel", "user_id"),
                }
                changed = {key for key in before if before[key] != after[key]}
                self.assertLessEqual(changed, told if user == self.user_executive else set())
                if user != self.user_executive:
                    self.assertEqual(self.words(user), words)
                incident = self.env["hcs.incident"].browse(saved[0]["id"])
                self.assertEqual(incident.create_uid.id, SUPERUSER_ID)
                self.assertFalse(incident.reporter_id)
                self.assertEqual(
                    set(incident.message_ids.author_id.ids) - {self.env.ref("base.partner_root").id}, set()
                )
                self.assertTrue(incident.clock_ids)
                self.assertEqual(incident.report_ids.create_uid.ids, [SUPERUSER_ID])

    def test_the_answer_to_the_form_shows_nothing(self):
        """A look at the record would be logged: the client gets the number and empty values."""
        with self.assertLogs(level="DEBUG") as logs:
            logging.getLogger("hcs").debug("one line at least")
            saved, action = self.report_by_form(self.user_agent, patient_id=self.patient.id)
        self.assertFalse([line for line in logs.output if self.user_agent.login in line or "Wrong dose" in line])
        self.assertEqual({name for name, value in saved[0].items() if value}, {"id"})
        self.assertEqual(action["params"]["next"]["type"], "ir.actions.act_window_close")
        self.assertFalse(self.env["hcs.access.log"].search([("user_id", "=", self.user_agent.id)]))

    def test_the_reporter_sees_it_no_more_than_colleagues(self):
        for user in (self.user_agent, self.user_department):
            incident = self.report(user, **REPORT, department_id=self.department.id)
            self.assertNotIn(incident, self.as_user(user, "hcs.incident").search([]))
            with self.assertRaises(AccessError):
                incident.with_user(user).read(["description"])
            with self.assertRaises(AccessError):
                incident.with_user(user).message_ids.read(["body"])
        self.assertIn(incident, self.as_user(self.user_leader, "hcs.incident").search([]))

    def test_a_reporter_may_only_say_what_any_reporter_may(self):
        """The system writes the row; what the reporter could not write is not slipped in with it."""
        other = self.env["res.company"].create({"name": "Other hospital"})
        theirs = self.env["hcs.department"].create({"name": "Theirs", "company_id": other.id})
        for values, user in (
            ({"company_id": other.id}, self.user_agent),
            ({"department_id": theirs.id}, self.user_agent),
            ({"patient_id": self.patient.id}, self.user_department),
        ):
            with self.assertRaises(AccessError):
                self.report(user, **REPORT, **values)
        with self.assertRaises(AccessError):
            self.report(self.user_outsider, **REPORT)
        incident = self.report(
            **REPORT, state="closed", reporter_id=self.user_agent.id, resolution="x", user_id=self.user_agent.id
        )
        self.assertEqual(
            (incident.state, incident.reporter_id, incident.resolution, incident.user_id.id),
            ("reported", self.env["res.users"], False, False),
        )

    def test_a_name_is_neither_added_nor_taken_away_later(self):
        named = self.report(self.user_agent)
        anonymous = self.report(**REPORT)
        for incident, value in ((named, True), (anonymous, False)):
            with self.assertRaises(UserError):
                incident.with_user(self.user_leader).write({"anonymous": value})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.execute_query(
                SQL("UPDATE hcs_incident SET anonymous = TRUE WHERE id = %s RETURNING id", named.id)
            )

    def test_mixed_reports_keep_their_order(self):
        incidents = self.as_user(self.user_agent, "hcs.incident").create(
            [{"description": "A"}, {**REPORT, "description": "B"}, {"description": "C"}]
        )
        self.assertEqual(incidents.sudo().mapped("description"), ["A", "B", "C"])
        self.assertEqual(incidents.sudo().mapped("anonymous"), [False, True, False])

    def test_people_called_by_a_leader_are_noted_as_ever(self):
        """Work on the incident is signed; only the report is not."""
        incident = self.report(**REPORT)
        incident.with_user(self.user_leader).action_handle()
        self.assertEqual(incident.user_id, self.user_leader)
