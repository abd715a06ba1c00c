"""Ground for the tests of service records: one type of each kind, a patient, a team at work."""

from datetime import datetime, timedelta

import pytz

from odoo import Command

from tests.common import TZ, HcsCase


def local(text):
    """``"2026-06-01 09:00"`` of the hospital's clock as naive UTC."""
    moment = datetime.fromisoformat(text)
    return pytz.timezone(TZ).localize(moment).astimezone(pytz.utc).replace(tzinfo=None)


class ServiceCase(HcsCase):
    """A Monday morning of June: the hospital works from 8 to 12 and from 13 to 17."""

    NOW = "2026-06-01 09:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["hcs.team"].create(
            {"name": "Desk", "leader_id": cls.user_leader.id, "member_ids": [Command.set(cls.user_agent.ids)]}
        )
        cls.department = cls.env["hcs.department"].create({"name": "Surgery", "phone": "5001"})
        cls.doctor = cls.env["hcs.practitioner"].create(
            {"name": "Dr Li", "department_id": cls.department.id, "phone": "5123"}
        )
        cls.patient = cls.env["hcs.patient"].create(
            {"name": "Zhang San", "phone_ids": [Command.create({"number": "13812345678"})]}
        )
        cls.service = cls.env["hcs.service.type"].create(
            {
                "name": "Interpreter",
                "code": "interpreter",
                "team_id": cls.team.id,
                "closing_code_ids": [
                    Command.create({"code": "done", "name": "Done"}),
                    Command.create(
                        {"code": "failed", "name": "Nobody free", "success": False, "outcome_required": True}
                    ),
                ],
            }
        )

    def register(self, user=None, **values):
        """A record as ``user``, an agent by default, would register it."""
        values = {"type_id": self.service.id, "patient_id": self.patient.id, "channel": "web", **values}
        return self.as_user(user or self.user_agent, "hcs.service.record").create(values)

    def step(self, **values):
        return self.env["hcs.service.type.step"].create({"type_id": self.service.id, "name": "Ask", **values})

    def later(self, **delta):
        return local(self.NOW) + timedelta(**delta)
