from odoo import fields, models

from .hcs_service_record import OPEN_STATES
from .hcs_service_step import OPEN_STEPS


class HcsAppointment(models.Model):
    """Which request a booking came from: what turns a consultation into a visit is counted (APT-05)."""

    _inherit = "hcs.appointment"

    service_record_id = fields.Many2one(
        "hcs.service.record",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.context.get("hcs_service_record_id"),
        groups="hospital_customer_service.group_hcs_agent",
        help="The request that led to this booking.",
    )

    def _start_booking(self):
        result = super()._start_booking()
        self._settle_request()
        return result

    def _settle_request(self):
        """The seat is what the request asked for: its step is done, and the caller has the answer."""
        for booking in self.sudo():  # sudo: the request goes along, whoever books
            record = booking.service_record_id
            if record.state not in OPEN_STATES:
                continue
            if record.type_group == "booking" and not record.department_id:
                record.department_id = booking.department_id
            steps = record.step_ids.filtered(lambda step: step.code == "booked" and step.state in OPEN_STEPS)
            for step in steps:
                if not record._missing_entries(step.template_id.required_field_ids):
                    step.action_done(booking.reference)
            if record.type_group == "booking":
                record._mark("answered")

    def _prepare_move(self, session_id):
        # sudo: the request goes along, whoever moves
        return {**super()._prepare_move(session_id), "service_record_id": self.sudo().service_record_id.id}
