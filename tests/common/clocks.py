"""Ground for the tests of deadlines: a team with its hours, records, policies, and moments of Shanghai."""

from datetime import datetime, timedelta

from odoo import Command

from . import HcsCase

# office hours with a break for lunch, in Shanghai
HOURS = ((8, 12), (14, 18))
NOW = "2026-11-20 01:00:00"  # Friday, 9:00 in Shanghai


def local(text):
    """``2026-11-20 09:00`` on the hospital's clock, as the database keeps it."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M") - timedelta(hours=8)


class ClockCase(HcsCase):
    """Records of the service desk; no policy but those a test makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.clock.policy"].search([]).active = False
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Desk",
                "tz": "Asia/Shanghai",
                "company_id": cls.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create({"name": "x", "dayofweek": str(day), "hour_from": start, "hour_to": end})
                    for day in range(5)
                    for start, end in HOURS
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.leader = cls.user_leader
        cls.agents = cls.env["res.users"].union(
            *[cls._make_user(f"hcs_desk_{name}", "group_hcs_agent") for name in "abc"]
        )
        cls.team = cls.env["hcs.team"].create(
            {
                "name": "Desk",
                "kind": "reception",
                "calendar_id": cls.calendar.id,
                "leader_id": cls.leader.id,
                "member_ids": [Command.set(cls.agents.ids)],
                "assignment": "balanced",
            }
        )
        cls.type = cls.env["hcs.service.type"].create({"name": "Question", "code": "test_question", "phase": "pre"})

    @classmethod
    def _records(cls, count=1, **values):
        values = {"type_id": cls.type.id, "channel": "phone", "team_id": cls.team.id, **values}
        records = cls.env["hcs.service.record"].create([values] * count)
        return records

    @classmethod
    def _policy(cls, **values):
        return cls.env["hcs.clock.policy"].create(
            {
                "name": "Answer",
                "model": "hcs.service.record",
                "start_event": "handed_over",
                "stop_event": "acknowledged",
                "purpose": "answer",
                "target": 60,
                "unit": "working_minute",
                "warn_percent": 80,
                **values,
            }
        )

    @classmethod
    def _start(cls, at, count=1, event="handed_over", **values):
        """``count`` records whose clock starts at ``at``, a moment of Shanghai; returns their clocks."""
        records = cls._records(count, **values)
        return records._clock_start(event, local(at))

    def _absence(self, user, start, end):
        """Leave of ``user`` between two moments of Shanghai."""
        resource = self.env["resource.resource"].create(
            {"name": user.name, "user_id": user.id, "calendar_id": self.calendar.id}
        )
        return self.env["resource.calendar.leaves"].create(
            {"name": "x", "resource_id": resource.id, "date_from": local(start), "date_to": local(end)}
        )

    def _wake(self, at):
        return self.env["hcs.clock"]._wake(local(at))

    def _events(self, clocks, *kinds):
        """Events as a person reads them: kind, level, addressee and the people told."""
        events = self.env["hcs.clock.event"].search([("clock_id", "in", clocks.ids)], order="at, id")
        return [
            (event.kind, event.level, event.addressee, tuple(sorted(event.user_ids.mapped("login"))))
            for event in events
            if not kinds or event.kind in kinds
        ]
