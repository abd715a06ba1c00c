from odoo import fields, models


class HcsSegmentMember(models.Model):
    """Who is in a segment; rows of a list that is made anew every night, by one statement."""

    _name = "hcs.segment.member"
    _description = "Patient of a Segment"
    _inherit = ["hcs.read.log.mixin", "hcs.export.mixin", "hcs.input.mixin"]
    _log_access = False
    _order = "since desc, id desc"
    _rec_name = "patient_id"
    _log_read_patient_field = "patient_id"
    _check_company_auto = True

    segment_id = fields.Many2one("hcs.segment", required=True, readonly=True, index=True, ondelete="cascade")
    patient_id = fields.Many2one(
        "hcs.patient", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    since = fields.Datetime("In the segment since", required=True, readonly=True, default=fields.Datetime.now)

    _once = models.UniqueIndex("(segment_id, patient_id)", "This patient is in the segment already.")
    _company_idx = models.Index("(segment_id, company_id)")
