from odoo import fields, models


class HcsFollowupPlanVersion(models.Model):
    """The rules of a plan as they stood in one version; tasks tell under which version they were planned."""

    _name = "hcs.followup.plan.version"
    _description = "Version of a follow-up plan"
    _order = "plan_id, version desc"
    _rec_name = "version"

    plan_id = fields.Many2one("hcs.followup.plan", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", readonly=True)
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    user_id = fields.Many2one("res.users", "Changed by", required=True, readonly=True, ondelete="restrict")
    at = fields.Datetime("Since", required=True, readonly=True)
    rules = fields.Text(readonly=True)

    _version_uniq = models.Constraint("UNIQUE (plan_id, version)", "This version is written down already.")
