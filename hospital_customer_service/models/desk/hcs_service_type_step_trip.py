from odoo import fields, models

STEP_KINDS = [
    ("task", "Task"),
    ("pricing", "Pricing"),
    ("payment", "Paying for the patient"),
    ("medicine", "Medicine"),
    ("examination", "Examination"),
    ("way", "On the way"),
    ("formalities", "Formalities"),
    ("handover", "Hand-over to the ward"),
]


class HcsServiceTypeStep(models.Model):
    """Steps on which somebody walks with the patient."""

    _inherit = "hcs.service.type.step"

    kind = fields.Selection(STEP_KINDS, required=True, default="task")
    is_trip = fields.Boolean(
        "With way-points",
        help="Somebody walks with the patient: accepted, departed, arrived, handed over, each with its time. "
        "One person is never on two such ways at once.",
    )
    planned_minutes = fields.Integer("Takes (minutes)", default=30, aggregator=None)

    _minutes_positive = models.Constraint(
        "CHECK (planned_minutes BETWEEN 1 AND 1440)", "A step takes between one minute and one day."
    )
