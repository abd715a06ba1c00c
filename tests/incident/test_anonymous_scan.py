"""FEATURES IN1: every row of every table is read; none that a nameless report leaves behind shows who wrote it."""

from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from tests.incident import IncidentCase

# numbers no other record of a test database has
USER, PARTNER = 1987654321, 1876543219
NAMES = {"login": "zq-reporter-login", "name": "Zq Reporter Name", "email": "zq.reporter@example.com"}


@tagged("post_install", "-at_install", "hcs_incident")
class TestAnonymousScan(IncidentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for table, number in (("res_users", USER), ("res_partner", PARTNER)):
            # taken back with the transaction, unlike setval()
            cls.env.cr.execute(
                SQL("ALTER SEQUENCE %s RESTART WITH %s", SQL.identifier(f"{table}_id_seq"), SQL(str(number)))
            )
        cls.reporter = new_test_user(
            cls.env,
            groups="base.group_user,hospital_customer_service.group_hcs_leader",
            context={"no_reset_password": True, "mail_create_nosubscribe": True},
            tz="Asia/Shanghai",
            **NAMES,
        )

    def marks(self):
        """``{(table, mark): rows}``: how often the number or a name of the reporter stands in a table."""
        self.env.flush_all()
        tables = self.env.execute_query(
            SQL("SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace")
        )
        patterns = [str(USER), str(PARTNER), *NAMES.values()]
        found = {}
        for (table,) in tables:
            rows = self.env.execute_query(
                SQL(
                    "SELECT mark, count(*) FROM %s t, unnest(%s) AS mark"
                    " WHERE strpos(t::text, mark) > 0 GROUP BY mark",
                    SQL.identifier(table),
                    patterns,
                )
            )
            found.update({(table, mark): count for mark, count in rows})
        return found

    def report_by_form(self, **values):
        incidents = self.as_user(self.reporter, "hcs.incident")
        incidents.get_views([(self.env.ref("hospital_customer_service.hcs_incident_view_report").id, "form")])
        spec = {name: {} for name in ("kind", "severity", "description", "anonymous", "occurred_at", "place")}
        defaults = incidents.onchange({}, [], spec)["value"]
        saved = incidents.web_save({**defaults, **values}, spec)
        incidents.browse(saved[0]["id"]).action_submit()
        return self.env["hcs.incident"].browse(saved[0]["id"])

    def test_no_row_of_any_table_shows_the_reporter(self):
        self.tell(self.user_director)
        before = self.marks()
        self.assertIn(("res_users", str(USER)), before, "the scan finds what is there")
        for values in (
            {"kind": "medical_accident", "severity": "1", "description": "Wrong dose"},
            {"kind": "other", "near_miss": True, "description": "Almost slipped", "department_id": self.department.id},
            {"kind": "equipment", "equipment": "Monitor", "description": "Dark", "patient_id": self.patient.id},
        ):
            with self.subTest(kind=values["kind"]):
                incident = self.report_by_form(anonymous=True, **values)
                self.assertTrue(incident.exists().report_ids)
                self.assertEqual(self.marks(), before)

    def test_the_scan_would_find_a_named_report(self):
        """A report by name leaves the marks that the other test looks for."""
        before = self.marks()
        self.report_by_form(kind="fire", description="Smoke")
        changed = {table for (table, _mark), count in self.marks().items() if before.get((table, _mark)) != count}
        self.assertLessEqual({"hcs_incident", "mail_message"}, changed)

    def test_work_after_the_report_leads_nowhere(self):
        """Chain, clocks and closing by others add nothing of the reporter either."""
        before = self.marks()
        incident = self.report_by_form(anonymous=True, kind="security", severity="3", description="Threat")
        leader = incident.with_user(self.user_leader)
        leader.action_handle()
        leader.message_post(body="Looked into it")
        leader.resolution = "Calmed down"
        leader.action_close()
        self.assertEqual(self.marks(), before)
