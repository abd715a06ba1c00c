"""Ground for the tests of activities: one lecture, some patients, a segment."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, new_test_user

from odoo.addons.base.models.ir_cron import IrCron

from tests.contact.common import MessageCase

# Monday, ten o'clock in Shanghai; the lecture is on Saturday at nine
NOW = "2026-03-16 02:00:00"
BEGIN = datetime(2026, 3, 21, 1)


class ActivityCase(MessageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.company.write({"hcs_cap_day": 0, "hcs_cap_week": 0})
        cls.env["hcs.calling.slot"]._ensure(cls.company, date(2026, 3, 1), date(2026, 5, 1))
        cls.activity = cls._make_activity()
        cls.people = cls.env["hcs.patient"].browse()
        for number in range(6):
            cls.people |= cls._make_patient(f"P{number}", number=f"1380013810{number}")

    def setUp(self):
        super().setUp()
        # jobs commit as they go; a test must not
        self.startPatcher(patch.object(IrCron, "_commit_progress", lambda *_args, **_values: 1_000))

    @contextmanager
    def assertRaisesRegex(self, error, words):
        """A refusal leaves nothing behind, as at the end of a request."""
        with super().assertRaisesRegex(error, words) as caught, self.env.cr.savepoint():
            yield caught

    @classmethod
    def _make_activity(cls, **values):
        return cls.env["event.event"].create(
            {
                "name": "Living with high blood pressure",
                "hcs_kind": "lecture",
                "hcs_place": "Hall 2",
                "date_begin": BEGIN,
                "date_end": BEGIN + timedelta(hours=2),
                **values,
            }
        )

    @classmethod
    def _make_event(cls, **values):
        """An event of the house that is none of ours."""
        return cls.env["event.event"].create(
            {"name": "Staff party", "date_begin": BEGIN, "date_end": BEGIN + timedelta(hours=2), **values}
        )

    @classmethod
    def _make_event_user(cls, group, *ours):
        groups = ",".join(["base.group_user", f"event.group_event_{group}", *ours])
        return new_test_user(
            cls.env, login=f"event_{group}_{len(ours)}", groups=groups, context={"no_reset_password": True}
        )

    def _register(self, patient, event=None, user=None, **values):
        registrations = self.env["event.registration"].with_user(user or self.user_agent)
        return registrations.create({"event_id": (event or self.activity).id, "hcs_patient_id": patient.id, **values})

    def _wait(self, patient, event=None):
        registrations = self.env["event.registration"].with_user(self.user_agent).with_context(hcs_waitlist=True)
        return registrations.create({"event_id": (event or self.activity).id, "hcs_patient_id": patient.id})

    @classmethod
    def _agree(cls, patients, state="given"):
        cls.env["hcs.consent"].create(
            [
                {"patient_id": patient.id, "purpose": "marketing", "channel": "any", "state": state}
                for patient in patients
            ]
        )

    def _new_messages(self, code=None):
        domain = [("code", "=", code)] if code else [("code", "like", "activity_%")]
        return self.env["hcs.message"].search(domain, order="id")
