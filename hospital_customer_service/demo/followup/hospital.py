"""The moving part of the demonstration: everything whose date is relative to the day of installation."""

import random
from contextlib import contextmanager
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.tools import SQL

from ..contact.messages import MessageLoader, on_its_way
from ..desk.escorts import EscortLoader
from ..desk.records import RecordLoader
from ..desk.results import ResultLoader
from ..directory.clinics import ClinicLoader
from ..incident.incidents import IncidentLoader
from ..patient.duplicates import DuplicateLoader
from ..patient.load import PatientLoader
from ..visit.bookings import BookingLoader
from ..visit.load import VisitLoader
from ..visit.medicine import DEPARTMENTS
from .load import FollowupLoader
from .months import MonthLoader
from .questions import QuestionLoader

SEED = 20260126
PATIENTS = 420
UTC = ZoneInfo("UTC")


class DemoHospital:
    """A hospital that has been at work for two closed reporting months and a whole reporting quarter."""

    def __init__(self, env):
        context = {
            **env.context,
            "tracking_disable": True,
            "mail_create_nosubscribe": True,
            "mail_create_nolog": True,
            "mail_notrack": True,
            "mail_activity_quick_update": True,  # nobody is written to about work of the past
            "lang": "zh_CN",
        }
        self.env = env(context=context)
        self.company = self.env.ref("base.main_company")
        self.zone = ZoneInfo(self.company.hcs_tz)
        self.now = fields.Datetime.now().replace(second=0, microsecond=0)
        self.local_now = self.to_local(self.now)
        self.today = self.local_now.date()
        self.start = self.first_day(self.today)
        self.rng = random.Random(SEED)
        self.patient_count = PATIENTS
        self.named = {}
        self.department_keys = tuple(DEPARTMENTS)

    def load(self):
        if self.env["hcs.patient"].search_count([("mrn", "=like", "QW%")], limit=1):
            return  # loaded before: "odoo module force-demo" comes by again
        self._silence_robot()
        # seats are drawn by the database: the same ones in every demonstration
        self.env.cr.execute("SELECT setseed(%s)", [1 / SEED])
        self.people, self.patients = PatientLoader(self).load()
        self.visits = VisitLoader(self).load()
        ClinicLoader(self).load()
        self.visits += BookingLoader(self).load()
        FollowupLoader(self).load()
        self._load_desk()

    def _load_desk(self):
        desk = RecordLoader(self)
        desk.load()
        EscortLoader(self, desk).load()
        ResultLoader(self).load()
        IncidentLoader(self).load()
        QuestionLoader(self).load()
        DuplicateLoader(self).load()
        MessageLoader(self).load()
        MonthLoader(self).load()
        self._wake()
        self._withdraw_mails()

    def _withdraw_mails(self):
        """Nobody is written to about what an invented hospital has been through."""
        self.env["mail.mail"].search([("state", "=", "outgoing"), ("create_date", ">=", self.env.cr.now())]).unlink()

    def _wake(self):
        """What the scheduled action of the deadlines would have noticed, hour by hour and then minute by minute."""
        at = self.now - timedelta(days=16)
        while at < self.now:
            fresh = at >= self.now - timedelta(hours=3)
            at = min(at + timedelta(minutes=10 if fresh else 120), self.now)
            with self.at(at):
                self.env["hcs.clock"]._wake(at)

    def _silence_robot(self):
        """The staff does not want to be welcomed by Odoo's robot, where it is installed."""
        users = self.env["res.users"].search([("login", "!=", "admin"), ("share", "=", False)])
        if "odoobot_state" in users._fields:
            users.write({"odoobot_state": "disabled"})

    def first_day(self, today):
        """First day of the last whole quarter of reporting months (26th to 25th), two months back at the least."""
        month = today.year * 12 + today.month - 1 + (today.day > 25)  # months since the year 0, of today's report
        year, month = divmod(month - month % 3 - 4, 12)
        return min(date(year, month + 1, 26), today - timedelta(days=100))

    def to_utc(self, local):
        """Naive UTC of a naive local moment; False of none."""
        if not local:
            return False
        return local.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)

    def to_local(self, moment):
        return moment.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    @contextmanager
    def at(self, moment):
        """The buttons of the desk write down the present; in this block the present is ``moment``.

        Whole histories go through the buttons like this, so that every clock, ledger line and visit agrees with them.
        """
        present = fields.Datetime.now
        fields.Datetime.now = staticmethod(lambda *_args: moment)
        try:
            yield
        finally:
            fields.Datetime.now = staticmethod(present)

    def on_their_way(self, at):
        """Messages that a step caused were made at ``at``, and left since if their hour had come."""
        on_its_way(self, at)

    def acting(self, records, login):
        """``records`` in the hands of a demo user, with the rights of the system."""
        return records.with_user(self.ref(f"user_{login}_demo")).sudo()

    def backdate(self, table, moments):
        """Say when rows were made: ``moments`` is a dict of ids."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s t SET create_date = v.at FROM unnest(%s, %s::timestamp[]) v(id, at) WHERE t.id = v.id",
                SQL.identifier(table),
                list(moments),
                list(moments.values()),
            )
        )

    def ref(self, name):
        """What a data file calls ``name``; asked for thousands of times, looked up once."""
        if name not in self.named:
            self.named[name] = self.env.ref(f"hospital_customer_service.{name}")
        return self.named[name]

    def day_kind(self, day):
        kind = self.company._hcs_day_kind(day)
        return kind[0] if isinstance(kind, tuple) else kind
