from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.care.hcs_education_delivery import CHANNELS


class HcsEducationSend(models.TransientModel):
    """Which material, by which way; one dialog for every record."""

    _name = "hcs.education.send"
    _description = "Give Health Education"
    _inherit = ["hcs.input.mixin"]
    _flow_fields = frozenset({"given_text"})

    patient_id = fields.Many2one("hcs.patient", required=True, ondelete="cascade")
    department_id = fields.Many2one("hcs.department", ondelete="cascade")
    only_department = fields.Boolean(
        "Only of this department", help="Off: materials of every department are offered.", default=True
    )
    offered_ids = fields.Many2many("hcs.education.material", compute="_compute_offered_ids")
    material_id = fields.Many2one("hcs.education.material", ondelete="cascade")
    summary = fields.Char(related="material_id.summary")
    body = fields.Html(related="material_id.body")
    channel = fields.Selection(CHANNELS, "How", required=True, default="sms")
    address = fields.Char("Goes to", compute="_compute_address", compute_sudo=True)
    given_before = fields.Char(compute="_compute_given_before")
    given_text = fields.Text("Words to paste", readonly=True)
    res_model = fields.Char()
    res_id = fields.Integer()

    @api.depends("department_id", "only_department", "patient_id")
    def _compute_offered_ids(self):
        for dialog in self:
            materials = dialog.env["hcs.education.material"]
            company = dialog.patient_id.company_id or dialog.env.company
            domain = Domain("state", "=", "published") & Domain("company_id", "in", (company.id, False))
            if dialog.department_id and dialog.only_department:
                domain &= Domain("department_ids", "=", False) | Domain(
                    "department_ids", "in", dialog.department_id.ids
                )
            dialog.offered_ids = materials.search(domain)

    @api.depends("channel", "patient_id")
    def _compute_address(self):
        """Where it goes, masked; or that there is nothing to send it to."""
        for dialog in self:
            patient = dialog.patient_id
            dialog.address = {
                "sms": patient.phone_masked,
                "email": patient.email_masked,
            }.get(dialog.channel, False) or (
                dialog.env._("There is no number or address.") if dialog.channel in ("sms", "email") else False
            )

    @api.depends("material_id", "patient_id")
    def _compute_given_before(self):
        for dialog in self:
            last = dialog.env["hcs.education.delivery"].search(
                [("patient_id", "=", dialog.patient_id.id), ("material_id", "=", dialog.material_id.id)], limit=1
            )
            at = last.at and fields.Datetime.context_timestamp(dialog, last.at)
            dialog.given_before = dialog.env._("Given before, on %s.", f"{at:%Y-%m-%d}") if at else False

    def action_give(self):
        """Give it; what is left to do is shown."""
        self.ensure_one()
        if not self.material_id:
            raise UserError(self.env._("Choose a material."))
        __, left = self.env["hcs.education.delivery"]._give(
            self.material_id, self.patient_id, self.channel, self._get_record()
        )
        if self.channel == "wechat":
            self.sudo().given_text = left  # sudo: written by this only
            return self._open()
        if isinstance(left, dict):
            return {**left, "close_on_report_download": True}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": left, "next": {"type": "ir.actions.act_window_close"}},
        }

    def _get_record(self):
        """What it is given on the occasion of; only of kinds that give."""
        model = self.env.get(self.res_model or "")
        if model is None or not hasattr(model, "action_send_education"):
            return None
        record = model.browse(self.res_id).exists()
        if record:
            record.check_access("read")
        if record and record._education_patient() != self.patient_id:
            raise UserError(self.env._("This patient is not the one of the record. Open it from the patient's card."))
        return record

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give health education"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
