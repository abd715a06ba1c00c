from odoo import fields, models

QUESTIONNAIRES = [("hcs_questionnaire", "=", True)]


class HcsFollowupPlan(models.Model):
    """What is asked in the calls of a plan (FUP-07)."""

    _inherit = "hcs.followup.plan"

    questionnaire_id = fields.Many2one(
        "survey.survey",
        index="btree_not_null",
        ondelete="restrict",
        domain=QUESTIONNAIRES,
        help="Shown beside the script, or sent as a link.",
    )


class HcsFollowupPlanStep(models.Model):
    """What is asked in one step, where it differs from the rest of the plan."""

    _inherit = "hcs.followup.plan.step"

    questionnaire_id = fields.Many2one(
        "survey.survey",
        index="btree_not_null",
        ondelete="restrict",
        domain=QUESTIONNAIRES,
        help="Empty: the questionnaire of the plan.",
    )

    def _get_questionnaire(self):
        self.ensure_one()
        return self.questionnaire_id or self.plan_id.questionnaire_id
