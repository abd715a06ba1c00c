"""Ground for the tests of results: a patient who can be phoned, an order, its parts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo import Command

from tests.common import TZ, HcsCase


def local(text):
    """A moment in the hospital as the database keeps it."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(TZ))
    return moment.astimezone(UTC).replace(tzinfo=None)


class ResultCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.result.rule"].with_context(active_test=False).search([]).unlink()
        cls.lab = cls.env["hcs.department"].create({"name": "Laboratory", "phone": "021-5555"})
        cls.patient = cls.env["hcs.patient"].create({"name": "Zhang San"})
        cls.phone = cls.env["hcs.patient.phone"].create({"patient_id": cls.patient.id, "number": "13812345678"})
        cls.slots(cls)

    def slots(self):
        company = self.company
        self.env["hcs.calling.slot"]._rebuild(
            company, local("2026-05-01 12:00").date(), local("2026-07-31 12:00").date()
        )

    def _order(self, *parts, user=None, **values):
        """A delivery with parts ``(name, status, issued at in Shanghai or None)``."""
        model = self.env["hcs.result.delivery"]
        return model.with_user(user or self.user_agent).create(
            {
                "patient_id": self.patient.id,
                "department_id": self.lab.id,
                "item_ids": [
                    Command.create(
                        {
                            "name": name,
                            "status": status,
                            "issued_at": issued and local(issued),
                        }
                    )
                    for name, status, issued in parts
                ],
                **values,
            }
        )

    def _final(self, item, at, status="final"):
        item.write({"status": status, "issued_at": local(at)})

    def _clock(self, delivery):
        """``(state, due in Shanghai's naive UTC)`` of the clocks, oldest first."""
        clocks = delivery.sudo().clock_ids.sorted("id")
        return [(clock.state, clock.due_at) for clock in clocks]
