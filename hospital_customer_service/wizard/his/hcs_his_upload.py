import io

from odoo import fields, models
from odoo.exceptions import UserError


class HcsHisUpload(models.TransientModel):
    """Files of the hospital system, loaded by hand."""

    _name = "hcs.his.upload"
    _description = "Load files of the hospital system"
    _inherit = ["hcs.input.mixin"]

    source_id = fields.Many2one(
        "hcs.his.source",
        "Hospital system",
        required=True,
        default=lambda self: self.env["hcs.his.source"].search([], limit=1),
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        help="FHIR (JSON, NDJSON) or HL7 v2, plain or packed in ZIP or GZIP; several at once.",
    )

    def action_load(self):
        """Store what is in the files, forget the files, and show what becomes of the messages."""
        self.ensure_one()
        if not self.attachment_ids:
            raise UserError(self.env._("Choose at least one file."))
        # sudo: the inbox is written by the feed only; who may load files was decided by the access to this form
        record = (
            self.env["hcs.his.import"]
            .sudo()
            ._read(
                self.source_id,
                ", ".join(self.attachment_ids.mapped("name")),
                ((file.name, io.BytesIO(file.raw or b"")) for file in self.attachment_ids),
            )
        )
        # personal data: kept in the inbox, under its rules, and nowhere else
        self.attachment_ids.unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcs.his.import",
            "res_id": record.id,
            "view_mode": "form",
            "target": "current",
        }
