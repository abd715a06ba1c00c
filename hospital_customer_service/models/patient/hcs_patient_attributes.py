from odoo import fields, models


class HcsPatient(models.Model):
    """What else the archive knows about a patient (PAT-01). The sensitive part is off until the company wants it."""

    _inherit = "hcs.patient"

    attributes_enabled = fields.Boolean(
        related="company_id.hcs_patient_attributes_enabled", export_string_translation=False
    )
    # Ordinary
    native_place = fields.Char("Native place", tracking=True)
    ethnicity = fields.Char(tracking=True)
    insurance_kind = fields.Selection(
        [
            ("employee", "Employees' basic insurance"),
            ("resident", "Residents' basic insurance"),
            ("commercial", "Commercial insurance"),
            ("public", "Public funding"),
            ("injury", "Work injury insurance"),
            ("self", "Pays without insurance"),
            ("other", "Other insurance"),
        ],
        "Kind of insurance",
        tracking=True,
    )
    hobbies = fields.Char(tracking=True)
    special_days = fields.Char("Special days", help="Days the patient likes to be remembered on.", tracking=True)
    customs_beliefs = fields.Char(
        "Customs and beliefs", help="What to respect: food, holidays, who may examine.", tracking=True
    )
    # Sensitive: shown where the company has switched them on
    education = fields.Selection(
        [
            ("none", "No schooling"),
            ("primary", "Primary school"),
            ("middle", "Middle school"),
            ("high", "High school"),
            ("college", "College"),
            ("bachelor", "Bachelor"),
            ("master", "Master or higher"),
        ],
        tracking=True,
    )
    marital_status = fields.Selection(
        [("single", "Single"), ("married", "Married"), ("divorced", "Divorced"), ("widowed", "Widowed")],
        tracking=True,
    )
    occupation = fields.Char(tracking=True)
    position = fields.Char(tracking=True)
    economic_status = fields.Selection(
        [("modest", "Modest"), ("average", "Average"), ("well_off", "Well off"), ("wealthy", "Wealthy")],
        tracking=True,
    )
    family_assets = fields.Char("Family assets", tracking=True)
    personality = fields.Char(tracking=True)
    spending_habits = fields.Char("Spending habits", tracking=True)
    spending_cycle = fields.Char("Spending cycle", tracking=True)
    spending_mode = fields.Char("Spending mode", tracking=True)
