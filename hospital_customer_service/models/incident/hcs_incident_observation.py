from odoo import api, fields, models
from odoo.exceptions import ValidationError

SIGNS = ("consciousness", "breathing", "pulse", "systolic", "diastolic", "oxygen", "temperature", "note")


class HcsIncidentObservation(models.Model):
    """How an acute patient is while waiting for the doctor; a wrong line is corrected by the next one (FRD-05)."""

    _name = "hcs.incident.observation"
    _description = "Observation of an acute patient"
    _inherit = ["hcs.ledger.mixin", "hcs.input.mixin", "hcs.read.log.mixin", "hcs.export.mixin"]
    _order = "at desc, id desc"
    _rec_name = "at"
    _log_read_patient_field = "incident_id.patient_id"

    incident_id = fields.Many2one("hcs.incident", required=True, index=True, ondelete="restrict")
    at = fields.Datetime("Observed at", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Observed by", readonly=True, ondelete="restrict", default=lambda self: self.env.user
    )
    consciousness = fields.Selection(
        [("alert", "Alert"), ("voice", "Answers to voice"), ("pain", "Answers to pain"), ("none", "Does not answer")]
    )
    breathing = fields.Integer("Breaths/min", aggregator=None)
    pulse = fields.Integer("Pulse/min", aggregator=None)
    systolic = fields.Integer("Upper pressure", aggregator=None, help="Systolic blood pressure, mmHg.")
    diastolic = fields.Integer("Lower pressure", aggregator=None, help="Diastolic blood pressure, mmHg.")
    oxygen = fields.Integer("SpO2 %", aggregator=None)
    temperature = fields.Float(digits=(4, 1), aggregator=None)
    note = fields.Char()

    _vital_signs = models.Constraint(
        "CHECK (COALESCE(breathing, 0) BETWEEN 0 AND 100 AND COALESCE(pulse, 0) BETWEEN 0 AND 300 "
        "AND COALESCE(systolic, 0) BETWEEN 0 AND 300 AND COALESCE(diastolic, 0) BETWEEN 0 AND 250 "
        "AND COALESCE(oxygen, 0) BETWEEN 0 AND 100 "
        "AND (COALESCE(temperature, 0) = 0 OR temperature BETWEEN 20 AND 45))",
        "These figures cannot be right. Check pulse, pressure, breathing, oxygen and temperature.",
    )

    @api.constrains("incident_id", *SIGNS)
    def _check_something_observed(self):
        for line in self:
            if not any(line[name] for name in SIGNS):
                raise ValidationError(self.env._("Note at least one thing you observed."))
            if line.systolic and line.diastolic and line.diastolic >= line.systolic:
                raise ValidationError(self.env._("The lower pressure is below the upper one. Check both."))

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever notes it is the observer."""
        return super().create([{**vals, "user_id": self.env.uid} for vals in vals_list])
