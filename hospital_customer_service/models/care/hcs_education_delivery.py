from odoo import fields, models

CHANNELS = [
    ("sms", "SMS"),
    ("email", "E-mail"),
    ("print", "Printed"),
    ("wechat", "WeChat"),
]


class HcsEducationDelivery(models.Model):
    """That a patient was given a material: which version, how, by whom, on the occasion of what."""

    _name = "hcs.education.delivery"
    _description = "Health Education Given"
    _inherit = ["hcs.ledger.mixin", "hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "at desc, id desc"
    _rec_name = "material_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    material_id = fields.Many2one(
        "hcs.education.material", required=True, index=True, ondelete="restrict", check_company=True
    )
    patient_id = fields.Many2one("hcs.patient", required=True, index=True, ondelete="restrict", check_company=True)
    at = fields.Datetime("Time", required=True)
    channel = fields.Selection(CHANNELS, required=True)
    user_id = fields.Many2one("res.users", "Given by", required=True, index=True, ondelete="restrict")
    res_model = fields.Char("Record type")
    res_id = fields.Many2oneReference("Record", model_field="res_model")
