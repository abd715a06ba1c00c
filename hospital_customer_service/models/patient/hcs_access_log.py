from odoo import fields, models


class HcsAccessLog(models.Model):
    """Who saw which patient, when and how (SEC-01)."""

    _name = "hcs.access.log"
    _description = "Access to a patient record"
    _inherit = ["hcs.ledger.mixin"]
    _order = "at desc, id desc"
    _rec_name = "patient_id"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    patient_id = fields.Many2one("hcs.patient", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("card", "Card opened"),
            ("list", "Listed unmasked"),
            ("reveal", "Number revealed"),
            ("export", "Exported"),
            ("print", "Printed"),
            ("rpc", "Read by a program"),
        ],
        required=True,
        readonly=True,
    )
    model = fields.Char("Opened from", readonly=True, help="The kind of record through which the patient was seen.")
    at = fields.Datetime("Time", required=True, readonly=True, default=fields.Datetime.now)
    detail = fields.Char(
        readonly=True, help="Which column was seen and the reason that was given; never the value itself."
    )

    _patient_at_idx = models.Index("(patient_id, at DESC, id DESC)")
    _at_idx = models.Index("(at DESC, id DESC)")
