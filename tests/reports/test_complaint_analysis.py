"""RPT-02, DOMAIN §4.4, issue 5: the figures of complaints, each against plain SQL; the wall in the analysis."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from tests.complaint.intake import IntakeCase
from tests.followup import local


@tagged("post_install", "-at_install", "hcs_reports")
class TestComplaintAnalysis(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hcs_tz = "Asia/Shanghai"
        cls.other = cls.env["hcs.department"].create({"name": "Ears"})
        cls.charge = cls.env.ref("hospital_customer_service.hcs_complaint_category_charge")
        cls.analysis = cls.env["hcs.complaint.analysis"]

    def received(self, at, **values):
        with freeze_time(local(at)):
            return self.register(received_at=local(at), **values)

    def month(self, user=None, date_from="2026-06-01", date_to="2026-06-30"):
        self.env.flush_all()
        rows = self.as_user(user or self.user_leader, "hcs.complaint.analysis").get_figures(date_from, date_to)
        return {row["code"]: (row["numerator"], row["denominator"]) for row in rows}

    def sql(self, query, *args):
        self.env.flush_all()
        return self.env.execute_query(SQL(query, *args))[0][0]

    def story(self):
        """A month in which every rule of counting has a case."""
        first = self.received("2026-06-01 00:10", patient_id=self.patient.id)
        first.allegation_ids = [Command.create({"category_id": self.charge.id, "department_id": self.other.id})]
        first.allegation_ids[0].finding = "upheld"
        first.allegation_ids[1].finding = "unfounded"
        again = self.received("2026-06-02 09:00", patient_id=self.patient.id)
        again._link_same_matter(first)
        spot = self.received("2026-06-03 09:00")
        spot.sudo().write({"on_the_spot": True, "state": "closed"})
        self.received("2026-06-30 23:50", kind="dispute")
        self.received("2026-07-01 00:05")
        self.received("2026-05-31 23:55")
        self.received("2026-06-04 09:00", kind="praise")
        adopted = self.received("2026-06-05 09:00", kind="suggestion")
        adopted.action_assess("adopted", "Good")
        self.received("2026-06-05 10:00", kind="suggestion").action_assess("not_adopted", "Escape route")
        self.received("2026-06-05 11:00", kind="suggestion")
        first.sudo().satisfaction = "partly"
        spot.sudo().satisfaction = "dissatisfied"
        return first

    def test_against_plain_sql(self):
        """The month is the hospital's own; one complaint is one, repeats and what was settled at once are apart."""
        self.story()
        visits = self.env["hcs.visit"]
        for number in range(4):
            visits.create(
                {
                    "patient_id": self.patient.id,
                    "department_id": self.department.id,
                    "kind": "outpatient",
                    "arrived_at": local(f"2026-06-{10 + number} 09:00"),
                }
            )
        figures = self.month()
        bounds = (local("2026-06-01 00:00"), local("2026-07-01 00:00"), self.company.id)
        in_month = "FROM hcs_complaint_ticket WHERE received_at >= %s AND received_at < %s AND company_id = %s"
        serious = " AND kind IN ('complaint', 'dispute')"
        number = self.sql(
            f"SELECT COUNT(*) {in_month}{serious} AND duplicate_of_id IS NULL AND on_the_spot IS NOT TRUE", *bounds
        )
        self.assertEqual(figures["cp_complaints"], (number, None))
        self.assertEqual(number, 2, "the first of June and the dispute of its last minutes")
        seen = self.sql(
            "SELECT COUNT(*) FROM hcs_visit WHERE kind IN ('outpatient', 'emergency') AND arrived_at >= %s"
            " AND arrived_at < %s AND company_id = %s",
            *bounds,
        )
        self.assertEqual(figures["cp_rate"], (number, seen))
        self.assertEqual(seen, 4)
        for code, kind in (("cp_praise", "praise"), ("cp_suggestions", "suggestion")):
            self.assertEqual(figures[code][0], self.sql(f"SELECT COUNT(*) {in_month} AND kind = %s", *bounds, kind))
        self.assertEqual(figures["cp_praise"], (1, None))
        self.assertEqual(figures["cp_suggestions"], (3, None))
        self.assertEqual(figures["cp_on_the_spot"], (1, None))
        self.assertEqual(figures["cp_adopted_rate"], (1, 2))
        self.assertEqual(figures["cp_satisfied_rate"], (1, 2))
        self.assertEqual(figures["cp_upheld_rate"], (1, 2))
        self.assertEqual(figures["cp_reopened_rate"][1], 4)

    def test_a_share_counts_allegations_and_a_ticket_counts_once(self):
        first = self.story()
        rows = self.analysis.search([("ticket_id", "=", first.id)])
        self.assertEqual(sorted(rows.mapped("category_id.code")), ["attitude", "charge"])
        self.assertEqual(rows.department_id, self.department | self.other)
        self.assertEqual((sum(rows.mapped("tickets")), sum(rows.mapped("allegations"))), (1.0, 2))
        praise = self.analysis.search([("kind", "=", "praise"), ("received_at", "=", local("2026-06-04 09:00"))])
        self.assertEqual((praise.tickets, praise.allegations), (1.0, 0))

    def test_in_time(self):
        """One that is late and open counts as late; a deadline that still runs does not count."""
        policy = self.env["hcs.clock.policy"].search([("model", "=", "hcs.complaint.ticket")])
        policy.active = False
        self.env["hcs.clock.policy"].create(
            {
                "name": "Answer",
                "code": "t_answer",
                "model": "hcs.complaint.ticket",
                "domain": "[('kind', '=', 'complaint')]",
                "start_event": "created",
                "stop_event": "answered",
                "target": 3,
                "unit": "calendar_day",
            }
        )
        met, late, open_late = (self.received(f"2026-06-0{day} 09:00") for day in (1, 2, 3))
        running = self.received("2026-06-20 09:00")
        met._clock_stop("answered", local("2026-06-02 09:00"))
        late._clock_stop("answered", local("2026-06-15 09:00"))
        self.env.flush_all()
        with freeze_time(local("2026-06-20 10:00")):
            self.assertEqual(self.month()["cp_on_time_rate"], (1, 3))
            shares = {row.ticket_id: row.is_timed and row.on_time for row in self.analysis.search([])}
            self.assertEqual([shares[one] for one in (met, late, open_late, running)], [1.0, 0.0, 0.0, False])
        with freeze_time(local("2026-06-25 10:00")):
            self.env.invalidate_all()
            self.assertEqual(self.month()["cp_on_time_rate"], (1, 4))

    def test_nothing_over_nothing_is_nothing(self):
        rows = self.as_user(self.user_leader, "hcs.complaint.analysis").get_figures("2020-01-01", "2020-01-31")
        values = {row["code"]: row["value"] for row in rows}
        self.assertIsNone(values["cp_rate"])
        self.assertEqual(values["cp_complaints"], 0)
        self.assertTrue(all(row["name"] != row["code"] for row in rows), "each has its definition")

    def test_staff_a_ticket_names_do_not_see_its_rows(self):
        ticket = self.received("2026-06-01 09:00", staff_ids=[Command.set(self.user_leader.ids)])
        self.env.flush_all()
        domain = [("ticket_id", "=", ticket.id)]
        self.assertFalse(self.as_user(self.user_leader, "hcs.complaint.analysis").search(domain))
        self.assertTrue(self.as_user(self.user_director, "hcs.complaint.analysis").search(domain))
        groups = self.as_user(self.user_leader, "hcs.complaint.analysis")._read_group(domain, [], ["__count"])
        self.assertEqual(groups, [(0,)])

    def test_who_may(self):
        for user in (self.user_agent, self.user_department, self.user_outsider, self.user_complaint):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.month(user)
        self.assertTrue(self.month(self.user_executive))
        leader = self.as_user(self.user_leader, "hcs.complaint.analysis")
        for period in (("2026-06-30", "2026-06-01"), (None, None), ("x", "y"), (7, 8)):
            with self.assertRaises(UserError):
                leader.get_figures(*period)
        with self.assertRaises(UserError):
            leader.get_figures("2026-06-01", "2026-06-30", company_id=-1)
