from odoo import api, fields, models

from .hcs_service_record import OPEN_STATES

# nobody hears at once that the request arrived
SILENT_CHANNELS = ("web", "wechat", "email", "sms", "letter")


class HcsServiceRecord(models.Model):
    """Who wrote is told that the request arrived, and under which number; what could not be told is seen here."""

    _name = "hcs.service.record"
    _inherit = ["hcs.service.record", "hcs.message.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._confirm_received()
        return records

    def _confirm_received(self):
        """One message for each request whose type asks for it, where there is a number to write to."""
        written = self.filtered(lambda record: record.channel in SILENT_CHANNELS and record.state in OPEN_STATES)
        # sudo: the number is used by the queue of messages, whoever registers the request
        for record in written.sudo().filtered("type_id.confirm_received"):
            if phone := record._number_to_write():
                self.env["hcs.message.template"]._send(
                    "record_received",
                    record.patient_id,
                    {"reference": record.reference},
                    res=record,
                    phone=phone,
                )

    def _number_to_write(self):
        """The number the request came from, else that of the patient; a card without a number is no failure."""
        record = self.sudo()  # sudo: used by the queue of messages, never shown
        return record.caller_phone or (record.patient_id and record.patient_id._preferred_phone())

    def _prepare_message_order(self, template):
        """A message somebody sends about this request; the same one goes out once a day."""
        self.ensure_one()
        today = self.company_id._hcs_local_date(fields.Datetime.now())
        return {
            "patient": self.patient_id,
            "record": self,
            "params": {
                "reference": self.reference,
                "department": self.department_id.name,
                "doctor": self.practitioner_id.name,
                "place": self.place,
            },
            "phone": self._number_to_write(),
            "key": f"hand:{today}",
            "at": None,
            "until": None,
        }
