from odoo import api, fields, models
from odoo.tools import SQL

RULES = {"target", "payment", "anchor", "domain", "department_ids", "team_id", "step_ids"}
IN_PLAN = "hcs_plan_is_written"


class HcsFollowupPlan(models.Model):
    """A changed plan is a new version; what is planned already keeps its dates until somebody decides (FU11)."""

    _inherit = "hcs.followup.plan"

    version_ids = fields.One2many("hcs.followup.plan.version", "plan_id", "Versions", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        plans = super(HcsFollowupPlan, self.with_context(**{IN_PLAN: True})).create(vals_list).with_env(self.env)
        plans._keep_version()
        return plans

    def write(self, vals):
        """Number the versions: a task tells under which rules it was planned."""
        if not RULES & set(vals):
            return super().write(vals)
        # the steps are written inside: one change of a form is one version
        result = super(HcsFollowupPlan, self.with_context(**{IN_PLAN: True})).write(vals)
        self._rules_changed()
        return result

    def _rules_changed(self):
        if self.env.context.get(IN_PLAN):
            return
        for plan in self:
            if plan._is_used():
                plan.write({"version": plan.version + 1, "replan_needed": True})
        self._keep_version()

    def _is_used(self):
        """Whether anything was planned by the rules as they stand; until then a change is no new version."""
        tasks = self.env["hcs.followup.task"].sudo()
        return bool(self.planned_until) or bool(tasks.search_count([("step_id.plan_id", "=", self.id)], limit=1))

    def _keep_version(self):
        versions = self.env["hcs.followup.plan.version"].sudo()
        known = {
            version.plan_id: version for version in versions.search([("plan_id", "in", self.ids)], order="version")
        }
        for plan in self:
            if plan in known and known[plan].version == plan.version:
                known[plan].rules = plan._describe_rules()
        new = self.filtered(lambda plan: plan not in known or known[plan].version != plan.version)
        # sudo: versions are written by the change itself, by nobody else
        versions.create(
            [
                {
                    "plan_id": plan.id,
                    "company_id": plan.company_id.id,
                    "version": plan.version,
                    "user_id": self.env.uid,
                    "at": fields.Datetime.now(),
                    "rules": plan._describe_rules(),
                }
                for plan in new
            ]
        )

    def _describe_rules(self):
        """The rules in words, one per line."""
        self.ensure_one()

        def label(record, name):
            return dict(record._fields[name]._description_selection(self.env)).get(record[name], "")

        lines = [
            f"{label(self, 'target')} · {label(self, 'payment')} · {label(self, 'anchor')}",
            ", ".join(self.department_ids.mapped("display_name")),
            self.domain if self.domain != "[]" else "",
        ]
        for step in self.step_ids:
            parts = [step.name, f"{step.offset}-{step.latest} {label(step, 'unit')}", label(step, "channel")]
            if step.repeat_times:
                parts.append(f"{step.repeat_every} × {step.repeat_times}")
            lines.append("- " + " · ".join(parts))
        return "\n".join(filter(None, lines))

    # ---------------------------------------------------------------- what a change touches

    def _preview_replan(self, now=None):
        """What planning again would do, without doing it."""
        with self.env.cr.savepoint() as savepoint:
            counts = self._replan_all(now=now)
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()
        return counts

    def _cancel_planned(self):
        """Cancel what is still to call of these plans; people are called under the new rules only."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE hcs_followup_task t
                      SET state = 'cancelled', cancel_reason = 'plan_changed', closed_at = %s, callback_agreed = FALSE,
                          write_uid = %s, write_date = %s
                     FROM hcs_followup_plan_step st
                    WHERE st.id = t.step_id AND st.plan_id = ANY(%s) AND t.state = 'open'""",
                fields.Datetime.now(),
                self.env.uid,
                self.env.cr.now(),
                self.ids,
            )
        )
        count = self.env.cr.rowcount
        self.env["hcs.followup.task"].invalidate_model()
        return count

    def action_change(self):
        """Show what the changed rules touch, and let somebody decide."""
        self.ensure_one()
        self.check_access("write")
        counts = self._preview_replan()
        tasks = self.env["hcs.followup.task"]
        domain = [("step_id.plan_id", "=", self.id), ("state", "in", ("open", "in_progress"))]
        wizard = self.env["hcs.followup.replan.wizard"].create(
            {
                "plan_id": self.id,
                "open_count": tasks.search_count(domain),
                "called_count": tasks.search_count([*domain, ("attempt_count", ">", 0)]),
                "moved_count": counts["replanned"],
                "cancelled_count": counts["cancelled"],
                "created_count": counts["created"],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rules changed"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
