from odoo import fields, models
from odoo.fields import Domain

from ..common.arguments import a_record, arguments
from ..common.hcs_masked_mixin import PII_GROUP
from ..desk.hcs_service_record import CENTRE


class HcsServiceRecord(models.Model):
    """Telephone calls of a record, and the record that asks for a call back."""

    _inherit = "hcs.service.record"

    phone_call_ids = fields.One2many("hcs.phone.call", "service_record_id", "Calls", readonly=True, groups=CENTRE)
    phone_callback_ids = fields.One2many(
        "hcs.phone.call", "callback_id", "Calls nobody answered", readonly=True, groups=CENTRE
    )
    callback_digits = fields.Char(groups=PII_GROUP, copy=False, readonly=True, export_string_translation=False)
    is_callback = fields.Boolean("Call-back", compute="_compute_is_callback", search="_search_is_callback")

    _callback_uniq = models.UniqueIndex(
        "(company_id, callback_digits)"
        " WHERE callback_digits IS NOT NULL AND state IN ('new', 'in_progress', 'waiting')",
        "This number is on the list of call-backs already.",
    )

    def _compute_is_callback(self):
        for record in self:
            record.is_callback = bool(record.sudo().callback_digits)  # sudo: a verdict

    def _search_is_callback(self, operator, value):
        if operator != "in":
            return NotImplemented
        asked = Domain("id", "in", self.sudo()._search(Domain("callback_digits", "!=", False)))
        return asked if True in value else ~asked

    def _prepare_create(self, vals):
        if vals.get("callback_digits"):
            self._check_by_hand({"callback_digits"})
        return super()._prepare_create(vals)

    def write(self, vals):
        if "callback_digits" in vals:
            self._check_by_hand({"callback_digits"})
        return super().write(vals)

    def _mark(self, event, at=None):
        """Nobody has spoken to somebody who was not answered: the record does not begin with a response."""
        return super(HcsServiceRecord, self._spoken_to(at))._mark(event, at)

    def _spoken_to(self, at):
        asked = self.sudo().filtered(lambda record: record.callback_digits and record.opened_at == at)
        return self - asked.sudo(self.env.su)

    @arguments(number_id=a_record("hcs.patient.phone"))
    def action_call(self, number_id=None):
        """Call the one who asked; who asked may be called at any hour.

        :param number_id: one of the numbers of the patient's card; the caller's number by default
        """
        self.ensure_one()
        self.check_access("write")
        source = self.sudo()  # sudo: the number is dialled, not shown
        phone = source.patient_id.phone_ids.filtered(lambda line: line.id == number_id)
        number = (
            phone.number or source.caller_phone or source.patient_id and source.patient_id._preferred_phone().number
        )
        return self.env["hcs.phone.call"]._start(number, source.patient_id, record=self, requested=True)
