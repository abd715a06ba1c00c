from odoo import fields, models


class HcsDepartment(models.Model):
    _inherit = "hcs.department"

    message_name = fields.Char(
        "Name in messages",
        translate=True,
        help="A name that does not tell what people are treated for, such as “Clinic 3”. Empty: the "
        "department's name, or none where that name tells it.",
    )
