"""Ground of the tests of clinics and bookings: an expert with a clinic on Monday, and patients without end."""

from contextlib import contextmanager
from itertools import count

from odoo.tests import freeze_time

from tests.visit import VisitCase

# a Sunday evening; 2026-03-02 is an ordinary Monday
NOW = "2026-03-01 20:00"
MONDAY = "2026-03-02"


class BookingCase(VisitCase):
    def setUp(self):
        super().setUp()
        self.numbers = count(1)
        self.clock = freeze_time(self.at(NOW))
        self.clock.start()
        self.addCleanup(self.clock.stop)
        self.sessions = self.env["hcs.clinic.session"]
        self.bookings = self.env["hcs.appointment"]
        # what others have in this database does not play
        self.env["hcs.clinic.template"].search([("company_id", "=", self.company.id)]).active = False

    @contextmanager
    def assertRaisesRegex(self, error, words):
        """A refusal leaves nothing behind, as at the end of a request."""
        with super().assertRaisesRegex(error, words) as caught, self.env.cr.savepoint():
            yield caught

    def go(self, local):
        """Let the hospital's clock show ``local``."""
        self.clock.stop()
        self.clock = freeze_time(self.at(local))
        self.clock.start()

    def template(self, **values):
        return self.env["hcs.clinic.template"].create(
            {
                "name": "Orthopaedics, Dr Wang",
                "practitioner_id": self.doctor.id,
                "department_id": self.department.id,
                "weekday": "0",
                "hour_from": 8.0,
                "hour_to": 12.0,
                "capacity": 3,
                **values,
            }
        )

    def session(self, day=MONDAY, start="08:00", end="12:00", **values):
        """A session by itself, without pattern."""
        return self.sessions.create(
            {
                "practitioner_id": self.doctor.id,
                "department_id": self.department.id,
                "start_at": self.at(f"{day} {start}"),
                "end_at": self.at(f"{day} {end}"),
                "capacity": 3,
                **values,
            }
        )

    def person(self, **values):
        return self._make_patient(f"Patient {next(self.numbers)}", number=False, **values)

    def book(self, session, patient=None, user=None, **values):
        session = session.with_user(user or self.user_agent)
        return session.action_book((patient or self.person()).id, **values).sudo(False)

    def run_jobs(self):
        """The job of every minute, without the commits of a real run."""
        from odoo import fields

        for step in self.bookings._advance_steps():
            step(fields.Datetime.now())
        self.env.invalidate_all()
