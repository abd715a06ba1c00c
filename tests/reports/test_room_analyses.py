"""RPT-02, RPT-03: bookings, incidents, messages and members as facts; each by role, each of the own hospital only."""

from odoo.tests import freeze_time, tagged

from tests.reports import ReportCase, local
from tests.reports.analyses import AnalysisChecks


@tagged("post_install", "-at_install", "hcs_reports")
@freeze_time("2026-08-01 04:00:00")
class TestRoomAnalyses(AnalysisChecks, ReportCase):
    MODELS = ("hcs.appointment.analysis", "hcs.incident.analysis", "hcs.message.analysis", "hcs.vip.analysis")
    NAMELESS = {"patient_id", "caller_name", "number", "number_masked", "body", "description", "reporter_id", "text"}

    def incident(self, **values):
        common = {"kind": "fire", "severity": "4", "state": "closed", "description": "x", "near_miss": False,
                  "company_id": self.hospital.id}  # fmt: skip
        at = local("2026-06-03 10:00")
        moments = {"occurred_at": at, "noticed_at": at, "reported_at": local("2026-06-03 12:00")}
        return self.insert("hcs_incident", **{**common, **moments, **values})

    def test_incidents(self):
        self.incident()
        self.incident(closed_at=local("2026-06-04 10:00"))
        [(count, report, close)] = self.as_user(self.user_leader, "hcs.incident.analysis")._read_group(
            [("company_id", "=", self.hospital.id)],
            aggregates=["incidents:sum", "hours_to_report:avg", "hours_to_close:avg"],
        )
        self.assertEqual((count, report, close), (2, 2, 24))

    def test_another_hospital_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.incident()
        self.incident(company_id=other.id)
        found = self.as_user(self.user_director, "hcs.incident.analysis").search([])
        self.assertEqual(found.company_id, self.hospital)

    def test_messages(self):
        """What arrived of what has an outcome; what was not allowed is no failure of the gateway."""
        template = self.env["hcs.message.template"].search([], limit=1)
        for state in ("delivered", "delivered", "failed", "refused", "queued"):
            self.insert(
                "hcs_message", company_id=self.hospital.id, code="t", purpose="service", state=state, cost=0.05,
                template_id=template.id,
                create_date=local("2026-06-03 10:00"),
                sent_at=local("2026-06-03 10:00") if state in ("delivered", "failed") else None,
                delivered_at=local("2026-06-03 10:01") if state == "delivered" else None,
            )  # fmt: skip
        [values] = self.as_user(self.user_leader, "hcs.message.analysis")._read_group(
            [("company_id", "=", self.hospital.id)],
            aggregates=["messages:sum", "sent:sum", "delivered:sum", "failed:sum", "delivery_rate:avg", "seconds:avg"],
        )
        self.assertEqual(values[:4], (5, 3, 2, 2))
        self.assertAlmostEqual(values[4], 2 / 3, 3)
        self.assertEqual(values[5], 60)
