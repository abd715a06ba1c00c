from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

TARGETS = [
    ("arrived", "Arrived"),
    ("no_show", "No-show"),
    ("interrupted", "Treatment interrupted"),
    ("outpatient_surgery", "Outpatient surgery"),
    ("inpatient_surgery", "Inpatient surgery"),
    ("discharge", "Discharge without surgery"),
    ("consulted", "Consulted, not booked"),
    ("agreed", "Agreed on a call"),
]
ANCHORS = [
    ("visit", "Visit"),
    ("discharge", "Discharge"),
    ("surgery", "Surgery"),
    ("missed", "Missed appointment"),
    ("interruption", "Interruption"),
]


class HcsFollowupPlan(models.Model):
    """Which visits are followed up and when: rules a manager edits (FUP-01, FUP-02)."""

    _name = "hcs.followup.plan"
    _inherit = ["hcs.code.mixin", "hcs.input.mixin"]
    _description = "Follow-up Plan"
    _order = "sequence, id"
    _code_stem_field = "target"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: the plan serves every company.")
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    target = fields.Selection(TARGETS, required=True, default="arrived")
    payment = fields.Selection(
        [("any", "Any"), ("paid", "Paid"), ("unpaid", "Not paid")],
        required=True,
        default="any",
        help="An unknown amount is neither zero nor money spent: a setting says which plan takes it.",
    )
    anchor = fields.Selection(
        ANCHORS, "Counted from", required=True, default="visit", help="The moment the steps count from."
    )
    domain = fields.Char(
        "Further conditions", help="Only visits that also meet these conditions.", default="[]", required=True
    )
    department_ids = fields.Many2many(
        "hcs.department", string="Departments", help="Empty: every department. Their sub-departments are included."
    )
    team_id = fields.Many2one(
        "hcs.team",
        index=True,
        ondelete="restrict",
        help="Whose calling windows apply, to visits of the team's company. Empty: the windows of the company.",
    )
    script_id = fields.Many2one("hcs.script", index="btree_not_null", ondelete="restrict")
    step_ids = fields.One2many("hcs.followup.plan.step", "plan_id", "Steps", copy=True)
    open_task_count = fields.Integer(compute="_compute_open_task_count")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is already a follow-up plan with this code."
    )

    def _compute_open_task_count(self):
        groups = self.env["hcs.followup.task"]._read_group(
            [("step_id.plan_id", "in", self.ids), ("state", "in", ("open", "in_progress"))], ["step_id"], ["__count"]
        )
        counts = {}
        for step, count in groups:
            counts[step.plan_id.id] = counts.get(step.plan_id.id, 0) + count
        for plan in self:
            plan.open_task_count = counts.get(plan.id, 0)

    @api.constrains("domain")
    def _check_domain(self):
        for plan in self:
            try:
                Domain(plan._get_domain()).validate(self.env["hcs.visit"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("The further conditions of the plan “%(plan)s” cannot be read.", plan=plan.name)
                ) from error

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["hcs.followup.task"].sudo().search_count([("step_id.plan_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Tasks were planned by this plan. Archive it instead."))

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=plan.name), code=f"{plan.code}_copy")
            for plan, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _get_domain(self):
        self.ensure_one()
        return literal_eval((self.domain or "").strip() or "[]")

    # ---------------------------------------------------------------- actions

    def action_replan(self):
        """Ask the rules again for every visit whose follow-up may still be ahead."""
        self.check_access("write")
        counts = self._replan_all()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Follow-up planned again"),
                "message": self.env._(
                    "%(created)s new tasks, %(replanned)s moved, %(cancelled)s cancelled,"
                    " %(too_late)s steps too late.",
                    **{key: counts[key] for key in ("created", "replanned", "cancelled", "too_late")},
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_tasks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("hospital_customer_service.hcs_followup_task_action")
        action["domain"] = [("step_id.plan_id", "=", self.id)]
        action["display_name"] = self.name
        return action
