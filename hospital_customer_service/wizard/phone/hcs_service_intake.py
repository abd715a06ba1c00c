from odoo import api, fields, models

from ...tools.mask import is_masked


class HcsServiceIntake(models.TransientModel):
    """A request of somebody who is on the line: the number comes from the call and is not shown in full."""

    _inherit = "hcs.service.intake"

    phone_call_id = fields.Many2one("hcs.phone.call", "Call", ondelete="cascade")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        call = self.env["hcs.phone.call"].browse(values.get("phone_call_id")).exists()
        if call and "phone" in fields:
            values["phone"] = call.number_masked
        return values

    def _number(self):
        call = self.phone_call_id
        if call and is_masked(self.phone):
            call.check_access("read")
            return call.sudo().number  # sudo: compared and kept, never shown
        return super()._number()

    @api.depends("phone_call_id")
    def _compute_candidate_ids(self):
        return super()._compute_candidate_ids()

    def _make_record(self):
        call = self.phone_call_id
        record = super()._make_record()
        call._link_record(record)
        return record

    def action_append(self):
        call, record = self.phone_call_id, self.similar_id
        result = super().action_append()
        call._link_record(record)
        return result
