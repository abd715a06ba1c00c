"""Whatever a program sends to a public method, the answer is a result or a refusal in plain words, never a crash."""

import inspect
from collections import Counter
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from tests.security import rooms
from tests.security.one_of_each import OneOfEachCase

GONE = 2_000_000_000
# what JSON can carry and a parameter can get by mistake
JUNK = [
    None, False, True, 0, 5, -1, GONE, 2**40, 3.5, float("nan"), "", " ", "x", "a\x00b", "x" * 30_000, "2026-13-45",
    "9999-12-31 23:59:59", [], [1], ["x"], [[1, 2]], {}, {"a": 1}, {"id": "x"},
]  # fmt: skip
# what a parameter of this name gets while another one is tried, so that the method gets farther than the first refusal
SENSIBLE = {
    "patient_id": "hcs.patient", "session_id": "hcs.clinic.session", "department_id": "hcs.department",
    "practitioner_id": "hcs.practitioner", "type_id": "hcs.service.type", "task_id": "hcs.followup.task",
    "reason": "Because", "text": "Headache", "note": "Note", "answer": "Yes", "question": "When?", "kind": "problem",
    "how": "desk", "rating": 4, "proof": "Signed", "recipient": "Zhang Hong", "by": None, "value": "3",
    "waypoint": "accept", "who": "doctor", "name": "Dr Li", "code": "no_answer", "outcome_code": "no_answer",
    "date_from": "2026-01-01", "date_to": "2026-01-31", "field": "name",
}  # fmt: skip


class Undone(Exception):
    """The call is over; nothing of it stays."""


def parameters(method):
    """Parameters of a bound method, without those that collect the rest."""
    return [
        parameter
        for parameter in inspect.signature(method).parameters.values()
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]


@tagged("post_install", "-at_install", "hcs_security")
class TestArguments(OneOfEachCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = ("admin", "director", "followup", "complaint", "vip", "pii", "export", "department", "executive")
        cls.everything = cls._make_user("hcs_everything", *(f"group_hcs_{role}" for role in roles))
        cls.records = cls._make_one_of_each()
        cls.env.flush_all()

    def records_of(self, model):
        """Record sets that a client may name: one that is there, none, one that is gone, two."""
        records = self.env[model].with_user(self.everything)
        record = self.records[model].with_env(records.env) if model in self.records else self.some(records)
        return [record, records.browse(), records.browse(GONE), record | records.browse(GONE)]

    def some(self, records):
        """A dialog with nothing filled in, where it may be empty."""
        try:
            with self.env.cr.savepoint():
                return records.create({})
        except (UserError, psycopg2.IntegrityError):
            return records.sudo().search([], limit=1).with_env(records.env)

    def sensible(self, name):
        value = SENSIBLE.get(name)
        return self.records[value].id if isinstance(value, str) and value in self.records else value

    def problem(self, call):
        """What is wrong with the way in which ``call`` ended; None for a result or a refusal."""
        try:
            with self.env.cr.savepoint():
                call()
                self.env.flush_all()
                raise Undone
        except (Undone, UserError, psycopg2.IntegrityError):
            return None  # Odoo tells what the database refuses in the words of the constraint
        except Exception as error:
            return f"{type(error).__name__}: {str(error)[:160]}"

    def walk(self, model, name):
        """Every call that is tried: ``(label, function)``."""
        for records in self.records_of(model):
            method = getattr(records, name)
            known = parameters(method)
            required = {p.name: self.sensible(p.name) for p in known if p.default is p.empty}
            label = f"{model}({len(records)}).{name}"
            yield f"{label}()", lambda m=method, r=required: m(**r)
            if records and records.ids == records.exists().ids:
                for parameter in known:
                    for junk in JUNK:
                        arguments = {**required, parameter.name: junk}
                        yield f"{label}({parameter.name}={str(junk)[:20]!r})", lambda m=method, a=arguments: m(**a)

    @mute_logger("odoo.sql_db")
    def test_no_public_method_breaks(self):
        cron = type(self.env["ir.cron"])
        found, tried = {}, Counter()
        with patch.object(cron, "_commit_progress", return_value=60):
            for model, names in sorted(rooms.PUBLIC.items()):
                for name in sorted(names):
                    for label, call in self.walk(model, name):
                        tried[model] += 1
                        if problem := self.problem(call):
                            found[label] = problem
        self.assertGreater(sum(tried.values()), 3000)
        self.assertFalse(found, "\n".join(f"{label}: {problem}" for label, problem in found.items()))

    def test_the_words(self):
        """What was wrong is named as the screen names it, without the value."""
        calls = [
            ("hcs.service.record", "action_wait", {"reason": 5}, "Reason: this is not a text"),
            ("hcs.service.record", "action_wait", {"reason": "x", "until": "soon"}, "Until: this is not a date"),
            (
                "hcs.service.record",
                "action_wait",
                {"reason": "x", "waiting_for": "rain"},
                "Waiting For: there is no such",
            ),
            ("hcs.service.record", "action_wait", {}, "Something is missing"),
            ("hcs.service.record", "action_wait", {"reason": "x", "how_long": 3}, "or it is too much"),
            ("hcs.service.record", "action_merge", {"into_id": "x"}, "Into: this is not a record"),
            ("hcs.service.record", "action_merge", {"into_id": GONE}, "is not there any more"),
            ("hcs.clinic.session", "action_book", {"patient_id": None}, "patient"),
            ("hcs.clinic.session", "action_book", {"patient_id": GONE}, "Patient: this record is not there"),
            ("hcs.result.delivery", "action_deliver", {"how": 3}, "How: this is not a text"),
            ("hcs.result.delivery", "action_deliver", {"how": "desk", "signature": "5"}, "this is not an image"),
            ("hcs.service.payment", "action_pay", {"amount_paid": "much"}, "this is not a number"),
            ("hcs.patient", "get_timeline", {"limit": 1.5}, "this is not a whole number"),
            ("hcs.followup.task", "action_console_save", {"values": [1]}, "these are no values"),
        ]
        for model, name, arguments, words in calls:
            record = self.records[model].with_user(self.everything)
            with self.subTest(call=f"{model}.{name}({arguments})"):
                with self.assertRaisesRegex(UserError, words) as caught, self.env.cr.savepoint():
                    getattr(record, name)(**arguments)
                self.assertNotIn(str(GONE), str(caught.exception))
        with self.assertRaisesRegex(UserError, "one record at a time"):
            self.env["hcs.service.record"].action_book()

    def test_a_refusal_is_what_odoo_s_own_code_expects(self):
        with self.assertRaises(ValueError):
            self.env["hcs.patient"].ensure_one()
