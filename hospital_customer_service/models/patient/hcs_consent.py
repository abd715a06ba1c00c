from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

PURPOSES = [
    ("followup", "Follow-up care"),
    ("survey", "Surveys"),
    ("greeting", "Greetings"),
    ("marketing", "Marketing"),
    ("recording", "Recording of calls"),
    ("disclosure", "Telling relatives"),
]

# of two computers
CLOCKS_DIFFER = timedelta(minutes=5)


class HcsConsent(models.Model):
    """What the patient agreed to or withdrew, for what purpose and by which channel: the latest line counts."""

    _name = "hcs.consent"
    _description = "Consent of a patient"
    _inherit = ["hcs.ledger.mixin", "hcs.patient.line.mixin"]
    _order = "at desc, id desc"
    _rec_name = "purpose"

    # a ledger: its lines outlive an attempt to delete the patient
    patient_id = fields.Many2one(ondelete="restrict")
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
        """People enter lines in their own name, and none that lies ahead.

        The latest line counts: a future one would overrule every withdrawal until then.
        """
        if self.env.su:
            return super().create(vals_list)
        consents = super().create([{**vals, "user_id": self.env.uid} for vals in vals_list])
        latest = fields.Datetime.now() + CLOCKS_DIFFER
        if any(consent.at > latest for consent in consents):
            raise ValidationError(self.env._("Consents: the time lies in the future. Enter when the patient said it."))
        return consents

    def _label(self, name):
        """The word for a choice in the reader's language."""
        return dict(self._fields[name]._description_selection(self.env))[self[name]] if self[name] else ""

    def _describe(self):
        """How and when we know, in one line."""
        day = format_date(self.env, fields.Datetime.context_timestamp(self, self.at).date())
        return " · ".join(filter(None, (day, self._label("source"), self.sudo().user_id.name, self.note)))
