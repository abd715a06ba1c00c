from odoo import api, fields, models

PURPOSES = [
    ("followup", "Follow-up care"),
    ("survey", "Surveys"),
    ("greeting", "Greetings"),
    ("marketing", "Marketing"),
    ("recording", "Recording of calls"),
    ("disclosure", "Telling relatives"),
]


class HcsConsent(models.Model):
    """What the patient agreed to or withdrew, for what purpose and by which channel: the latest line counts."""

    _name = "hcs.consent"
    _description = "Consent of a patient"
    _inherit = ["hcs.ledger.mixin"]
    _order = "at desc, id desc"
    _rec_name = "purpose"
    _check_company_auto = True

    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    purpose = fields.Selection(PURPOSES, required=True)
    channel = fields.Selection(
        [
            ("any", "Every channel"),
            ("call", "Call"),
            ("sms", "SMS"),
            ("email", "E-mail"),
            ("wechat", "WeChat"),
        ],
        required=True,
        default="any",
    )
    state = fields.Selection([("given", "Given"), ("withdrawn", "Withdrawn")], required=True, default="given")
    source = fields.Selection(
        [
            ("paper", "Signed paper"),
            ("verbal", "Said to us"),
            ("call", "Said on the phone"),
            ("sms", "Answer to an SMS"),
            ("online", "Ticked online"),
            ("feed", "Hospital system"),
            ("other", "Other"),
        ],
        required=True,
        default="verbal",
        help="How we know: it must be possible to prove a consent.",
    )
    at = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    note = fields.Char()
    user_id = fields.Many2one(
        "res.users", "Entered by", required=True, default=lambda self: self.env.user, index=True, ondelete="restrict"
    )

    _latest_idx = models.Index("(patient_id, purpose, at DESC, id DESC)")

    @api.model_create_multi
    def create(self, vals_list):
        patients = self.env["hcs.patient"]
        vals_list = [
            {**vals, "company_id": vals.get("company_id") or patients.browse(vals["patient_id"]).company_id.id}
            for vals in vals_list
        ]
        return super().create(vals_list)
