from odoo import fields, models
from odoo.exceptions import UserError


class HcsResultDelivery(models.Model):
    """A message that something is ready, never what it is; only its receipt is a proof (SVC-04)."""

    _name = "hcs.result.delivery"
    _inherit = ["hcs.result.delivery", "hcs.message.mixin"]

    def action_send_sms(self):
        """Tell the patient by SMS; the result is delivered when the receipt comes."""
        for delivery in self:
            delivery.check_access("write")
            delivery._check_ready()
            reason = self.env["hcs.message.template"]._send(
                "result_ready",
                delivery.patient_id,
                delivery._sms_params(),
                res=delivery,
                key=delivery._sms_key(),
            )[delivery.patient_id.id]
            if reason:
                raise UserError(self.env["hcs.message"]._reason_text(reason) or reason)
            delivery._write_flow({"user_id": delivery.user_id.id or self.env.uid})
        return True

    def _sms_params(self):
        """All that a message says: a number, a place and a phone; the name of a department may tell of an illness."""
        department = self.department_id.sudo()
        params = {"reference": self.reference, "place": department.location, "phone": department.phone}
        return {name: value for name, value in params.items() if value}

    def _sms_key(self):
        """A corrected result is told of again, and a receipt of the first message proves nothing of it."""
        return f"round {self.round}"

    def _message_delivered(self, message):
        """The receipt of the provider came; whatever became of the result meanwhile stays."""
        self.ensure_one()
        # sudo: receipts come in without a user
        delivery = self.sudo().with_user(message.create_uid).sudo()
        if delivery.state != "ready" or not (message.event_key or "").endswith(f":{delivery._sms_key()}"):
            return
        at = min(max(message.delivered_at, delivery.issued_at), fields.Datetime.now())
        contact = self.env["hcs.contact"].sudo().search([("message_id", "=", message.id)], limit=1)
        receipt = message.provider_ref or message.sms_uuid
        delivery._deliver("sms", at, contact=contact, proof=self.env._("Receipt %(number)s", number=receipt))
