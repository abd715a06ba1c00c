from odoo import api, fields, models


class HcsAccessLog(models.Model):
    """Who saw which patient, when and how (SEC-01)."""

    _name = "hcs.access.log"
    _description = "Access to a patient record"
    _inherit = ["hcs.ledger.mixin", "hcs.export.mixin"]
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
        readonly=True, help="Which columns were seen and the reason that was given; never the value itself."
    )

    _patient_at_idx = models.Index("(patient_id, at DESC, id DESC)")
    _at_idx = models.Index("(at DESC, id DESC)")

    @api.model
    def _log(self, patients, kind, model=None, detail=None):
        """Write one line per patient, in this transaction or, where it may only read, right after it.

        :param patients: the patients that were seen
        :param detail: names of columns, a reason; never a value
        """
        at = fields.Datetime.now()
        vals_list = [
            {
                "user_id": self.env.uid,
                "patient_id": patient.id,
                "company_id": patient.company_id.id,
                "kind": kind,
                "model": model or patients._name,
                "at": at,
                "detail": detail or False,
            }
            for patient in patients.sudo()
        ]
        cr = self.env.cr
        if not cr.readonly:
            self.sudo().create(vals_list)  # sudo: nobody may write in the log by himself
            return
        registry, uid = self.env.registry, self.env.uid

        @cr.postcommit.add
        def log_after_reading():
            with registry.cursor() as log_cr:
                api.Environment(log_cr, uid, {})["hcs.access.log"].sudo().create(vals_list)
