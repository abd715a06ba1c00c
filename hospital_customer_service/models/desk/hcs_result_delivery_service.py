from odoo import fields, models
from odoo.exceptions import UserError

from ..common.arguments import a_moment, a_text, an_image, arguments
from .hcs_service_record import OPEN_STATES
from .hcs_service_step import OPEN_STEPS

# the service of the desk for each kind; a result or a report goes by the first
SERVICE_TYPES = {"certificate": "certificate"}
SERVICE_TYPE = "result_delivery"
# steps that a delivery with proof settles; those that say it again when a corrected result is told
STEPS = ("complete", "identity", "signed", "delivered", "handed")
LAST_STEPS = ("delivered", "handed")
ENDINGS = {"desk": ("collected", "handed"), None: ("delivered", "handed")}


class HcsResultDelivery(models.Model):
    """A result as a service of the desk: its record, made when somebody needs one, done with the proof."""

    _inherit = "hcs.result.delivery"

    service_record_id = fields.Many2one(
        "hcs.service.record", index="btree_not_null", ondelete="set null", check_company=True, copy=False
    )

    def action_open_service(self):
        """Open the service record of this result; make it where there is none."""
        self.ensure_one()
        if not self.service_record_id:
            self.check_access("write")
            self._make_service_record()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.service.record",
            "res_id": self.service_record_id.id,
            "views": [(False, "form")],
        }

    def _get_service_type(self):
        # sudo: the configuration of the desk, whoever asks
        return (
            self.env["hcs.service.type"]
            .sudo()
            .search(
                [
                    ("code", "=", SERVICE_TYPES.get(self.kind, SERVICE_TYPE)),
                    ("company_id", "in", (False, self.company_id.id)),
                ],
                order="company_id",
                limit=1,
            )
        )

    def _make_service_record(self):
        service_type = self._get_service_type()
        if not service_type:
            raise UserError(self.env._("The service “Result delivery” is archived. Ask a director to restore it."))
        self.service_record_id = self.env["hcs.service.record"].create(
            {
                "type_id": service_type.id,
                "company_id": self.company_id.id,
                "patient_id": self.patient_id.id,
                "channel": "his" if self.external_source else "phone",
                "department_id": self.department_id.id,
                "subject": self.env._("Result %(reference)s", reference=self.reference),
                "document_ref": self.order_ref or self.reference,
            }
        )

    # ---------------------------------------------------------------- the record follows the result

    def _deliver(self, how, at, contact=None, signature=None, **values):
        result = super()._deliver(how, at, contact=contact, signature=signature, **values)
        self._finish_service(how)
        return result

    @arguments(recipient=a_text, proof=a_text, signature=an_image, at=a_moment)
    def action_collect(self, recipient=None, proof=None, signature=None, at=None):
        result = super().action_collect(recipient=recipient, proof=proof, signature=signature, at=at)
        self._finish_service("desk")
        return result

    def _issue_again(self, at):
        rounds = {delivery.id: delivery.round for delivery in self}
        result = super()._issue_again(at)
        self.filtered(lambda delivery: delivery.round != rounds[delivery.id])._take_up_service()
        return result

    def _finish_service(self, how):
        """What proves the delivery ticks the steps of the service record; with nothing missing the record is done."""
        record = self.service_record_id.sudo()  # sudo: the result was delivered; whose record it is does not matter
        if record.state not in OPEN_STATES:
            return
        proof = f"{self.reference} · {dict(self._fields['how']._description_selection(self.env))[how]}"
        for step in record.step_ids.filtered(lambda step: step.state in OPEN_STEPS and step.code in STEPS):
            if not record._missing_entries(step.template_id.required_field_ids):
                step.action_done(proof)
        closings = record.type_id.closing_code_ids.filtered("success")
        wanted = ENDINGS.get(how) or ENDINGS[None]
        closing = closings.filtered(lambda line: line.code in wanted)[:1] or closings[:1]
        if closing and not record._closing_problems(closing, self.reference):
            record.action_done(closing.code, record.outcome or self.reference)

    def _take_up_service(self):
        """A corrected result has to be told again: so says its service record, or the one that follows it."""
        for delivery in self:
            record = delivery.service_record_id.sudo()  # sudo: a feed corrects results without a user
            if record.state != "done":
                continue
            record.action_reopen(self.env._("The result was corrected."))
            if record.state == "done":
                delivery._write_flow({"service_record_id": record.successor_id.id})
                continue
            told = record.step_ids.filtered(lambda step: step.code in LAST_STEPS and step.state == "done")
            told.action_undo()
