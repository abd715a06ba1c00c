"""Ground of the tests of room ``incident``: a department, its people, a list of whom to tell."""

from odoo import fields

from tests.common import HcsCase


class IncidentCase(HcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcs.incident.recipient"].search([]).active = False
        cls.department = cls.env["hcs.department"].create(
            {"name": "Orthopaedics", "respondent_ids": cls.user_department}
        )
        cls.other_department = cls.env["hcs.department"].create({"name": "Eyes"})
        cls.patient = cls.env["hcs.patient"].create({"name": "Zhang San"})

    def report(self, user=None, **values):
        """An incident as ``user`` reports it, read as the system."""
        incidents = self.as_user(user or self.user_agent, "hcs.incident")
        incident = incidents.create({"kind": "fire", "description": "Smoke", **values})
        return incident.with_env(self.env)

    def clocks(self, incident, event):
        return incident.sudo().clock_ids.filtered(lambda clock: clock.policy_id.stop_event == event)

    def tell(self, user, **values):
        """An entry of the list of whom to tell."""
        return self.env["hcs.incident.recipient"].create(
            {"name": user.name, "who": "user", "user_id": user.id, **values}
        )

    @staticmethod
    def moment(text):
        return fields.Datetime.to_datetime(text)
