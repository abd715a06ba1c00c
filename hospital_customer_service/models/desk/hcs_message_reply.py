from odoo import models


class HcsMessageReply(models.Model):
    """Where a reply belongs: to the request it answers, and if there is none, to the desk as a message left there."""

    _inherit = "hcs.message.reply"

    def _note_contact(self):
        if self.res_model != "hcs.service.record":
            super()._note_contact()
            return
        # the way every contact goes: who waits for the person goes on now
        record = self.env["hcs.service.record"].browse(self.res_id)
        record.action_add_contact(
            channel="sms",
            direction="in",
            note=self.text,
            number=self.number,
            started_at=self.at,
            outcome="message_reply",
        )

    def _pass_on_without_record(self):
        res = super()._pass_on_without_record()
        offered = [("code", "=", "message"), ("company_id", "in", (False, self.company_id.id))]
        service_type = self.env["hcs.service.type"].search(offered, order="company_id", limit=1)
        if service_type:
            self.env["hcs.service.record"].with_company(self.company_id).create(
                {
                    "type_id": service_type.id,
                    "company_id": self.company_id.id,
                    "channel": "sms",
                    "patient_id": self.patient_id.id,
                    "caller_phone": False if self.patient_id else self.number,
                    "description": self.text,
                }
            )
        return res
