"""The demonstration hospital lives on whatever day it is installed (issue: >= 200 patients, 12 departments, ...)."""

import re
from ast import literal_eval
from pathlib import Path

from odoo import fields
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools.convert import convert_file

from tests.demo.care import CareCheck
from tests.demo.complaints import ComplaintCheck
from tests.demo.desk import DeskCheck
from tests.demo.feed import FeedCheck
from tests.demo.members import MemberCheck
from tests.repository import ROOT

MODULES = ("hospital_customer_service", "hospital_cs_reports")
TARGETS = {"arrived", "no_show", "interrupted", "outpatient_surgery", "inpatient_surgery", "discharge"}
ROLES = {
    "agent",
    "followup",
    "leader",
    "director",
    "executive",
    "complaint",
    "vip",
    "department",
    "pii",
    "hcsadmin",
    "his",
}


@tagged("post_install", "-at_install", "hcs_demo")
class TestDemoHospital(TransactionCase):
    """Loads the demo files of the manifest into a database without them, as of several days."""

    def _load(self, moment):
        self.env["hcs.patient"].flush_model()
        with freeze_time(moment):
            self.env["hcs.calling.slot"]._rebuild()
            for module in MODULES:
                manifest = literal_eval(Path(ROOT, module, "__manifest__.py").read_text(encoding="utf-8"))
                for name in manifest["demo"]:
                    convert_file(self.env, module, name, {}, mode="init", noupdate=True)
            self._check_people()
            self._check_visits()
            self._check_followup()
            self._check_work_of_today()
            self._check_summaries()
            DeskCheck(self).check()
            ComplaintCheck(self).check()
            MemberCheck(self).check()
            CareCheck(self).check()
            FeedCheck(self).check()

    def _check_people(self):
        patients = self.env["hcs.patient"].search([])
        self.assertGreaterEqual(len(patients), 200)
        self.assertEqual(self.env["hcs.department"].search_count([]), 12)
        self.assertEqual(self.env["hcs.practitioner"].search_count([]), 32)
        names = self.env["hcs.specialty"].search([]).mapped("name")
        self.assertEqual(len(names), len(set(names)), "the demo hospital doubles no specialty that is there already")
        users = self.env["res.users"].search([("login", "in", list(ROLES))])
        self.assertEqual(set(users.mapped("login")), ROLES)
        for flag in ("disabled", "foreign_guest", "veteran", "kept_secret"):
            self.assertTrue(patients.filtered(flag), f"nobody with {flag}")
        self.assertTrue(patients.filtered("pregnant_until"))
        phones = patients.phone_ids
        self.assertTrue(phones.filtered("invalid"), "a bad number is kept and flagged")
        shared = self.env["hcs.patient.phone"]._read_group([], ["e164"], ["__count"], having=[("__count", ">", 2)])
        self.assertTrue(shared, "families share numbers")
        self._check_invented(patients, phones)

    def _check_invented(self, patients, phones):
        """No number may belong to a living person: made-up blocks and a region that does not exist."""
        for number in phones.filtered(lambda phone: not phone.invalid).mapped("e164"):
            self.assertRegex(number, r"^(\+861(99|88|77|39)0000\d{4}|\+447700900\d{3}|\+12025550?\d{3})$")
        for number in patients.filtered(lambda patient: patient.id_type == "id_card" and patient.id_number).mapped(
            "id_number"
        ):
            self.assertTrue(number.startswith("330099"))
            weights = [2 ** (17 - position) % 11 for position in range(17)]
            total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
            self.assertEqual(number[17], "10X98765432"[total % 11])
        self.assertFalse([name for name in patients.mapped("name") if not re.match(r"^[\w ]+$", name)])

    def _check_visits(self):
        visits = self.env["hcs.visit"].search([])
        codes = {code for visit in visits for code in (visit.target_codes or "").split(",") if code}
        self.assertEqual(codes, TARGETS)
        self.assertEqual(
            set(visits.mapped("state")), set(dict(visits._fields["state"].selection)) - self._rare(visits)
        )
        self.assertEqual(set(visits.mapped("kind")), set(dict(visits._fields["kind"].selection)))
        first, last = min(visits.mapped("visit_at")), max(visits.mapped("visit_at"))
        self.assertGreaterEqual((last - first).days, 100)
        self.assertEqual(visits.filtered(lambda visit: not visit.amount_known).filtered("amount_spent").ids, [])
        self.assertTrue(visits.filtered(lambda visit: visit.amount_known and not visit.amount_spent))
        courses = self.env["hcs.treatment.course"].search([])
        self.assertTrue({"running", "interrupted", "completed"} <= set(courses.mapped("state")))

    def _rare(self, visits):
        """Nobody need stand at the desk in the very minute of the installation."""
        return {"arrived"} - set(visits.mapped("state"))

    def _check_followup(self):
        tasks = self.env["hcs.followup.task"].search([])
        self.assertEqual(set(tasks.mapped("state")), set(dict(tasks._fields["state"].selection)))
        self.assertEqual(set(tasks.step_id.plan_id.mapped("target")), TARGETS)
        outcomes = self.env["hcs.call.outcome"].search([])
        attempts = self.env["hcs.followup.attempt"].search([])
        self.assertEqual(attempts.outcome_id, outcomes)
        slots = self.env["hcs.calling.slot"].search([("team_id", "=", False), ("channel", "=", "call")])
        spans = {slot.day: [] for slot in slots}
        for slot in slots:
            spans[slot.day].append((slot.from_utc, slot.to_utc))
        local_date = self.env.company._hcs_local_date
        outside = [
            attempt.id
            for attempt in attempts
            if not any(
                first <= attempt.started_at <= attempt.ended_at <= last
                for first, last in spans.get(local_date(attempt.started_at), ())
            )
        ]
        self.assertEqual(outside, [], "nobody was called outside the windows (FUP-03)")
        self.assertLessEqual(max(attempts.mapped("ended_at")), fields.Datetime.now())
        for task in tasks.filtered(lambda task: task.state == "unsuccessful" and task.last_outcome == "no_answer"):
            self.assertEqual(task.failed_count, 3, "three failures end a task (FUP-06)")
        self._check_answers(tasks.filtered(lambda task: task.last_outcome in ("answered", "proxy")))

        phases = self.env["hcs.followup.cycle"].search([]).mapped("phase")
        self.assertEqual((phases.count("collecting"), phases.count("closed")), (1, 1), "one month runs, one is closed")

    def _check_answers(self, done):
        self.assertEqual(set(done.mapped("state")), {"done"})
        for task in done:
            task._check_satisfaction()  # FUP-08: the reasons the desk would have insisted on
        self.assertEqual(set(self.env["hcs.opinion"].search([]).mapped("kind")), {"opinion", "suggestion", "need"})
        levels = done.satisfaction_ids.mapped("level")
        self.assertTrue({"1", "2", "3", "4", "na"} <= set(levels))

    def _check_work_of_today(self):
        """The desk has something to do, and the scheduled actions find that the demo left nothing behind."""
        tasks = self.env["hcs.followup.task"]
        self.assertTrue(tasks.search_count([("is_due_now", "=", True)]))
        self.assertGreater(tasks.search_count([("state", "=", "open")]), 30)
        counts = self.env["hcs.followup.plan"]._plan_visits(self.env["hcs.visit"].search([]))
        self.assertEqual((counts["created"], counts["replanned"], counts["cancelled"]), (0, 0, 0))
        self.assertEqual(tasks._cron_expire()["expired"], 0)

    def _check_summaries(self):
        summaries = self.env["hcs.summary"].search([])
        kinds = summaries.grouped("kind")
        self.assertEqual(kinds["month"].mapped("state"), ["published"] * 2)
        self.assertEqual(kinds["quarter"].mapped("state"), ["published"])
        self.assertEqual(set(kinds["week"].mapped("state")), {"submitted", "reviewed", "published"})
        for summary in summaries:
            self.assertGreater(summary.row_count, 0)
            self.assertNotEqual(summary.published_by_id or summary.reviewed_by_id, summary.author_id, "RPT-05")
            self.assertNotIn("–", summary.narrative, "every figure of the text was counted")
        self.assertTrue(kinds["month"].feedback_ids)
        later = max(kinds["month"], key=lambda summary: summary.date_from)
        self.assertEqual(later.previous_id, kinds["month"] - later, "compared with the signed month before")

    def test_spring_festival(self):
        """No windows for days: the desk has the call-backs that people asked for."""
        moment = "2026-02-17 06:30:00"
        self._load(moment)
        slots = self.env["hcs.calling.slot"]
        self.assertFalse(slots._covers(self.env.company, fields.Datetime.to_datetime(moment), None, "call"))

    def test_first_night_of_a_year_without_notice(self):
        """Two o'clock in the morning of a year whose official holidays are not known."""
        self._load("2026-12-31 18:00:00")
