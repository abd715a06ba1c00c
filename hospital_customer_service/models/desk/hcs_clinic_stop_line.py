from odoo import fields, models

from ..visit.hcs_clinic_stop_line import FLOW_FIELDS
from .hcs_service_record import OPEN_STATES

SERVICE_TYPE = "clinic_stopped"


class HcsClinicStopLine(models.Model):
    """Who was not reached about a stopped clinic is called again: a service record, with its deadline (AP3)."""

    _inherit = "hcs.clinic.stop.line"
    _flow_fields = FLOW_FIELDS | {"service_record_id"}

    service_record_id = fields.Many2one(
        "hcs.service.record", "Call", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    def _make_call_task(self):
        """One open request for each patient who was not reached; where the type is archived, the usual reminder."""
        types = {}
        rest = self.browse()
        # sudo: the call is made by the system, for whoever takes it
        for line in self.sudo():
            company = line.stop_id.company_id
            if company not in types:
                types[company] = self._get_call_type(company)
            if not types[company]:
                rest |= self.browse(line.id)
            elif line.service_record_id.state not in OPEN_STATES:
                line.service_record_id = line.service_record_id.create(line._prepare_call(types[company]))
        return super(HcsClinicStopLine, rest)._make_call_task() if rest else None

    def _get_call_type(self, company):
        types = self.env["hcs.service.type"].sudo()  # sudo: the configuration of the desk
        return types.search(
            [("code", "=", SERVICE_TYPE), ("company_id", "in", (False, company.id))], order="company_id", limit=1
        )

    def _prepare_call(self, service):
        booking = self.appointment_id
        return {
            "type_id": service.id,
            "company_id": self.stop_id.company_id.id,
            "patient_id": self.patient_id.id,
            "channel": "phone",
            "department_id": booking.department_id.id,
            "practitioner_id": booking.practitioner_id.id,
            "document_ref": booking.reference,
            "subject": self.env._("Call about booking %s", booking.reference),
            "description": self.stop_id.reason,
            "user_id": self.stop_id.user_id.id,
            "next_contact_on": fields.Date.context_today(self),
        }

    def _end_call_tasks(self):
        """The answer of the patient ends the call."""
        for line in self.sudo():  # sudo: whoever spoke to the patient ends the call that waited for somebody
            record = line.service_record_id
            if record.state in OPEN_STATES:
                state = dict(line._fields["state"]._description_selection(self.env))[line.state]
                record.action_done("settled" if line.state != "cancelled" else "declined", state)
        return super()._end_call_tasks()
