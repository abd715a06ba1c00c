from odoo import fields, models
from odoo.tools import SQL


class HcsClinicSession(models.Model):
    """The bookings of a session."""

    _inherit = "hcs.clinic.session"

    appointment_ids = fields.One2many("hcs.appointment", "session_id", string="Bookings")

    def _booked_by_session(self):
        groups = self.env["hcs.appointment"]._read_group(
            [("session_id", "in", self.ids), ("seat", "!=", False)], ["session_id"], ["__count"]
        )
        return {session.id: count for session, count in groups}

    def _booked_sql(self, alias):
        appointment = self.env["hcs.appointment"]
        return SQL(
            "(SELECT COUNT(*) FROM hcs_appointment booked WHERE booked.session_id = %s AND %s IS NOT NULL)",
            SQL.identifier(alias, "id"),
            SQL.identifier("booked", "seat", to_flush=appointment._fields["seat"]),
        )

    def action_book(self, patient_id, channel="phone"):
        """Book a seat for a patient.

        :param patient_id: id of the patient
        :param channel: how the patient asked for it
        :return: the booking; its id to a program
        """
        self.ensure_one()
        return self.env["hcs.appointment"].create(
            {"session_id": self.id, "patient_id": patient_id, "channel": channel}
        )

    def action_stop(self, reason):
        """The clinic does not take place."""
        self.write({"state": "stopped", "stop_reason": reason})
