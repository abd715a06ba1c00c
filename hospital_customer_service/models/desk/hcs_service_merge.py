from odoo import fields, models


class HcsServiceMerge(models.Model):
    """The journal of a merge or a split: what moved, so that it can move back within a day (SD11).

    The ledger of contacts is never rewritten: which contacts went to the new record stands here.
    """

    _name = "hcs.service.merge"
    _description = "Merge of Service Records"
    _inherit = ["hcs.export.mixin", "hcs.input.mixin"]
    _order = "merged_at desc, id desc"
    _check_company_auto = True

    kind = fields.Selection([("merge", "Merge"), ("split", "Split")], required=True, default="merge")
    source_id = fields.Many2one(
        "hcs.service.record", "Merged record", required=True, index=True, ondelete="restrict", check_company=True
    )
    into_id = fields.Many2one("hcs.service.record", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="into_id.company_id", store=True, index=True)
    merged_at = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Merged by", required=True, index=True, ondelete="restrict", default=lambda self: self.env.user
    )
    contact_ids = fields.Many2many("hcs.contact", "hcs_service_merge_contact_rel", string="Contacts that went along")
    moved = fields.Json(help="Ids of what moved.")
    undone_at = fields.Datetime("Undone", readonly=True)
