from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hcs_doctor_link = fields.Boolean(
        "Doctors answer by link",
        default=True,
        help="A doctor who is asked gets a link by e-mail and SMS and answers on the phone without an account.",
    )
    hcs_doctor_link_hours = fields.Integer(
        "Hours a Doctor's Link Opens", default=72, required=True, help="Later a new link has to be sent."
    )

    _hcs_doctor_link_hours = models.Constraint(
        "CHECK (hcs_doctor_link_hours BETWEEN 1 AND 720)", "A link opens for 1 hour to 30 days."
    )
