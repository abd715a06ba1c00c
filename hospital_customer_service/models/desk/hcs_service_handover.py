from odoo import fields, models

from .hcs_service_record import CENTRE


class HcsServiceHandover(models.Model):
    """A question handed to a department, an expert or a colleague, with the number that was shown (DIR-02)."""

    _name = "hcs.service.handover"
    _description = "Hand-over of a Service Record"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _order = "handed_at desc, id desc"
    _check_company_auto = True
    _log_read_patient_field = "record_id.patient_id"

    record_id = fields.Many2one(
        "hcs.service.record", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    department_id = fields.Many2one("hcs.department", index="btree_not_null", ondelete="restrict", check_company=True)
    practitioner_id = fields.Many2one(
        "hcs.practitioner", "Expert", index="btree_not_null", ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one("res.users", "Colleague", index="btree_not_null", ondelete="restrict")
    phone = fields.Char("Number given", help="The number of the directory that was shown at that moment.")
    note = fields.Text("What is asked", help="Read by the department: write no names and numbers of patients here.")
    handed_at = fields.Datetime(required=True, default=fields.Datetime.now)
    handed_by_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict", default=lambda self: self.env.user
    )
    acknowledged_at = fields.Datetime("Acknowledged", readonly=True)
    acknowledged_by_id = fields.Many2one("res.users", index="btree_not_null", ondelete="restrict", readonly=True)
    patient_id = fields.Many2one(related="record_id.patient_id", groups=CENTRE)
