"""Bad input by form or program: a message that names the field, and nothing half-written."""

import math

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from tests.followup import FollowupCase, local

WINDOW = "2026-06-01 19:05"
HUGE = "x" * (10 << 20)
# model, values, the field that is named
ABSURD = [
    ("hcs.patient", {"name": HUGE}, "Full name"),
    ("hcs.patient", {"name": "a\x00b"}, "Full name"),
    ("hcs.patient", {"name": "A", "birthdate": "0001-01-01"}, "Date of birth"),
    ("hcs.patient", {"name": "A", "birthdate": "9999-12-31"}, "Date of birth"),
    ("hcs.patient", {"name": "A", "birthdate": "yesterday"}, "Date of birth"),
    ("hcs.patient", {"name": "A", "birthdate": "2026-02-30"}, "Date of birth"),
    ("hcs.patient", {"name": "A", "sex": "both"}, "Sex"),
    ("hcs.patient", {"name": "A", "notes": HUGE}, "Internal notes"),
    ("hcs.patient", {"name": "A", "phone_ids": [Command.create({"number_masked": HUGE})]}, "Phone number"),
    ("hcs.patient", {"name": "A", "phone_ids": [Command.create({"number_masked": "1\x002"})]}, "Phone number"),
    ("hcs.patient.relation", {"name": "A", "sequence": 2**40}, "Sequence"),
    ("hcs.department", {"name": HUGE}, "Name"),
    ("hcs.opinion", {"text": HUGE}, "In the person's words"),
    ("hcs.opinion", {"text": "x", "kind": "rumour"}, "Kind"),
    ("hcs.followup.plan.step", {"name": "x", "offset": 2**31, "latest": 2**31}, "After"),
    ("hcs.followup.plan.step", {"name": "x", "offset": -1, "latest": 2}, "before its anchor"),
]  # fmt: skip


@tagged("post_install", "-at_install", "hcs_security")
class TestBadInput(FollowupCase):
    def refused(self, door, error=ValidationError):
        """The text of the refusal; everything else, a crash above all, fails the test."""
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            door()
            self.env.flush_all()
        return str(caught.exception)

    def test_absurd_values_are_refused_by_name_and_not_repeated(self):
        plan = self.env["hcs.followup.plan"].search([], limit=1)
        for model, values, field in ABSURD:
            with self.subTest(model=model, field=field):
                if model == "hcs.patient.relation":
                    values = {**values, "patient_id": self.patient.id}
                if model == "hcs.followup.plan.step":
                    values = {**values, "plan_id": plan.id}
                records = self.env[model].with_user(self.user_director)
                before = records.search_count([])
                try:
                    text = self.refused(lambda r=records, v=values: r.create(v))
                except Exception as error:  # a constraint of the table, told by Odoo at the end of the request
                    text = str(self.env[model]._sql_error_to_message(error)) if hasattr(error, "diag") else repr(error)
                self.assertIn(field, text)
                self.assertLess(len(text), 300)
                self.assertEqual(records.search_count([]), before)

    def test_amounts(self):
        visit = self._make_visit()
        for amount in (math.inf, math.nan, 1e300):
            self.assertIn("too large", self.refused(lambda a=amount: visit.write({"amount_spent": a})))
        self.assertEqual(visit.amount_spent, 100)

    def test_a_visit_of_another_hospital_s_patient(self):
        other = self.env["res.company"].create({"name": "Other hospital"})
        theirs = self.env["hcs.patient"].create({"name": "Li Si", "company_id": other.id})
        visits = self.env["hcs.visit"].with_user(self.user_agent)
        self.refused(lambda: visits.create({"patient_id": theirs.id}), UserError)
        for model in ("hcs.patient.phone", "hcs.consent", "hcs.contact", "hcs.opinion"):
            values = {"patient_id": theirs.id, "number_masked": "1", "purpose": "survey", "text": "x"}
            records = self.env[model].with_user(self.user_agent)
            own = {name: value for name, value in values.items() if name in records._fields}
            self.refused(lambda r=records, v=own: r.create(v), UserError)

    def test_deleted_records(self):
        gone = self.env["hcs.visit"].create({"patient_id": self.patient.id})
        own = gone.with_user(self.user_agent)
        gone.unlink()
        self.refused(own.action_arrive, UserError)
        self.assertEqual(own.read(["kind"]), [])

    def test_a_call_with_nonsense(self):
        task = self._make_task()
        own = task.with_user(self.user_followup)
        with freeze_time(local(WINDOW)):
            for code in (HUGE, "", None, False, "nonsense", "a\x00b", 7):
                text = self.refused(lambda c=code: own.action_record_attempt(c), UserError)
                self.assertLess(len(text), 300)
            for at in ("0001-01-01 00:00:00", "9999-12-31 23:59:59", "tomorrow", "2026-13-01 00:00:00"):
                self.refused(lambda a=at: own.action_record_attempt("no_answer", at=a), UserError)
            for at in ("0001-01-01 00:00:00", "9999-12-31 23:59:59", "tomorrow"):
                self.refused(lambda a=at: own.action_record_attempt("callback", callback_at=a), UserError)
            self.refused(lambda: own.action_record_attempt("no_answer", note=HUGE), UserError)
        self.assertEqual((task.state, task.attempt_count), ("open", 0))
        self.assertFalse(task.attempt_ids)
        self.assertFalse(self.env["hcs.contact"].search([("res_id", "=", task.id), ("res_model", "=", task._name)]))

    def test_a_number_of_somebody_else_is_not_dialled(self):
        task = self._make_task()
        stranger = self._make_patient("13900000009")
        with freeze_time(local(WINDOW)):
            task.with_user(self.user_followup).action_record_attempt("no_answer", phone_id=stranger.phone_ids.id)
        self.assertFalse(task.attempt_ids.phone_id)

    def test_pages_and_figures(self):
        own = self.patient.with_user(self.user_agent)
        for limit in (-5, 0, 10**12):
            self.assertTrue(own.get_timeline(limit=limit)["entries"])
        self.refused(lambda: own.get_timeline(before="never"), UserError)
        analysis = self.env["hcs.followup.analysis"].with_user(self.user_director)
        for arguments in (
            (None, None),
            ("0001-01-01", "9999-12-31"),
            ("2026-02-01", "2026-01-01"),
            ("2026-01-01", "2026-01-31", ()),
            ("2026-01-01", "2026-01-31", ("name; DROP TABLE",)),
        ):
            self.refused(lambda a=arguments: analysis.get_breakdown(*a), UserError)
