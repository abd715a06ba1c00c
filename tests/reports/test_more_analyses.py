"""RPT-01, RPT-03: calls, care messages and places at activities as facts: what plain SQL counts, and nobody's name."""

from datetime import datetime

from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase, local
from tests.reports.analyses import AnalysisChecks


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-08-01 04:00:00")
class TestMoreAnalyses(AnalysisChecks, ReportCase):
    MODELS = ("hcs.attempt.analysis", "hcs.care.analysis", "hcs.activity.analysis")
    NAMELESS = {
        "patient_id",
        "number_masked",
        "phone_id",
        "note",
        "text",
        "name",
        "hcs_patient_id",
        "partner_id",
        "email",
    }

    def attempt(self, at="2026-06-03 18:30", code="answered", minutes=4, **values):
        outcome = self.env["hcs.call.outcome"].search([("code", "=", code)], limit=1)
        started = local(at)
        values = {
            "task_id": self._task("2026-06-03 20:00").id,
            "company_id": self.hospital.id,
            "user_id": self.user_followup.id,
            "outcome_id": outcome.id,
            "channel": "phone",
            "started_at": started,
            "ended_at": datetime.fromtimestamp(started.timestamp() + minutes * 60),
            **values,
        }
        return self.insert("hcs_followup_attempt", **values)

    def totals(self, model, *aggregates, user=None, group=None):
        rows = self.as_user(user or self.user_leader, model)._read_group(
            [("company_id", "=", self.hospital.id)], [group] if group else [], list(aggregates)
        )
        return rows if group else rows[0]

    def test_calls(self):
        self.attempt(minutes=4)
        self.attempt("2026-06-03 18:59", minutes=8)
        self.attempt("2026-06-03 19:00", "no_answer", minutes=1)
        found = self.totals("hcs.attempt.analysis", "attempts:sum", "reached:sum", "reached_rate:avg", "minutes:avg")
        self.env.cr.execute(
            """
            SELECT COUNT(*), COUNT(*) FILTER (WHERE o.reached) FROM hcs_followup_attempt a
              JOIN hcs_call_outcome o ON o.id = a.outcome_id WHERE a.company_id = %s
            """,
            [self.hospital.id],
        )
        self.assertEqual(found[:2], self.env.cr.fetchone())
        self.assertEqual(found[:2], (3, 2))
        self.assertAlmostEqual(found[2], 2 / 3)
        self.assertEqual(found[3], 6, "the call that nobody answered has no length")
        hours = self.totals("hcs.attempt.analysis", "attempts:sum", group="hour")
        self.assertEqual(sorted(hours), [(18, 2), (19, 1)], "hours are the hospital's")

    def care_message(self, state, number, **values):
        rule = self.env["hcs.care.rule"].create(
            {"name": f"Rule {number}", "body": "{patient_title}, all the best.", "company_id": self.hospital.id}
        )
        self.insert(
            "hcs_care_message", rule_id=rule.id, patient_id=self.patients[0].id, occasion="birthday",
            occasion_key=f"t{number}", occasion_on="2026-06-03", send_on="2026-06-03", channel="sms", state=state,
            company_id=values.get("company_id", self.hospital.id), create_date=local("2026-06-01 10:00"),
        )  # fmt: skip

    def test_care_messages(self):
        for number, state in enumerate(("delivered", "delivered", "failed", "suppressed", "queued", "cancelled")):
            self.care_message(state, number)
        found = self.totals(
            "hcs.care.analysis", "messages:sum", "sent:sum", "delivered:sum", "suppressed:sum", "delivery_rate:avg"
        )
        self.assertEqual(found[:4], (5, 3, 2, 1))
        self.assertAlmostEqual(found[4], 2 / 3)
        span = self.env["hcs.fact"]._count(self.hospital, datetime(2026, 6, 1).date(), datetime(2026, 6, 30).date(),
                                           ["ca_messages", "ca_suppressed", "ca_delivered_rate"])  # fmt: skip
        self.assertEqual(
            (found[1], found[3], (found[2], 3)),
            (span["ca_messages", "total", 0, ""][0], span["ca_suppressed", "total", 0, ""][0],
             span["ca_delivered_rate", "total", 0, ""]),
            "the analysis and the indicator say the same",
        )  # fmt: skip

    def test_places_at_activities(self):
        """Taken places of activities that were held or will be; a called off one, and who cancelled, do not count."""
        held, ahead, off = self.env["event.event"].create(
            [
                {
                    "name": name,
                    "hcs_kind": "lecture",
                    "company_id": self.hospital.id,
                    "date_begin": begin,
                    "date_end": end,
                }
                for name, begin, end in (
                    ("Held", "2026-06-10 02:00:00", "2026-06-10 04:00:00"),
                    ("Ahead", "2026-09-10 02:00:00", "2026-09-10 04:00:00"),
                    ("Off", "2026-06-11 02:00:00", "2026-06-11 04:00:00"),
                )
            ]
        )
        off.sudo().write({"hcs_cancelled_at": "2026-06-01 02:00:00"})
        for event, state in ((held, "done"), (held, "done"), (held, "open"), (held, "cancel"), (ahead, "open"),
                             (off, "done")):  # fmt: skip
            self.insert(
                "event_registration", event_id=event.id, state=state, active=True, company_id=self.hospital.id,
                barcode=f"b{self.env.cr.now().timestamp()}{event.id}{state}{self.made}",
            )  # fmt: skip
            self.__class__.made += 1
        found = self.totals("hcs.activity.analysis", "places:sum", "came:sum", "booked:sum", "came_rate:avg")
        self.assertEqual(found[:3], (4, 2, 0))
        self.assertAlmostEqual(found[3], 2 / 3, msg="what is still ahead has no share yet")
        [rows] = self.as_user(self.user_leader, "hcs.activity.analysis").formatted_read_grouping_sets(
            [("event_id", "=", ahead.id)], [["event_id"]], ["places:sum", "came_rate:avg"]
        )
        self.assertEqual([(row["places:sum"], row["came_rate:avg"]) for row in rows], [(1, False)], "not 0 %")

    def test_another_hospital_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.attempt()
        self.attempt(company_id=other.id)
        self.care_message("sent", 1)
        self.care_message("sent", 2, company_id=other.id)
        for model in self.MODELS[:2]:
            found = self.as_user(self.user_director, model).search([])
            self.assertEqual(found.company_id, self.hospital, model)

    def test_a_line_opens_its_record(self):
        self.attempt()
        for model in ("hcs.attempt.analysis", "hcs.followup.analysis"):
            row = self.as_user(self.user_director, model).search([("company_id", "=", self.hospital.id)])
            action = row.action_open_record()
            self.assertEqual((action["res_model"], action["res_id"]), ("hcs.followup.task", row.task_id.id))
